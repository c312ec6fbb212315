package vnpay

import (
	"context"
	"encoding/json"

	"github.com/chophien/chophien/payments"
)

// answer is what VNPay says, every value as text.
type answer map[string]string

// ask signs a question or a refund, sends it and proves the answer. An answer that says 00
// must be signed; a refusal, which becomes an *Error with VNPay's code, need not be.
func (g *Gateway) ask(ctx context.Context, op string, body map[string]string, names, answered []string) (answer, error) {
	body["vnp_Version"], body["vnp_TmnCode"], body["vnp_IpAddr"] = version, g.cfg.TmnCode, g.cfg.IP
	body["vnp_CreateDate"] = stamp(g.cfg.Now())
	body["vnp_SecureHash"] = macHex(g.cfg.Secrets[0], piped(body, names))
	wire, err := json.Marshal(body)
	if err != nil {
		return nil, &payments.Error{Gateway: Code, Op: op, Code: "encode", Cause: err}
	}
	raw, err := payments.PostJSON(ctx, g.cfg.HTTP, Code, op, g.cfg.APIURL, wire)
	if err != nil {
		return nil, err
	}
	a, err := readAnswer(raw)
	if err != nil {
		return nil, &payments.Error{Gateway: Code, Op: op, Ambiguous: true, Cause: err}
	}
	if code := a["vnp_ResponseCode"]; code != "00" {
		if !word(code, 3) {
			return nil, &payments.Error{Gateway: Code, Op: op, Ambiguous: true, Cause: payments.ErrMalformed}
		}
		return nil, &payments.Error{Gateway: Code, Op: op, Code: code, Message: a["vnp_Message"]}
	}
	data := piped(a, answered)
	if !payments.AnyMAC([]string{a["vnp_SecureHash"]}, g.cfg.Secrets, func(k payments.Secret) []byte { return mac(k, data) }) {
		return nil, &payments.Error{Gateway: Code, Op: op, Ambiguous: true, Cause: payments.ErrBadSignature}
	}
	if a["vnp_TmnCode"] != g.cfg.TmnCode || a["vnp_TxnRef"] != body["vnp_TxnRef"] || a["vnp_Command"] != body["vnp_Command"] {
		return nil, &payments.Error{Gateway: Code, Op: op, Ambiguous: true, Cause: payments.ErrForeign}
	}
	return a, nil
}

// readAnswer reads one JSON object of texts, numbers and nulls.
func readAnswer(raw []byte) (answer, error) {
	var values map[string]any
	if err := payments.DecodeJSON(raw, &values); err != nil {
		return nil, err
	}
	a := answer{}
	for name, v := range values {
		switch v := v.(type) {
		case string:
			a[name] = v
		case json.Number:
			a[name] = v.String()
		case nil:
		default:
			return nil, payments.ErrMalformed
		}
	}
	return a, nil
}
