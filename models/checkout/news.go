package checkout

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// attempted acts on news of an attempt.
func (c *Checkout) attempted(ctx context.Context, tx *gorm.DB, n news, a payment.Attempt) (payments.Outcome, error) {
	ev := n.event
	switch ev.Status {
	case payments.StatusPaid:
		if !c.fits(n, a) {
			return payments.AmountMismatch, c.suspect(ctx, tx, a, ev, "amount")
		}
		taken, err := c.paid(ctx, tx, payment.Arrival{
			PaymentID: a.PaymentID, Gateway: a.Gateway, TxnID: txnID(ev), Amount: ev.Amount, Attempt: &a, From: c.clearing(a.Gateway),
		})
		if err == nil && n.asked {
			err = payment.Agree(ctx, tx, a.PaymentID, c.Now())
		}
		if err == nil && !taken {
			return payments.Duplicate, nil
		}
		return payments.Applied, err
	case payments.StatusReview:
		return payments.Applied, c.suspect(ctx, tx, a, ev, "suspicious")
	case payments.StatusProcessing:
		return payments.Applied, payment.Doubt(ctx, tx, &a)
	case payments.StatusFailed:
		return payments.Applied, payment.Fail(ctx, tx, &a, payment.AttemptFailed, string(ev.Decline))
	case payments.StatusCancelled:
		return payments.Applied, payment.Fail(ctx, tx, &a, payment.AttemptCancelled, string(ev.Decline))
	case payments.StatusExpired:
		return payments.Applied, payment.Fail(ctx, tx, &a, payment.AttemptExpired, string(payments.DeclineExpired))
	}
	return payments.Ignored, nil
}

// fits reports whether money is believed as it was told of. Another amount than was asked
// for is not believed of a message: the gateway is asked, and what its own books say is
// booked as it is, too much or too little.
func (c *Checkout) fits(n news, a payment.Attempt) bool {
	if n.asked || n.event.Amount == a.Amount {
		return true
	}
	g, err := c.Gateways.Gateway(a.Gateway)
	return err == nil && g.Capabilities().AmountMayDiffer
}

// suspect writes down news that does not fit: the attempt is checked, and a person told.
func (c *Checkout) suspect(ctx context.Context, tx *gorm.DB, a payment.Attempt, ev payments.Event, why string) error {
	var caps payments.Capabilities
	if g, err := c.Gateways.Gateway(a.Gateway); err == nil {
		caps = g.Capabilities()
	}
	if err := payment.Suspect(ctx, tx, &a, caps, c.Now()); err != nil {
		return err
	}
	return payment.Review(ctx, tx, a.PaymentID, ev.Amount, why, c.Now())
}

// txnID is the provider's number of the money; a provider that gives none is known by our
// single-use reference.
func txnID(ev payments.Event) string {
	if ev.TxnID != "" {
		return ev.TxnID
	}
	return "ref:" + ev.Ref
}

// refundNews acts on news of a refund.
func (c *Checkout) refundNews(ctx context.Context, tx *gorm.DB, gateway string, ev payments.Event) (payments.Outcome, string, error) {
	r, found, err := payment.LockRefund(ctx, tx, gateway, ev.RefundRef)
	if err != nil {
		return "", "", err
	}
	if !found {
		return payments.UnknownRef, "", nil
	}
	now := c.Now()
	if r.Status == payment.RefundDone {
		from, err := payment.LeftBy(ctx, tx, r)
		if err != nil || from != c.clearing(gateway) {
			// Somebody transferred it after the gateway had said no. To hear that no again
			// is no reason to pay once more; a yes means that it was paid twice.
			if err == nil && ev.RefundStatus == payments.RefundDone {
				err = payment.ReviewRefund(ctx, tx, r, "refund_twice", now)
			}
			return payments.Ignored, r.PaymentID, err
		}
	}
	switch ev.RefundStatus {
	case payments.RefundDone:
		if ev.Amount.Positive() && ev.Amount != r.Amount {
			return payments.AmountMismatch, r.PaymentID, payment.ReviewRefund(ctx, tx, r, "refund_amount", now)
		}
		_, err := payment.Finish(ctx, tx, &r, c.clearing(gateway), ev.TxnID, now)
		return payments.Applied, r.PaymentID, err
	case payments.RefundFailed:
		return payments.Applied, r.PaymentID, payment.Refuse(ctx, tx, &r, ev.Code, now)
	}
	return payments.Ignored, r.PaymentID, nil
}

// disputed leaves a task: a bank wants money back, or money went back that nobody here sent,
// and a person answers it with evidence. Who tells of it often names the money alone.
func (c *Checkout) disputed(ctx context.Context, tx *gorm.DB, gateway string, ev payments.Event) (payments.Outcome, string, error) {
	id, found, err := payment.PaymentOfMoney(ctx, tx, gateway, ev.TxnID)
	if err == nil && !found {
		var a payment.Attempt
		a, found, err = payment.AttemptByRef(ctx, tx, gateway, ev.Ref)
		id = a.PaymentID
	}
	if err != nil {
		return "", "", err
	}
	task := payment.Task{Kind: payment.TaskReview, Amount: ev.Amount, Note: strings.TrimSpace("dispute " + ev.Code)}
	if found {
		task.PaymentID = &id
	}
	return payments.Applied, id, payment.Ask(ctx, tx, task, c.Now())
}
