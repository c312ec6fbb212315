package zalopay

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/chophien/chophien/payments"
)

// answer is what ZaloPay says. It is not signed: it is believed because of whom was asked.
type answer struct {
	Code       int64           `json:"return_code"`     // 1 yes, 2 no, 3 under way
	Detail     int64           `json:"sub_return_code"` // why
	Message    string          `json:"return_message"`
	Processing bool            `json:"is_processing"`
	Amount     json.Number     `json:"amount"`
	TxnID      json.RawMessage `json:"zp_trans_id"`
	Time       json.Number     `json:"server_time"`
	OrderURL   string          `json:"order_url"`
	Token      string          `json:"zp_trans_token"`
	QR         string          `json:"qr_code"`
	RefundID   json.RawMessage `json:"refund_id"`
}

const (
	yes      = 1
	no       = 2
	underWay = 3

	exists    = -68
	badData   = -401
	badMAC    = -402
	tooOften  = -429
	unwell    = -500
	closedNow = -999
)

// ask sends body. An answer that is no answer to what was asked becomes an *Error.
func (g *Gateway) ask(ctx context.Context, op, path string, body any) (answer, error) {
	wire, err := encode(body)
	if err != nil {
		return answer{}, &payments.Error{Gateway: Code, Op: op, Code: "encode", Cause: err}
	}
	raw, err := payments.PostJSON(ctx, g.cfg.HTTP, Code, op, g.cfg.URL+path, []byte(wire))
	if err != nil {
		return answer{}, err
	}
	var a answer
	if err := payments.DecodeJSON(raw, &a); err != nil {
		return a, &payments.Error{Gateway: Code, Op: op, Ambiguous: true, Cause: err}
	}
	why := a.why()
	fail := &payments.Error{Gateway: Code, Op: op, Code: num(why), Message: a.Message}
	switch why {
	case tooOften, closedNow:
		fail.Retryable = true
		return a, fail
	case unwell:
		fail.Ambiguous = true
		return a, fail
	case badData, badMAC:
		return a, fail
	}
	if a.Code < yes || a.Code > underWay {
		fail.Ambiguous, fail.Cause = true, payments.ErrMalformed
		return a, fail
	}
	return a, nil
}

// why is the detailed code of a no. Some answers bear it in place of the plain one.
func (a answer) why() int64 {
	switch {
	case a.Code < 0:
		return a.Code
	case a.Code == no:
		return a.Detail
	}
	return 0
}

// optionalID reads an id that may be absent, null or empty.
func optionalID(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	id, err := payments.WireID(raw)
	if err != nil || id == "0" {
		return ""
	}
	return id
}

// milliseconds reads ZaloPay's time; 0 when it does not say.
func milliseconds(n json.Number) int64 {
	ms, err := strconv.ParseInt(string(n), 10, 64)
	if err != nil || ms <= 0 || ms > 1<<43 {
		return 0
	}
	return ms
}
