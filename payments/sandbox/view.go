package sandbox

import (
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// View is what the bank's page shows of a session.
type View struct {
	Ref         string
	PaymentID   string
	Code        string // the payment's code
	Description string
	Locale      string
	Amount      money.VND
	Taken       money.VND
	Refunded    money.VND
	Status      payments.Status
	Decline     payments.Decline
	StartedAt   clock.Instant
	ExpiresAt   clock.Instant
	DueAt       clock.Instant // when a late or slow approval comes; 0 for none
	Actions     []Action      // what can still be done; empty when decided
	Deliveries  []Delivery
	BackURL     string // where the buyer goes on; "" when the market named no address
	PageURL     string // this page, for its QR
}

// View shows the session of ref. It refuses with sandbox.unknown.
func (g *Gateway) View(ref string) (View, error) {
	g.mu.Lock()
	s, ok := g.sessions[ref]
	s = s.clone()
	g.mu.Unlock()
	if !ok {
		return View{}, fault.New(fault.NotFound, "sandbox.unknown")
	}
	return g.view(s), nil
}

func (g *Gateway) view(s session) View {
	now := g.cfg.Now()
	v := View{
		Ref: s.Ref, PaymentID: s.PaymentID, Code: s.Code, Description: s.Description, Locale: s.Locale,
		Amount: s.Amount, Taken: s.Taken, Refunded: s.refunded(), Status: s.status(now), Decline: s.Decline,
		StartedAt: s.StartedAt, ExpiresAt: s.ExpiresAt, Deliveries: s.Deliveries,
		BackURL: g.backURL(&s), PageURL: g.page(s.Ref),
	}
	if s.Plan != nil {
		v.DueAt = s.Plan.At
	}
	if s.open(now) {
		v.Actions = slices.Clone(Actions)
	}
	return v
}
