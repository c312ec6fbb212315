package vnpay

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// Verify reads a message (IPN). VNPay signs no time, so an old message is as good as a new
// one: that it has one effect is the work of its key.
func (g *Gateway) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	q, err := g.signed(r)
	if err != nil {
		return nil, err
	}
	e, err := g.event(q, r.At)
	if err != nil {
		return nil, err
	}
	return []payments.Event{e}, nil
}

// VerifyReturn reads the address on which the buyer came back, which carries the same
// fields; for display only.
func (g *Gateway) VerifyReturn(_ context.Context, r payments.RawRequest) (ref string, hint payments.Status, err error) {
	q, err := g.signed(r)
	if err != nil {
		return "", "", err
	}
	e, err := g.event(q, r.At)
	return e.Ref, e.Status, err
}

// signed reads the fields of a query and proves that VNPay wrote them, for this market.
func (g *Gateway) signed(r payments.RawRequest) (url.Values, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	q, err := url.ParseQuery(r.RawQuery)
	if err != nil {
		return nil, payments.ErrMalformed // its error quotes the message
	}
	for name, values := range q {
		switch {
		case !strings.HasPrefix(name, "vnp_"):
			delete(q, name)
		case len(values) > 1:
			return nil, payments.ErrMalformed
		}
	}
	data := canonical(q)
	if !payments.AnyMAC(q["vnp_SecureHash"], g.cfg.Secrets, func(k payments.Secret) []byte { return mac(k, data) }) {
		return nil, payments.ErrBadSignature
	}
	if q.Get("vnp_TmnCode") != g.cfg.TmnCode {
		return nil, payments.ErrForeign
	}
	return q, nil
}

// event puts the signed fields of a message into our words.
func (g *Gateway) event(q url.Values, arrived clock.Instant) (payments.Event, error) {
	ref, txn := q.Get("vnp_TxnRef"), number(q.Get("vnp_TransactionNo"))
	response, transaction := q.Get("vnp_ResponseCode"), q.Get("vnp_TransactionStatus")
	amount, err := readAmount(q.Get("vnp_Amount"))
	if err != nil || !word(ref, 100) || !word(response, 3) || !word(transaction, 3) || txn != "" && !word(txn, 100) {
		return payments.Event{}, payments.ErrMalformed
	}
	status, decline := judge(response, transaction)
	e := payments.Event{
		// The transaction's own status belongs to the key: a payment that is told of while it
		// is under way is told of again when it is done.
		Key:  strings.Join([]string{g.cfg.TmnCode, ref, q.Get("vnp_TransactionNo"), response, transaction}, ":"),
		Kind: payments.EventPayment, Ref: ref, Status: status, Decline: decline,
		At: payDate(q.Get("vnp_PayDate"), arrived), Code: response,
	}
	if !moved(status) {
		return e, nil
	}
	if e.TxnID, e.Amount = txn, amount; txn == "" {
		return payments.Event{}, payments.ErrMalformed
	}
	return e, nil
}

// word reports whether s is 1 to most visible ASCII characters.
func word(s string, most int) bool { return s != "" && len(s) <= most && plain(s) }

// Ack is VNPay's: 00 and 02 end the matter, anything else brings the message again, ten
// times at most. A failed payment that was written down is answered 00 as well.
func (g *Gateway) Ack(o payments.Outcome, _ *payments.Event) payments.Answer {
	code, message := "99", "Unknown error"
	switch o {
	case payments.Applied, payments.Ignored:
		code, message = "00", "Confirm Success"
	case payments.Duplicate:
		code, message = "02", "Order already confirmed"
	case payments.UnknownRef, payments.Foreign:
		code, message = "01", "Order not found"
	case payments.AmountMismatch:
		code, message = "04", "Invalid amount"
	case payments.BadSignature:
		code, message = "97", "Invalid signature"
	}
	return payments.Answer{Status: http.StatusOK, ContentType: "application/json", Body: []byte(`{"RspCode":"` + code + `","Message":"` + message + `"}`)}
}
