package sandbox

import (
	"context"
	"encoding/json"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

type incoming struct {
	ID           json.RawMessage       `json:"id"`
	Merchant     string                `json:"merchant"`
	Type         payments.EventKind    `json:"type"`
	Ref          string                `json:"ref"`
	TxnID        json.RawMessage       `json:"txn_id"`
	Status       payments.Status       `json:"status"`
	Amount       json.Number           `json:"amount"`
	Decline      payments.Decline      `json:"decline"`
	RefundRef    string                `json:"refund_ref"`
	RefundStatus payments.RefundStatus `json:"refund_status"`
	AtMS         json.Number           `json:"at_ms"`
}

// Verify reads one event. A type that it does not know is ignored, as banks add types.
func (g *Gateway) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	if err := payments.VerifyStamp(r.Header.Get(Header), r.Body, g.cfg.Secrets, r.At, payments.Tolerance); err != nil {
		return nil, err
	}
	var in incoming
	if err := payments.DecodeJSON(r.Body, &in); err != nil {
		return nil, err
	}
	if in.Merchant != g.cfg.Merchant {
		return nil, payments.ErrForeign
	}
	id, err := payments.WireID(in.ID)
	if err != nil {
		return nil, err
	}
	amount, err := payments.WireAmount(in.Amount)
	if err != nil {
		return nil, payments.ErrMalformed
	}
	ms, err := in.AtMS.Int64()
	if err != nil || ms <= 0 {
		return nil, payments.ErrMalformed
	}
	e := payments.Event{Key: id, Kind: in.Type, Ref: in.Ref, Amount: amount, At: clock.Instant(ms)}
	if txn := string(in.TxnID); txn != "" && txn != "null" {
		if e.TxnID, err = payments.WireID(in.TxnID); err != nil {
			return nil, err
		}
	}
	switch in.Type {
	case payments.EventPayment:
		e.Status, e.Decline, e.Code = in.Status, in.Decline, string(in.Status)
		if !paymentMakesSense(e) {
			return nil, payments.ErrMalformed
		}
	case payments.EventRefund:
		e.RefundRef, e.RefundStatus, e.Code = in.RefundRef, in.RefundStatus, string(in.RefundStatus)
		if !refundMakesSense(e) {
			return nil, payments.ErrMalformed
		}
	default:
		return []payments.Event{{Key: id, Kind: payments.EventIgnored, Ref: in.Ref, At: e.At, Code: "unknown_type"}}, nil
	}
	return []payments.Event{e}, nil
}

// paymentMakesSense reports whether e says all that its status needs: money that moved has
// an amount and an id, money that did not has no amount.
func paymentMakesSense(e payments.Event) bool {
	switch e.Status {
	case payments.StatusPaid, payments.StatusReview:
		return e.Ref != "" && e.TxnID != "" && e.Amount.Positive()
	case payments.StatusPending, payments.StatusProcessing, payments.StatusFailed, payments.StatusCancelled, payments.StatusExpired:
		return e.Ref != "" && e.Amount.IsZero()
	}
	return false
}

func refundMakesSense(e payments.Event) bool {
	switch e.RefundStatus {
	case payments.RefundPending, payments.RefundDone, payments.RefundFailed:
		return e.Ref != "" && e.RefundRef != "" && e.TxnID != "" && e.Amount.Positive()
	}
	return false
}

// Ack: 200 once the event is kept. Anything else and the bank brings it again: also an
// unknown reference, of which nothing is kept because it may be known a moment later.
func (g *Gateway) Ack(o payments.Outcome, _ *payments.Event) payments.Answer {
	status := 200
	switch o {
	case payments.BadSignature, payments.Stale, payments.Malformed, payments.Foreign:
		status = 400
	case payments.UnknownRef:
		status = 404
	case payments.TooLarge:
		status = 413
	case payments.OurFailure:
		status = 500
	}
	return payments.Answer{Status: status}
}
