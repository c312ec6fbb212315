package checkout

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// batch is how many rows a round of the worker takes.
const batch = 100

// Reconcile asks the gateways about attempts whose news may have been lost, each on its
// gateway's schedule, and applies the answers like any news. It creates no attempts.
func (c *Checkout) Reconcile(ctx context.Context) error {
	attempts, err := payment.ToPoll(ctx, c.DB.Read(ctx), c.Now(), batch)
	if err != nil {
		return err
	}
	var all error
	for _, a := range attempts {
		_, err := c.ask(ctx, a)
		all = errors.Join(all, err)
	}
	return all
}

// ask queries one attempt at its gateway, outside any transaction, and applies the answer,
// which it returns; "" when the gateway cannot be asked, or not yet again.
func (c *Checkout) ask(ctx context.Context, a payment.Attempt) (payments.Status, error) {
	var caps payments.Capabilities
	g, err := c.Gateways.Gateway(a.Gateway)
	if err == nil {
		caps = g.Capabilities()
	}
	// Also of a gateway that is switched off: it must not stand in the way of others.
	won, asked := false, a
	err = c.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		asked = a
		won, err = payment.Turn(ctx, tx, &asked, caps, c.Now())
		return err
	})
	a = asked
	q, can := g.(payments.Querier)
	if err != nil || !won || !can {
		return "", err
	}
	p, err := payment.FindByID(ctx, c.DB.Read(ctx), a.PaymentID)
	if err != nil {
		return "", err
	}
	limited, cancel := context.WithTimeout(ctx, c.callLimit())
	snap, err := q.Query(limited, a.Kept(p.Code, ""))
	cancel()
	if err != nil {
		return "", err
	}
	for _, ev := range snap.Events {
		if o := c.apply(ctx, news{listener: a.Gateway, event: ev, raw: "query", asked: true}); o == payments.OurFailure {
			return snap.Status, errors.New("checkout: an answer could not be applied")
		}
	}
	if len(snap.Events) == 0 {
		if err := c.conclude(ctx, g, p, a, snap.Status); err != nil {
			return snap.Status, err
		}
	}
	return snap.Status, c.answered(ctx, a, caps)
}

// answered ends the asking where the schedule is over.
func (c *Checkout) answered(ctx context.Context, a payment.Attempt, caps payments.Capabilities) error {
	if !a.Overtime(caps, c.Now()) {
		return nil // as nearly always: nothing is written
	}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.Rest(ctx, tx, a) })
}

// conclude closes an attempt of which the gateway says that no money will come.
func (c *Checkout) conclude(ctx context.Context, g payments.Gateway, p payment.Payment, a payment.Attempt, status payments.Status) error {
	as, why := payment.AttemptFailed, string(payments.DeclineOther)
	switch status {
	case payments.StatusFailed:
	case payments.StatusCancelled:
		as, why = payment.AttemptCancelled, string(payments.DeclineBuyer)
	case payments.StatusExpired:
		as, why = payment.AttemptExpired, string(payments.DeclineExpired)
	case payments.StatusAbsent:
		// While the request to begin may still be on its way, absent proves nothing.
		switch browser := g.Capabilities().BrowserBegins; {
		case c.young(a), browser && c.Now() < a.ExpiresAt:
			return nil
		case browser: // nobody ever came
			as, why = payment.AttemptExpired, string(payments.DeclineExpired)
		default:
			why = "absent"
		}
	case payments.StatusPending:
		closed, err := c.untold(ctx, g, p, a)
		if err != nil || !closed {
			return err
		}
		as, why = payment.AttemptCancelled, "unanswered"
	default:
		return nil
	}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &a, as, why) })
}

// young reports whether the call that begins an attempt may still be under way.
func (c *Checkout) young(a payment.Attempt) bool { return c.Now() < a.CreatedAt.Add(2*c.callLimit()) }

// untold closes, at the gateway, an attempt that it has taken on and whose answer was
// lost: the buyer never learned what to do, and shall not wait until it expires.
func (c *Checkout) untold(ctx context.Context, g payments.Gateway, p payment.Payment, a payment.Attempt) (closed bool, err error) {
	canceller, can := g.(payments.Canceller)
	if !can || a.Told() || !a.Status.Live() || c.young(a) {
		return false, nil
	}
	asked, cancel := context.WithTimeout(ctx, c.callLimit())
	defer cancel()
	err = canceller.Cancel(asked, a.Kept(p.Code, ""))
	return err == nil, err
}
