package payos

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/payments"
)

// linkFields are what a request for a payment link signs.
var linkFields = []string{"amount", "cancelUrl", "description", "orderCode", "returnUrl"}

// signed is the text that payOS signs of values: key=value joined by &, sorted by key, each
// value as it is; null is empty, and a list or an object its JSON.
func signed(values map[string]any, fields []string) string {
	var b strings.Builder
	for i, name := range fields {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=")
		b.WriteString(written(values[name]))
	}
	return b.String()
}

// signedAll is signed over everything that values hold.
func signedAll(values map[string]any) string {
	return signed(values, slices.Sorted(maps.Keys(values)))
}

func written(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // read from JSON, so that it can be written; keys come out sorted
	return strings.TrimSuffix(b.String(), "\n")
}

func mac(key payments.Secret, text string) []byte {
	h := hmac.New(sha256.New, []byte(key.Reveal()))
	h.Write([]byte(text))
	return h.Sum(nil)
}

func signature(key payments.Secret, text string) string { return hex.EncodeToString(mac(key, text)) }

// genuine reports whether given is the signature of text by one of keys.
func genuine(given, text string, keys []payments.Secret) bool {
	return payments.AnyMAC([]string{given}, keys, func(k payments.Secret) []byte { return mac(k, text) })
}
