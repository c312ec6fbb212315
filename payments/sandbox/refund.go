package sandbox

import (
	"context"
	"errors"
	"slices"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

// Refund gives money back. It refuses with the codes "not_found", "not_paid", "exceeds" and
// "ref_reused"; a refund that the bank turns down is a result, not an error.
func (g *Gateway) Refund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	if ctx.Err() != nil {
		return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "refund", Retryable: true, Cause: ctx.Err()}
	}
	now, fresh := g.cfg.Now(), false
	s, err := g.change(r.Of.Ref, func(s *session) error {
		g.settle(s, now)
		if i := s.refundAt(r.Ref); i >= 0 {
			if s.Refunds[i].Amount != r.Amount {
				return refused("ref_reused")
			}
			return nil
		}
		if s.TxnID == "" || (r.Of.TxnID != "" && r.Of.TxnID != s.TxnID) {
			return refused("not_paid")
		}
		if r.Ref == "" || !r.Amount.Positive() || s.refunded().Add(r.Amount).Cmp(s.Taken) > 0 {
			return refused("exceeds")
		}
		fresh = true
		later, fails := g.refundMood(s.Amount)
		made := refund{Ref: r.Ref, Amount: r.Amount, Status: payments.RefundDone, ID: longID("refund:" + r.Ref), Due: now, Fails: fails}
		switch {
		case later:
			made.Status, made.Due = payments.RefundPending, now.Add(g.cfg.RefundDelay)
		case fails:
			made.Status = payments.RefundFailed
		}
		s.Refunds = append(s.Refunds, made)
		return nil
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return payments.RefundResult{}, refused("not_found")
	case err != nil:
		if _, ok := errors.AsType[*payments.Error](err); ok {
			return payments.RefundResult{}, err
		}
		return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "refund", Retryable: true, Cause: err}
	case fresh && magicOf(s.Amount) == magicRefundLost:
		return payments.RefundResult{}, lost("refund")
	}
	return s.Refunds[s.refundAt(r.Ref)].result(), nil
}

// QueryRefund says what became of r.
func (g *Gateway) QueryRefund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	if ctx.Err() != nil {
		return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "query_refund", Retryable: true, Cause: ctx.Err()}
	}
	now := g.cfg.Now()
	s, err := g.change(r.Of.Ref, func(s *session) error {
		g.settle(s, now)
		return nil
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "query_refund", Retryable: true, Cause: err}
	}
	i := s.refundAt(r.Ref)
	if i < 0 {
		return payments.RefundResult{Status: payments.RefundAbsent}, nil
	}
	return s.Refunds[i].result(), nil
}

func (s *session) refundAt(ref string) int {
	return slices.IndexFunc(s.Refunds, func(r refund) bool { return r.Ref == ref })
}

func (r refund) result() payments.RefundResult {
	return payments.RefundResult{Status: r.Status, ProviderRef: r.ID, Amount: r.Amount, Code: string(r.Status)}
}

func refused(code string) error { return &payments.Error{Gateway: Code, Op: "refund", Code: code} }
