package sandbox

import (
	"context"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Action is what somebody at the bank's page makes it do.
type Action string

// The actions.
const (
	Approve        Action = "approve"
	Decline        Action = "decline"           // not enough on the account
	Cancel         Action = "cancel"            // the buyer turns back
	Late           Action = "late"              // approved after the deadline and its grace
	Duplicate      Action = "duplicate"         // approved, told three times at once
	Under          Action = "wrong_amount"      // a tenth less is taken
	Over           Action = "wrong_amount_over" // a tenth more is taken
	NoEvent        Action = "no_event"          // approved, told to nobody: only a query knows
	WrongSignature Action = "wrong_signature"   // nothing is taken; a forger says it was
	StaleTime      Action = "stale"             // nothing is taken; an hour-old signature says it was
	Slow           Action = "slow"              // approved after Config.SlowDelay
	Suspicious     Action = "suspicious"        // taken, and under review for fraud
	OutOfOrder     Action = "out_of_order"      // failed, then approved; the failure is told last
)

// Actions are all of them, in the order of the page.
var Actions = []Action{Approve, Decline, Cancel, Late, Duplicate, Under, Over, NoEvent, WrongSignature, StaleTime, Slow, Suspicious, OutOfOrder}

// Act makes the bank do action for the session of ref. What is told of it goes out in the
// background. It refuses with sandbox.unknown, sandbox.action, and sandbox.closed when the
// session was decided or ran out.
func (g *Gateway) Act(_ context.Context, ref string, action Action) (View, error) {
	now := g.cfg.Now()
	s, err := g.change(ref, func(s *session) error {
		g.settle(s, now)
		if !s.open(now) {
			return fault.New(fault.Conflict, "sandbox.closed")
		}
		return g.act(s, action, now)
	})
	if err != nil {
		return View{}, err
	}
	return g.view(s), nil
}

// Take approves any amount for the session of ref, whatever its deadline or an earlier refusal
// says, and tells of it. It refuses with sandbox.unknown, sandbox.amount, and sandbox.closed
// when money was taken already.
func (g *Gateway) Take(_ context.Context, ref string, amount money.VND) (View, error) {
	if !amount.Positive() || amount.Dong() > money.Max {
		return View{}, fault.New(fault.Invalid, "sandbox.amount").On("amount")
	}
	now := g.cfg.Now()
	s, err := g.change(ref, func(s *session) error {
		g.settle(s, now)
		if s.TxnID != "" {
			return fault.New(fault.Conflict, "sandbox.closed")
		}
		s.take(amount, payments.StatusPaid, now)
		g.tell(s, 1)
		return nil
	})
	if err != nil {
		return View{}, err
	}
	return g.view(s), nil
}

func (g *Gateway) act(s *session, action Action, now clock.Instant) error {
	tenth := s.Amount.Share(1000)
	switch action {
	case Approve:
		s.take(s.Amount, payments.StatusPaid, now)
		g.tell(s, 1)
	case Duplicate:
		s.take(s.Amount, payments.StatusPaid, now)
		g.tell(s, 3)
	case Under:
		s.take(s.Amount.Sub(tenth), payments.StatusPaid, now)
		g.tell(s, 1)
	case Over:
		s.take(s.Amount.Add(tenth), payments.StatusPaid, now)
		g.tell(s, 1)
	case NoEvent:
		s.take(s.Amount, payments.StatusPaid, now)
	case Suspicious:
		s.take(s.Amount, payments.StatusReview, now)
		g.tell(s, 1)
	case Decline:
		s.refuse(payments.StatusFailed, payments.DeclineFunds, now)
		g.tellFailure(s)
	case Cancel:
		s.refuse(payments.StatusCancelled, payments.DeclineBuyer, now)
		g.tellFailure(s)
	case Late:
		s.Plan = &plan{At: s.ExpiresAt.Add(g.Capabilities().HoldGrace + time.Second)}
	case Slow:
		s.Status = payments.StatusProcessing
		s.Plan = &plan{At: now.Add(g.cfg.SlowDelay)}
	case OutOfOrder:
		failed := *s
		failed.refuse(payments.StatusFailed, payments.DeclineAuth, now.Add(-time.Second))
		body := g.paymentEvent(&failed)
		s.Events = failed.Events
		s.take(s.Amount, payments.StatusPaid, now)
		g.tell(s, 1)
		s.send(body, genuine)
	case WrongSignature, StaleTime:
		claim := *s
		claim.take(s.Amount, payments.StatusPaid, now)
		body := g.paymentEvent(&claim)
		s.Events = claim.Events
		if action == WrongSignature {
			s.send(body, forged)
		} else {
			s.send(body, stale)
		}
	default:
		return fault.New(fault.Invalid, "sandbox.action").On("action")
	}
	return nil
}

// take moves money at the bank.
func (s *session) take(amount money.VND, status payments.Status, at clock.Instant) {
	s.Status, s.Decline, s.Taken, s.SettledAt, s.Plan = status, payments.DeclineNone, amount, at, nil
	s.TxnID = longID("txn:" + s.Ref)
}

func (s *session) refuse(status payments.Status, why payments.Decline, at clock.Instant) {
	s.Status, s.Decline, s.SettledAt = status, why, at
}

// settle does what has fallen due by now: a planned approval, pending refunds.
func (g *Gateway) settle(s *session, now clock.Instant) {
	if s.Plan != nil && now >= s.Plan.At {
		s.take(s.Amount, payments.StatusPaid, s.Plan.At)
		g.tell(s, 1)
	}
	for i := range s.Refunds {
		r := &s.Refunds[i]
		if r.Status != payments.RefundPending || now < r.Due {
			continue
		}
		r.Status = payments.RefundDone
		if r.Fails {
			r.Status = payments.RefundFailed
		}
		s.send(g.refundEvent(s, *r), genuine)
	}
}

// wake settles the session of ref once due has come.
func (g *Gateway) wake(ctx context.Context, ref string, due clock.Instant) {
	if wait := due.Sub(g.cfg.Now()); wait > 0 && g.cfg.Sleep(ctx, wait) != nil {
		return
	}
	// A clock that stands still while time passes must not keep the bank from acting.
	now := max(due, g.cfg.Now())
	_, _ = g.change(ref, func(s *session) error {
		g.settle(s, now)
		return nil
	})
}
