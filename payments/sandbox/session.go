package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"slices"
	"strconv"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// session is the bank's truth about one attempt.
type session struct {
	Ref         string           `json:"ref"`
	PaymentID   string           `json:"payment_id"`
	Code        string           `json:"code"`
	Amount      money.VND        `json:"amount"`
	Description string           `json:"description"`
	Locale      string           `json:"locale"`
	ReturnURL   string           `json:"return_url"`
	CancelURL   string           `json:"cancel_url"`
	StartedAt   clock.Instant    `json:"started_at"`
	ExpiresAt   clock.Instant    `json:"expires_at"`
	Status      payments.Status  `json:"status"`
	Decline     payments.Decline `json:"decline,omitempty"`
	Taken       money.VND        `json:"taken"` // what left the buyer's account
	TxnID       string           `json:"txn_id,omitempty"`
	SettledAt   clock.Instant    `json:"settled_at"`
	Plan        *plan            `json:"plan,omitempty"`
	Refunds     []refund         `json:"refunds,omitempty"`
	Events      int              `json:"events"` // how many were made
	Deliveries  []Delivery       `json:"deliveries,omitempty"`
}

// plan is an approval that falls due later.
type plan struct {
	At clock.Instant `json:"at"`
}

// refund is the bank's truth about one refund.
type refund struct {
	Ref    string                `json:"ref"`
	Amount money.VND             `json:"amount"`
	Status payments.RefundStatus `json:"status"`
	ID     string                `json:"id"`
	Due    clock.Instant         `json:"due"` // when a pending one is decided
	Fails  bool                  `json:"fails,omitempty"`
}

// refunded is what was given back or is about to be.
func (s *session) refunded() money.VND {
	var sum money.VND
	for _, r := range s.Refunds {
		if r.Status != payments.RefundFailed {
			sum = sum.Add(r.Amount)
		}
	}
	return sum
}

// open reports whether the buyer can still decide at now.
func (s *session) open(now clock.Instant) bool {
	return s.Status == payments.StatusPending && s.Plan == nil && now < s.ExpiresAt
}

// status is what the bank says at now: an open session that nobody used expires.
func (s *session) status(now clock.Instant) payments.Status {
	if s.Status == payments.StatusPending && now >= s.ExpiresAt {
		return payments.StatusExpired
	}
	return s.Status
}

func (s session) clone() session {
	s.Refunds = slices.Clone(s.Refunds)
	s.Deliveries = slices.Clone(s.Deliveries)
	for i := range s.Deliveries {
		s.Deliveries[i].Tries = slices.Clone(s.Deliveries[i].Tries)
	}
	if s.Plan != nil {
		p := *s.Plan
		s.Plan = &p
	}
	return s
}

// longID is a number of 19 digits made of what: real ids are beyond 2⁵³, so those here are
// too, and they are the same each time.
func longID(what string) string {
	sum := sha256.Sum256([]byte(what))
	return strconv.FormatUint(binary.BigEndian.Uint64(sum[:8])>>2|1<<60, 10)
}

// change applies fn to the session of ref, first to the memory, then for everybody to see,
// and starts what fn left to do. It refuses an unknown ref with sandbox.unknown.
func (g *Gateway) change(ref string, fn func(s *session) error) (session, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	old, ok := g.sessions[ref]
	if !ok {
		return session{}, fault.New(fault.NotFound, "sandbox.unknown")
	}
	s := old.clone()
	if err := fn(&s); err != nil {
		return session{}, err
	}
	if reflect.DeepEqual(old, s) {
		return s, nil // a question changed nothing
	}
	if err := g.journal.write(s); err != nil {
		return session{}, err
	}
	g.sessions[ref] = s
	g.launch(old, s)
	return s.clone(), nil
}

// launch starts the background work that s has and old had not. g.mu is held.
func (g *Gateway) launch(old, s session) {
	if waiting := waitingIDs(s.Deliveries[len(old.Deliveries):]); len(waiting) > 0 {
		g.background(func(ctx context.Context) { g.deliverAll(ctx, s.Ref, waiting) })
	}
	if s.Plan != nil && old.Plan == nil {
		g.background(func(ctx context.Context) { g.wake(ctx, s.Ref, s.Plan.At) })
	}
	for i, r := range s.Refunds {
		if r.Status == payments.RefundPending && i >= len(old.Refunds) {
			g.background(func(ctx context.Context) { g.wake(ctx, s.Ref, r.Due) })
		}
	}
}
