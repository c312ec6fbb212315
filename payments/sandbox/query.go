package sandbox

import (
	"context"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

// Query says what the bank knows of a.
func (g *Gateway) Query(ctx context.Context, a payments.Attempt) (payments.Snapshot, error) {
	if ctx.Err() != nil {
		return payments.Snapshot{}, &payments.Error{Gateway: Code, Op: "query", Retryable: true, Cause: ctx.Err()}
	}
	now := g.cfg.Now()
	s, err := g.change(a.Ref, func(s *session) error {
		g.settle(s, now)
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return payments.Snapshot{Status: payments.StatusAbsent}, nil
	}
	if err != nil {
		return payments.Snapshot{}, &payments.Error{Gateway: Code, Op: "query", Retryable: true, Cause: err}
	}
	status := s.status(now)
	snap := payments.Snapshot{Status: status}
	if status == payments.StatusPending || status == payments.StatusProcessing {
		return snap, nil
	}
	at := s.SettledAt
	if status == payments.StatusExpired {
		at = s.ExpiresAt
		s.Decline = payments.DeclineExpired
	}
	snap.Events = []payments.Event{{
		Key: "query:" + s.Ref + ":" + string(status), Kind: payments.EventPayment, Ref: s.Ref, TxnID: s.TxnID,
		Status: status, Amount: s.Taken, At: at, Decline: s.Decline, Code: string(status),
	}}
	return snap, nil
}

// Cancel closes the session of a while nobody decided. Money that is on its way, also late,
// arrives nevertheless.
func (g *Gateway) Cancel(ctx context.Context, a payments.Attempt) error {
	if ctx.Err() != nil {
		return &payments.Error{Gateway: Code, Op: "cancel", Retryable: true, Cause: ctx.Err()}
	}
	now := g.cfg.Now()
	_, err := g.change(a.Ref, func(s *session) error {
		g.settle(s, now)
		if s.open(now) {
			s.refuse(payments.StatusCancelled, payments.DeclineBuyer, now)
		}
		return nil
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return &payments.Error{Gateway: Code, Op: "cancel", Retryable: true, Cause: err}
	}
	return nil
}
