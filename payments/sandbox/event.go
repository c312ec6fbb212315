package sandbox

import (
	"encoding/json"
	"fmt"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// event is what goes over the wire.
type event struct {
	ID           string                `json:"id"`
	Merchant     string                `json:"merchant"`
	Type         payments.EventKind    `json:"type"`
	Ref          string                `json:"ref"`
	TxnID        *json.Number          `json:"txn_id"` // null while no money moved
	Status       payments.Status       `json:"status,omitempty"`
	Amount       money.VND             `json:"amount"` // what moved
	Decline      payments.Decline      `json:"decline,omitempty"`
	RefundRef    *string               `json:"refund_ref"`
	RefundStatus payments.RefundStatus `json:"refund_status,omitempty"`
	AtMS         int64                 `json:"at_ms"`
}

func (g *Gateway) newEvent(s *session, kind payments.EventKind, at clock.Instant) event {
	s.Events++
	e := event{
		ID: fmt.Sprintf("evt_%s_%d", s.Ref, s.Events), Merchant: g.cfg.Merchant,
		Type: kind, Ref: s.Ref, AtMS: int64(at),
	}
	if s.TxnID != "" {
		n := json.Number(s.TxnID)
		e.TxnID = &n
	}
	return e
}

// paymentEvent is the news of the session as it stands.
func (g *Gateway) paymentEvent(s *session) []byte {
	e := g.newEvent(s, payments.EventPayment, s.SettledAt)
	e.Status, e.Amount, e.Decline = s.Status, s.Taken, s.Decline
	return encode(e)
}

func (g *Gateway) refundEvent(s *session, r refund) []byte {
	e := g.newEvent(s, payments.EventRefund, max(r.Due, s.SettledAt))
	e.RefundRef, e.RefundStatus, e.Amount = &r.Ref, r.Status, r.Amount
	return encode(e)
}

func encode(e event) []byte {
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // texts and whole numbers always encode
	}
	return b
}

// tell sends the news of the session times over.
func (g *Gateway) tell(s *session, times int) {
	body := g.paymentEvent(s)
	for range times {
		s.send(body, genuine)
	}
}

func (g *Gateway) tellFailure(s *session) {
	if !g.cfg.SilentOnFailure {
		g.tell(s, 1)
	}
}
