package vietqr

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/chophien/chophien/payments"
)

// ErrPayload is what Parse refuses with; the text is not quoted.
var ErrPayload = errors.New("vietqr: not a transfer QR")

// maxPayload is the most bytes that Parse looks at: EMVCo ends at 512.
const maxPayload = 512

// Parse reads a transfer QR made by anybody. It refuses with ErrPayload what has a wrong
// checksum, is no NAPAS transfer, or asks for another currency than đồng. Fields that a
// transfer does not need (a shop's name, a city) are passed over.
func Parse(text string) (Payload, error) {
	if len(text) > maxPayload || len(text) < 8 || !utf8.ValidString(text) {
		return Payload{}, ErrPayload
	}
	body, sum := text[:len(text)-4], text[len(text)-4:]
	if !strings.HasSuffix(body, "6304") || !strings.EqualFold(sum, fmt.Sprintf("%04X", crc16(body))) {
		return Payload{}, ErrPayload
	}
	body = strings.TrimSuffix(body, "6304")
	// Lengths count bytes; some apps count characters once the text has diacritics.
	for _, count := range []func(string, int) int{byBytes, byRunes} {
		if p, ok := parse(body, count); ok {
			return p, nil
		}
	}
	return Payload{}, ErrPayload
}

func parse(body string, count func(string, int) int) (p Payload, ok bool) {
	top, ok := fields(body, count)
	if !ok || top["00"] != "01" || top["53"] != "704" || top["58"] != "VN" {
		return p, false
	}
	if i := top["01"]; i != "" && i != "11" && i != "12" {
		return p, false
	}
	merchant, ok := fields(top["38"], count)
	if !ok || merchant["00"] != aid {
		return p, false
	}
	payee, ok := fields(merchant["01"], count)
	if !ok {
		return p, false
	}
	p.BIN, p.Account = payee["00"], payee["01"]
	switch merchant["02"] {
	case toAccount:
	case toCard:
		p.Card = true
	default:
		return p, false
	}
	if a, given := top["54"]; given {
		var err error
		if p.Amount, err = payments.WireAmount(json.Number(a)); err != nil || p.Amount.Negative() {
			return p, false
		}
	}
	if extra, given := top["62"]; given {
		more, ok := fields(extra, count)
		if !ok {
			return p, false
		}
		p.Purpose = more["08"]
	}
	return p, digits(p.BIN) && len(p.BIN) == 6 && alnum(p.Account) && len(p.Account) <= 19
}

// fields cuts s into its tags. A tag given twice or cut short is refused.
func fields(s string, count func(string, int) int) (map[string]string, bool) {
	out := map[string]string{}
	for s != "" {
		if len(s) < 4 || !digits(s[:4]) {
			return nil, false
		}
		tag := s[:2]
		length, _ := strconv.Atoi(s[2:4])
		s = s[4:]
		end := count(s, length)
		if _, twice := out[tag]; twice || end < 0 {
			return nil, false
		}
		out[tag], s = s[:end], s[end:]
	}
	return out, true
}

// byBytes is where the first n bytes of s end, or -1.
func byBytes(s string, n int) int {
	if n > len(s) {
		return -1
	}
	return n
}

// byRunes is where the first n characters of s end, or -1.
func byRunes(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	if n > 0 {
		return -1
	}
	return len(s)
}
