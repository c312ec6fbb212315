package momo

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// scalar is a text or a number of a message exactly as it was written; null is "". told is
// false for a field that was left out.
type scalar struct {
	text string
	told bool
}

// UnmarshalJSON keeps the digits of a number and the letters of a text.
func (s *scalar) UnmarshalJSON(b []byte) error {
	*s = scalar{told: true}
	switch {
	case string(b) == "null":
		return nil
	case b[0] == '"':
		return json.Unmarshal(b, &s.text)
	case b[0] == '-' || b[0] >= '0' && b[0] <= '9':
		s.text = string(b)
		return nil
	}
	return payments.ErrMalformed
}

// notice is what MoMo sends to the webhook, and by the browser.
type notice struct {
	PartnerCode  scalar `json:"partnerCode"`
	OrderID      scalar `json:"orderId"`
	RequestID    scalar `json:"requestId"`
	Amount       scalar `json:"amount"`
	OrderInfo    scalar `json:"orderInfo"`
	OrderType    scalar `json:"orderType"`
	TransID      scalar `json:"transId"`
	ResultCode   scalar `json:"resultCode"`
	Message      scalar `json:"message"`
	PayType      scalar `json:"payType"`
	ResponseTime scalar `json:"responseTime"`
	ExtraData    scalar `json:"extraData"`
	Signature    scalar `json:"signature"`
}

func (n *notice) fields() map[string]*scalar {
	return map[string]*scalar{
		"partnerCode": &n.PartnerCode, "orderId": &n.OrderID, "requestId": &n.RequestID, "amount": &n.Amount, "orderInfo": &n.OrderInfo,
		"orderType": &n.OrderType, "transId": &n.TransID, "resultCode": &n.ResultCode, "message": &n.Message, "payType": &n.PayType,
		"responseTime": &n.ResponseTime, "extraData": &n.ExtraData, "signature": &n.Signature,
	}
}

// text is what the notice signs.
func (n *notice) text(accessKey payments.Secret) string {
	fields := n.fields()
	return signed(noticeFields, func(name string) string {
		if name == "accessKey" {
			return accessKey.Reveal()
		}
		return fields[name].text
	})
}

// prove judges the signature, and then whom the notice is for. A field that is left out is
// signed like an empty one, so that all must be there.
func (g *Gateway) prove(n *notice) error {
	for _, field := range n.fields() {
		if !field.told {
			return payments.ErrMalformed
		}
	}
	if !genuine(n.Signature.text, n.text(g.cfg.AccessKey), g.cfg.Secrets) {
		return payments.ErrBadSignature
	}
	if n.PartnerCode.text != g.cfg.PartnerCode {
		return payments.ErrForeign
	}
	return nil
}

// Verify reads one notice.
func (g *Gateway) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	var n notice
	if !bytes.HasPrefix(bytes.TrimLeft(r.Body, " \t\r\n"), []byte("{")) || payments.DecodeJSON(r.Body, &n) != nil {
		return nil, payments.ErrMalformed
	}
	if err := g.prove(&n); err != nil {
		return nil, err
	}
	code := n.ResultCode.text
	ms, err := strconv.ParseInt(n.ResponseTime.text, 10, 64)
	if err != nil || ms <= 0 || ms > 1<<50 || n.OrderID.text == "" || n.RequestID.text == "" || !digits(json.Number(code)) {
		return nil, payments.ErrMalformed
	}
	e := payments.Event{
		Key:  n.OrderID.text + ":" + n.RequestID.text + ":" + n.TransID.text + ":" + code,
		Kind: payments.EventPayment, Ref: n.OrderID.text, At: clock.Instant(ms), Code: code, Message: n.Message.text,
	}
	e.Status, e.Decline = read(code)
	if e.Status == payments.StatusPaid {
		if e.TxnID, e.Amount, err = moved(n.TransID.text, json.Number(n.Amount.text)); err != nil {
			return nil, err
		}
	}
	return []payments.Event{e}, nil
}

// moved reads which money moved, and how much. It refuses with payments.ErrMalformed.
func moved(transID string, amount json.Number) (string, money.VND, error) {
	if id, err := strconv.ParseUint(transID, 10, 64); err != nil || id == 0 {
		return "", money.VND{}, payments.ErrMalformed
	}
	v, err := payments.WireAmount(amount)
	if err == nil && !v.Positive() {
		err = payments.ErrMalformed
	}
	return transID, v, err
}

// VerifyReturn reads the address on which the buyer came back; for display only.
func (g *Gateway) VerifyReturn(_ context.Context, r payments.RawRequest) (ref string, hint payments.Status, err error) {
	if r.TooLarge() {
		return "", "", payments.ErrTooLarge
	}
	q, err := url.ParseQuery(r.RawQuery)
	if err != nil {
		return "", "", payments.ErrMalformed
	}
	var n notice
	for name, field := range n.fields() {
		if len(q[name]) > 1 {
			return "", "", payments.ErrMalformed
		}
		*field = scalar{q.Get(name), q.Has(name)}
	}
	if err := g.prove(&n); err != nil {
		return "", "", err
	}
	hint, _ = read(n.ResultCode.text)
	return n.OrderID.text, hint, nil
}

// Ack is MoMo's: 204 without a word ends the matter, anything else may bring the notice
// again.
func (g *Gateway) Ack(o payments.Outcome, _ *payments.Event) payments.Answer {
	switch o {
	case payments.OurFailure:
		return payments.Answer{Status: http.StatusInternalServerError}
	case payments.TooLarge:
		return payments.Answer{Status: http.StatusRequestEntityTooLarge}
	case payments.BadSignature, payments.Stale, payments.Malformed, payments.Foreign:
		return payments.Answer{Status: http.StatusBadRequest}
	}
	return payments.Answer{Status: http.StatusNoContent}
}
