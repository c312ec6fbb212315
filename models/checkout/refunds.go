package checkout

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// SendRefunds sends the refunds that are due and asks about those under way. A refund has
// one reference for ever: whatever happens in between, it is never paid twice.
func (c *Checkout) SendRefunds(ctx context.Context) error {
	due, err := payment.RefundsToSend(ctx, c.DB.Read(ctx), c.Now(), batch)
	if err != nil {
		return err
	}
	var all error
	for _, r := range due {
		all = errors.Join(all, c.carry(ctx, r))
	}
	return all
}

func (c *Checkout) carry(ctx context.Context, r payment.Refund) error {
	g, err := c.Gateways.Gateway(r.Gateway)
	refunder, can := g.(payments.Refunder)
	if err != nil || !can {
		return c.withoutGateway(ctx, r)
	}
	of, err := c.refundOf(ctx, r)
	if err != nil {
		return err
	}
	send, won := r.Status == payment.RefundDue, false
	var claimed payment.Refund
	err = c.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		claimed = r
		if send {
			won, err = payment.TakeInHand(ctx, tx, &claimed, c.Now())
		} else {
			won, err = payment.Look(ctx, tx, &claimed, g.Capabilities(), c.Now())
		}
		return err
	})
	if err != nil || !won {
		return err
	}
	asked, cancel := context.WithTimeout(ctx, c.callLimit())
	defer cancel()
	if q, ok := g.(payments.RefundQuerier); !send && ok {
		res, err := q.QueryRefund(asked, of)
		if err != nil {
			c.Log.WarnContext(ctx, "a gateway was asked about a refund in vain", "gateway", g.Code(), "refund", r.ID, "error", err)
			return nil // no answer is not a no: it is asked again
		}
		return c.hearRefund(ctx, g, claimed, res)
	}
	res, err := refunder.Refund(asked, of)
	switch {
	case err == nil:
		return c.hearRefund(ctx, g, claimed, res)
	case unsure(err):
		c.Log.WarnContext(ctx, "a gateway did not answer about a refund", "gateway", g.Code(), "refund", r.ID, "error", err)
		return nil
	case payments.IsRetryable(err):
		c.Log.WarnContext(ctx, "a gateway did not take a refund on", "gateway", g.Code(), "refund", r.ID, "error", err)
		return c.again(ctx, claimed)
	}
	return c.moveRefund(ctx, claimed, func(tx *gorm.DB, r *payment.Refund) error { return payment.Refuse(ctx, tx, r, codeOf(err), c.Now()) })
}

// again puts a refund back that its gateway did not take on; after a fortnight of that a
// person transfers it.
func (c *Checkout) again(ctx context.Context, r payment.Refund) error {
	byHand := false
	err := c.moveRefund(ctx, r, func(tx *gorm.DB, r *payment.Refund) error {
		err := payment.Retry(ctx, tx, r, c.Now())
		byHand = r.ByHand()
		return err
	})
	if err == nil && byHand {
		c.Log.ErrorContext(ctx, "a gateway has not taken a refund on for a fortnight: the desk transfers it", "gateway", r.Gateway, "refund", r.ID)
	}
	return err
}

// hearRefund acts on a gateway's answer about a refund.
func (c *Checkout) hearRefund(ctx context.Context, g payments.Gateway, r payment.Refund, res payments.RefundResult) error {
	if res.Status == payments.RefundAbsent {
		return c.again(ctx, r)
	}
	return c.moveRefund(ctx, r, func(tx *gorm.DB, r *payment.Refund) (err error) {
		now := c.Now()
		switch res.Status {
		case payments.RefundDone:
			if res.Amount.Positive() && res.Amount != r.Amount {
				return payment.ReviewRefund(ctx, tx, *r, "refund_amount", now)
			}
			_, err = payment.Finish(ctx, tx, r, c.clearing(r.Gateway), res.ProviderRef, now)
		case payments.RefundFailed:
			err = payment.Refuse(ctx, tx, r, res.Code, now)
		default:
			err = payment.Process(ctx, tx, r, res, g.Capabilities(), now)
		}
		return err
	})
}

// withoutGateway takes care of a refund whose gateway is switched off: one that was never
// sent becomes a transfer; of one that is under way only the gateway's own books know, and
// a person reads them.
func (c *Checkout) withoutGateway(ctx context.Context, r payment.Refund) error {
	return c.moveRefund(ctx, r, func(tx *gorm.DB, r *payment.Refund) error {
		now := c.Now()
		if r.Status == payment.RefundDue {
			return payment.Refuse(ctx, tx, r, "gateway_off", now)
		}
		if won, err := payment.Look(ctx, tx, r, payments.Capabilities{}, now); err != nil || !won {
			return err
		}
		return payment.ReviewRefund(ctx, tx, *r, "gateway_off", now)
	})
}

// moveRefund runs fn on a copy of r in a transaction: what runs again begins where the
// first run began.
func (c *Checkout) moveRefund(ctx context.Context, r payment.Refund, fn func(tx *gorm.DB, r *payment.Refund) error) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		again := r
		return fn(tx, &again)
	})
}

// refundOf is a refund as its driver wants to see it, the same on every try.
func (c *Checkout) refundOf(ctx context.Context, r payment.Refund) (payments.Refund, error) {
	q := c.DB.Read(ctx)
	p, err := payment.FindByID(ctx, q, r.PaymentID)
	if err != nil {
		return payments.Refund{}, err
	}
	captures, err := payment.Captures(ctx, q, p.ID)
	if err != nil {
		return payments.Refund{}, err
	}
	out := payments.Refund{Ref: r.Ref, Amount: r.Amount, Reason: "Hoan tien " + p.Code, Operator: "chophien", At: r.CreatedAt, State: r.ProviderRef}
	for _, cap := range captures {
		if cap.ID != r.CaptureID {
			continue
		}
		out.Captured = cap.Amount
		if cap.AttemptID != nil {
			var a payment.Attempt
			if err := q.Where("id = ?", *cap.AttemptID).Limit(1).Find(&a).Error; err != nil {
				return out, err
			}
			out.Of = a.Kept(p.Code, cap.ProviderTxnID)
		}
	}
	return out, nil
}
