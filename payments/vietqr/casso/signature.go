package casso

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// prove judges X-Casso-Signature "t=<ms>,v1=<hex>": HMAC-SHA512 over t, a dot, and the body
// with its keys sorted. The body is written anew to be signed, and Casso's own samples
// disagree on how texts are escaped, so every way of writing is tried.
func (s *Source) prove(r payments.RawRequest) error {
	t, given := "", []string(nil)
	for part := range strings.SplitSeq(r.Header.Get("X-Casso-Signature"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			t = value
		case "v1":
			given = append(given, value)
		}
	}
	if t == "" || len(given) == 0 {
		return payments.ErrBadSignature
	}
	var body any
	if err := payments.DecodeJSON(r.Body, &body); err != nil {
		return err
	}
	if _, object := body.(map[string]any); !object {
		return payments.ErrMalformed
	}
	if !slices.ContainsFunc(writings(body), func(text string) bool {
		return payments.AnyMAC(given, s.cfg.Secrets, func(k payments.Secret) []byte { return mac(k, t, text) })
	}) {
		return payments.ErrBadSignature
	}
	ms, err := strconv.ParseInt(t, 10, 64)
	if err != nil || ms < 0 || ms > 1<<50 {
		return payments.ErrMalformed
	}
	return payments.CheckFresh(clock.Instant(ms), r.At, s.cfg.Tolerance)
}

func mac(key payments.Secret, t, text string) []byte {
	h := hmac.New(sha512.New, []byte(key.Reveal()))
	h.Write([]byte(t + "." + text))
	return h.Sum(nil)
}

// style is how a language's JSON encoder escapes texts.
type style struct {
	html  bool // < > & and the line separators, as Go does
	ascii bool // everything beyond ASCII, as Python and PHP do
	slash bool // the slash, as PHP does
}

// writings are the different texts that encoders make of v, JavaScript's first.
func writings(v any) []string {
	var all []string
	for _, st := range []style{{}, {html: true}, {ascii: true}, {ascii: true, slash: true}, {slash: true}} {
		var b strings.Builder
		st.write(&b, v)
		if text := b.String(); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

func (st style) write(b *strings.Builder, v any) {
	switch v := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteByte(',')
			}
			st.text(b, k)
			b.WriteByte(':')
			st.write(b, v[k])
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			st.write(b, e)
		}
		b.WriteByte(']')
	case string:
		st.text(b, v)
	case json.Number:
		b.WriteString(v.String())
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case nil:
		b.WriteString("null")
	}
}

var short = map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func (st style) text(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case short[r] != "":
			b.WriteString(short[r])
		case r == '/' && st.slash:
			b.WriteString(`\/`)
		case r < ' ',
			st.html && (r == '<' || r == '>' || r == '&' || r == '\u2028' || r == '\u2029'),
			st.ascii && r >= utf8.RuneSelf:
			escape(b, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}

// escape writes \uXXXX, in two halves beyond the first plane.
func escape(b *strings.Builder, r rune) {
	unit := func(u rune) {
		h := strconv.FormatInt(int64(u), 16)
		b.WriteString(`\u` + strings.Repeat("0", 4-len(h)) + h)
	}
	if r >= 0x10000 {
		r -= 0x10000
		unit(0xD800 + r>>10)
		r = 0xDC00 + r&0x3FF
	}
	unit(r)
}
