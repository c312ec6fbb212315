package momo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/chophien/chophien/payments"
)

// What each message signs, in MoMo's order: by name, values as they are, never encoded.
var (
	createFields = []string{"accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode", "redirectUrl", "requestId", "requestType"}
	noticeFields = []string{"accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode", "payType", "requestId", "responseTime", "resultCode", "transId"}
	queryFields  = []string{"accessKey", "orderId", "partnerCode", "requestId"}
	refundFields = []string{"accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId"}
)

// signed is the text that a message signs.
func signed(fields []string, value func(name string) string) string {
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(f)
		b.WriteByte('=')
		b.WriteString(value(f))
	}
	return b.String()
}

func mac(secret payments.Secret, text string) []byte {
	h := hmac.New(sha256.New, []byte(secret.Reveal()))
	h.Write([]byte(text))
	return h.Sum(nil)
}

func signature(secret payments.Secret, text string) string {
	return hex.EncodeToString(mac(secret, text))
}

// genuine reports whether given is the signature of text by one of secrets.
func genuine(given, text string, secrets []payments.Secret) bool {
	return payments.AnyMAC([]string{given}, secrets, func(s payments.Secret) []byte { return mac(s, text) })
}

// pairs is a message that is sent: its fields in the order in which they are written. A
// number is written without quotes.
type pairs []pair

type pair struct {
	name, value string
	bare        bool
}

func (ps pairs) value(name string) string {
	if i := slices.IndexFunc(ps, func(p pair) bool { return p.name == name }); i >= 0 {
		return ps[i].value
	}
	return ""
}
