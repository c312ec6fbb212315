package zalopay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/chophien/chophien/payments"
)

// callback is a message; only the text in Data is signed.
type callback struct {
	Data string      `json:"data"`
	MAC  string      `json:"mac"`
	Type json.Number `json:"type"`
}

// paid is what Data says of an order whose money was taken.
type paid struct {
	AppID  json.Number     `json:"app_id"`
	Ref    string          `json:"app_trans_id"`
	Amount json.Number     `json:"amount"`
	TxnID  json.RawMessage `json:"zp_trans_id"`
	Time   json.Number     `json:"server_time"`
}

// The types of callbacks.
const (
	aboutOrder     = "1"
	aboutAgreement = "2"
)

// Verify reads a callback: an order that was paid, or an agreement, which is of no interest.
// The time within is that of the payment; a callback that comes again is as good as the
// first, and its key gives it one effect.
func (g *Gateway) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	var in callback
	if err := payments.DecodeJSON(r.Body, &in); err != nil {
		return nil, err
	}
	if !payments.AnyMAC([]string{in.MAC}, g.cfg.Keys2, func(k payments.Secret) []byte { return mac(k, in.Data) }) {
		return nil, payments.ErrBadSignature
	}
	var p paid
	if err := payments.DecodeJSON([]byte(in.Data), &p); err != nil {
		return nil, err
	}
	if string(p.AppID) != num(g.cfg.AppID) {
		return nil, payments.ErrForeign
	}
	switch in.Type { // not signed: it decides nothing about money
	case aboutOrder:
	case aboutAgreement:
		sum := sha256.Sum256([]byte(in.Data))
		return []payments.Event{{Key: "agreement:" + hex.EncodeToString(sum[:16]), Kind: payments.EventIgnored, At: r.At, Code: "agreement"}}, nil
	default:
		return nil, payments.ErrMalformed
	}
	amount, err := payments.WireAmount(p.Amount)
	if err != nil || !amount.Positive() || !word(p.Ref, 40) {
		return nil, payments.ErrMalformed
	}
	txn, err := payments.WireID(p.TxnID)
	if err != nil {
		return nil, err
	}
	return []payments.Event{{
		Key: p.Ref + ":" + txn, Kind: payments.EventPayment, Ref: p.Ref, TxnID: txn, Status: payments.StatusPaid, Amount: amount,
		At: told(milliseconds(p.Time), r.At), Code: "1",
	}}, nil
}

// word reports whether s is 1 to most visible ASCII characters.
func word(s string, most int) bool {
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
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
	values := make([]string, 0, 7)
	for _, name := range []string{"appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status"} {
		if len(q[name]) > 1 {
			return "", "", payments.ErrMalformed
		}
		values = append(values, q.Get(name))
	}
	if !payments.AnyMAC(q["checksum"], g.cfg.Keys2, func(k payments.Secret) []byte { return mac(k, strings.Join(values, "|")) }) {
		return "", "", payments.ErrBadSignature
	}
	ref = q.Get("apptransid")
	switch status, err := strconv.Atoi(q.Get("status")); {
	case q.Get("appid") != num(g.cfg.AppID):
		return "", "", payments.ErrForeign
	case err != nil || !word(ref, 40):
		return "", "", payments.ErrMalformed
	case status == 1:
		return ref, payments.StatusPaid, nil
	}
	return ref, payments.StatusFailed, nil
}

// Ack is ZaloPay's: 1 and 2 end the matter, 0 brings the callback again, three times at
// most, and anything else is the last that is heard of it.
func (g *Gateway) Ack(o payments.Outcome, _ *payments.Event) payments.Answer {
	code, message := -1, "refused"
	switch o {
	case payments.Applied, payments.Ignored:
		code, message = 1, "success"
	case payments.Duplicate:
		code, message = 2, "duplicate"
	case payments.UnknownRef:
		code, message = 0, "unknown order"
	case payments.OurFailure:
		code, message = 0, "try again"
	case payments.BadSignature:
		message = "mac not equal"
	case payments.AmountMismatch:
		message = "invalid amount"
	}
	return payments.Answer{Status: http.StatusOK, ContentType: "application/json", Body: []byte(`{"return_code":` + strconv.Itoa(code) + `,"return_message":"` + message + `"}`)}
}
