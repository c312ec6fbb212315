package stripe

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Version is the form of Stripe's messages that this package reads; the webhook's address
// must be set up with it.
const Version = "2023-10-16"

// Header carries the signature of a message.
const Header = "Stripe-Signature"

type envelope struct {
	ID         string      `json:"id"`
	Object     string      `json:"object"`
	APIVersion string      `json:"api_version"`
	Created    json.Number `json:"created"`
	Type       string      `json:"type"`
	Livemode   *bool       `json:"livemode"`
	Account    string      `json:"account"` // of somebody who is connected to ours: not the market
	Data       struct {
		Object json.RawMessage `json:"object"`
	} `json:"data"`
}

// object is what a message is about, as far as any kind of it goes.
type object struct {
	ID             string            `json:"id"`
	Object         string            `json:"object"`
	Amount         json.Number       `json:"amount"`
	AmountTotal    json.Number       `json:"amount_total"`
	AmountReceived json.Number       `json:"amount_received"`
	Currency       string            `json:"currency"`
	Status         string            `json:"status"`
	PaymentStatus  string            `json:"payment_status"`
	PaymentIntent  linked            `json:"payment_intent"`
	Charge         linked            `json:"charge"`
	Reference      string            `json:"client_reference_id"`
	Metadata       map[string]string `json:"metadata"`
	FailureReason  string            `json:"failure_reason"`
	Refunds        struct {
		Data []object `json:"data"`
	} `json:"refunds"`
	LastError struct {
		Code    string `json:"code"`
		Decline string `json:"decline_code"`
		Message string `json:"message"`
	} `json:"last_payment_error"`
}

// linked is the id of another object, which Stripe may write out in full.
type linked string

// UnmarshalJSON reads the id, null, or the object.
func (l *linked) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		return json.Unmarshal(b, (*string)(l))
	case '{':
		var o struct {
			ID string `json:"id"`
		}
		err := json.Unmarshal(b, &o)
		*l = linked(o.ID)
		return err
	case 'n':
		*l = ""
		return nil
	}
	return payments.ErrMalformed
}

// Verify reads one message. A type that it does not know is ignored, as Stripe adds types.
func (g *Gateway) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	if err := payments.VerifyStamp(r.Header.Get(Header), r.Body, g.cfg.Secrets, r.At, payments.Tolerance); err != nil {
		return nil, err
	}
	var m envelope
	if !bytes.HasPrefix(bytes.TrimLeft(r.Body, " \t\r\n"), []byte("{")) || payments.DecodeJSON(r.Body, &m) != nil {
		return nil, payments.ErrMalformed
	}
	created, err := strconv.ParseInt(string(m.Created), 10, 64)
	if m.Object != "event" || m.APIVersion != Version || m.ID == "" || m.Type == "" || m.Livemode == nil || err != nil || created <= 0 || created > 1<<40 {
		return nil, payments.ErrMalformed
	}
	if m.Account != "" || *m.Livemode != g.cfg.live() {
		return nil, payments.ErrForeign
	}
	events, err := m.read()
	for i := range events {
		if events[i].At = second(created); events[i].Key == "" {
			events[i].Key = m.ID
		}
	}
	return events, err
}

// read puts the message into our words; keys that are left empty are the message's id.
func (m *envelope) read() ([]payments.Event, error) {
	var o object
	known := slices.ContainsFunc([]string{"checkout.session.", "payment_intent.", "charge.", "refund."}, func(p string) bool { return strings.HasPrefix(m.Type, p) })
	if known && (!bytes.HasPrefix(m.Data.Object, []byte("{")) || payments.DecodeJSON(m.Data.Object, &o) != nil) {
		return nil, payments.ErrMalformed
	}
	switch {
	case strings.HasPrefix(m.Type, "checkout.session."):
		return o.session(m.Type)
	case strings.HasPrefix(m.Type, "payment_intent."):
		return o.intent(m.Type)
	case m.Type == "charge.refund.updated", strings.HasPrefix(m.Type, "refund."):
		e, err := o.refund()
		return []payments.Event{e}, err
	case m.Type == "charge.refunded":
		return o.refunded(m)
	case strings.HasPrefix(m.Type, "charge.dispute."):
		return o.dispute(m.Type)
	}
	return ignored(m.Type), nil
}

func ignored(why string) []payments.Event {
	return []payments.Event{{Kind: payments.EventIgnored, Code: why}}
}

// ref is our reference; "" for what somebody else does with the same account.
func (o *object) ref() string {
	if o.Reference != "" {
		return o.Reference
	}
	return o.Metadata[refKey]
}

// session reads news of a Checkout Session.
func (o *object) session(kind string) ([]payments.Event, error) {
	e := payments.Event{Kind: payments.EventPayment, Ref: o.ref(), Code: kind}
	switch strings.TrimPrefix(kind, "checkout.session.") {
	case "completed", "async_payment_succeeded":
		e.Status = payments.StatusProcessing
		if o.PaymentStatus == "paid" {
			e.Status = payments.StatusPaid
		}
	case "async_payment_failed":
		e.Status = payments.StatusFailed
	case "expired":
		e.Status = payments.StatusExpired
	default:
		return ignored(kind), nil
	}
	return o.payment(e, string(o.PaymentIntent), o.AmountTotal)
}

// intent reads news of a PaymentIntent. A payment that failed is not the end: the page, or
// the program, offers the buyer another card.
func (o *object) intent(kind string) ([]payments.Event, error) {
	e := payments.Event{Kind: payments.EventPayment, Ref: o.ref(), Code: kind}
	switch strings.TrimPrefix(kind, "payment_intent.") {
	case "succeeded":
		e.Status = payments.StatusPaid
	case "processing":
		e.Status = payments.StatusProcessing
	case "payment_failed":
		e.Status, e.Message = payments.StatusPending, o.LastError.Message
		if e.Code = o.LastError.Decline; e.Code == "" {
			e.Code = o.LastError.Code
		}
	case "canceled":
		e.Status = payments.StatusCancelled
	default:
		return ignored(kind), nil
	}
	return o.payment(e, o.ID, o.AmountReceived)
}

// payment completes news of an attempt: money that moved has an id and an amount of đồng.
func (o *object) payment(e payments.Event, txn string, amount json.Number) ([]payments.Event, error) {
	if e.Ref == "" {
		return ignored("not_ours"), nil
	}
	e.Decline = declineOf(e.Status)
	if e.Status != payments.StatusPaid {
		return []payments.Event{e}, nil
	}
	v, err := payments.WireAmount(amount)
	if err != nil || !v.Positive() || !strings.HasPrefix(txn, "pi_") || o.Currency != currency {
		return nil, payments.ErrMalformed
	}
	e.TxnID, e.Amount = txn, v
	return []payments.Event{e}, nil
}

// refund reads news of a refund. One that nobody here asked for, made by hand on Stripe's
// own pages, is told to a person, once.
func (o *object) refund() (payments.Event, error) {
	v, err := payments.WireAmount(o.Amount)
	if err != nil || !v.Positive() || o.ID == "" || o.Object != "refund" || o.Currency != currency {
		return payments.Event{}, payments.ErrMalformed
	}
	txn := string(o.PaymentIntent)
	if txn == "" {
		txn = string(o.Charge)
	}
	e := payments.Event{
		Kind: payments.EventRefund, Ref: o.Metadata[refKey], TxnID: txn, RefundRef: o.Metadata[backKey], RefundStatus: refundStatus(o.Status),
		Amount: v, Code: o.Status,
	}
	if o.FailureReason != "" {
		e.Code = o.FailureReason
	}
	if e.RefundRef == "" {
		if txn == "" {
			return payments.Event{}, payments.ErrMalformed
		}
		e.Key, e.Kind, e.Code, e.RefundStatus = "refund_elsewhere:"+o.ID, payments.EventDispute, "refund_elsewhere", ""
	}
	return e, nil
}

// refunded reads a charge of which something went back. It rarely lists what: Stripe tells
// that in messages of their own.
func (o *object) refunded(m *envelope) ([]payments.Event, error) {
	if len(o.Refunds.Data) == 0 {
		return ignored(m.Type), nil
	}
	var all []payments.Event
	for _, one := range o.Refunds.Data {
		e, err := one.refund()
		if err != nil {
			return nil, err
		}
		if e.Key == "" {
			e.Key = m.ID + ":" + one.ID
		}
		all = append(all, e)
	}
	return all, nil
}

// dispute reads that a buyer's bank wants money back, and how that went on.
func (o *object) dispute(kind string) ([]payments.Event, error) {
	what := strings.TrimPrefix(kind, "charge.dispute.")
	switch what {
	case "created", "closed", "funds_withdrawn", "funds_reinstated":
	default:
		return ignored(kind), nil
	}
	v, err := payments.WireAmount(o.Amount)
	if err != nil || v.Negative() || o.ID == "" {
		return nil, payments.ErrMalformed
	}
	if o.Currency != currency { // of an account abroad: another amount than ours
		v = money.VND{}
	}
	e := payments.Event{Kind: payments.EventDispute, Ref: o.Metadata[refKey], TxnID: string(o.PaymentIntent), Amount: v, Code: strings.TrimSpace(what + " " + o.Status)}
	if e.TxnID == "" {
		e.TxnID = string(o.Charge)
	}
	if e.TxnID == "" {
		return nil, payments.ErrMalformed
	}
	return []payments.Event{e}, nil
}

// Ack is Stripe's: any 2xx ends the matter, anything else brings the message again for
// three days.
func (g *Gateway) Ack(o payments.Outcome, _ *payments.Event) payments.Answer {
	switch o {
	case payments.OurFailure:
		return payments.Answer{Status: http.StatusInternalServerError}
	case payments.TooLarge:
		return payments.Answer{Status: http.StatusRequestEntityTooLarge}
	case payments.BadSignature, payments.Stale, payments.Malformed, payments.Foreign:
		return payments.Answer{Status: http.StatusBadRequest}
	}
	return payments.Answer{Status: http.StatusOK}
}
