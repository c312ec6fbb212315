package momotest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
)

// The fields that MoMo signs, written down here once more: a fake that signed by the
// driver's own code would agree with its mistakes.
const (
	createFormula = "accessKey&amount&extraData&ipnUrl&orderId&orderInfo&partnerCode&redirectUrl&requestId&requestType"
	noticeFormula = "accessKey&amount&extraData&message&orderId&orderInfo&orderType&partnerCode&payType&requestId&responseTime&resultCode&transId"
	queryFormula  = "accessKey&orderId&partnerCode&requestId"
	refundFormula = "accessKey&amount&description&orderId&partnerCode&requestId&transId"
)

var oldSignature = regexp.MustCompile(`,?"signature":"[^"]*"`)

// Signed is body, a JSON object, with its signature by secret as the last field.
func Signed(secret, body string) string {
	body = oldSignature.ReplaceAllString(body, "")
	values, end := valuesOf([]byte(body)), strings.LastIndex(body, "}")
	if values == nil || end < 0 {
		return body
	}
	field := `"signature":"` + sum(secret, noticeFormula, values) + `"`
	if len(values) > 0 {
		field = "," + field
	}
	return body[:end] + field + body[end:]
}

// Sum is the signature of a notice whose fields are values.
func Sum(secret string, values map[string]string) string { return sum(secret, noticeFormula, values) }

func sum(secret, formula string, values map[string]string) string {
	var parts []string
	for _, name := range strings.Split(formula, "&") {
		value := values[name]
		if name == "accessKey" {
			value = AccessKey
		}
		parts = append(parts, name+"="+value)
	}
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(strings.Join(parts, "&")))
	return hex.EncodeToString(h.Sum(nil))
}

// valuesOf are the fields of a JSON object as they are signed; nil when it is none.
func valuesOf(body []byte) map[string]string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var raw map[string]any
	if d.Decode(&raw) != nil || raw == nil {
		return nil
	}
	values := map[string]string{}
	for name, v := range raw {
		switch v := v.(type) {
		case string:
			values[name] = v
		case json.Number:
			values[name] = v.String()
		}
	}
	return values
}
