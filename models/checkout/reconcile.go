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
		all = errors.Join(all, c.ask(ctx, a))
	}
	return all
}

// Return is the browser coming back from a gateway: it proves nothing, so the gateway is
// asked at once and the buyer sees what is true. It returns the code of the order group
// to show. It refuses with "payment.unknown" a reference that nobody knows.
func (c *Checkout) Return(ctx context.Context, gateway string, r payments.RawRequest) (paymentID string, err error) {
	g, err := c.Gateways.Gateway(gateway)
	if err != nil {
		return "", err
	}
	v, ok := g.(payments.ReturnVerifier)
	if !ok {
		return "", errNoReturn
	}
	ref, _, err := v.VerifyReturn(ctx, r)
	if err != nil {
		return "", errors.Join(errNoReturn, err)
	}
	a, found, err := payment.AttemptByRef(ctx, c.DB.Read(ctx), gateway, ref)
	if err != nil || !found {
		return "", errors.Join(errNoReturn, err)
	}
	if err := c.ask(ctx, a); err != nil {
		c.Log.WarnContext(ctx, "a gateway was asked in vain", "gateway", gateway, "attempt", a.ID, "error", err)
	}
	return a.PaymentID, nil
}

var errNoReturn = errors.New("checkout: nobody can be seen coming back")

// ask queries one attempt at its gateway, outside any transaction, and applies the answer.
func (c *Checkout) ask(ctx context.Context, a payment.Attempt) error {
	g, err := c.Gateways.Gateway(a.Gateway)
	if err != nil {
		return nil // switched off: a person sees the open payment
	}
	q, ok := g.(payments.Querier)
	if !ok {
		return nil
	}
	caps := g.Capabilities()
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.Postpone(ctx, tx, a, caps, c.Now()) })
	if err != nil {
		return err
	}
	p, err := payment.Find(ctx, c.DB.Read(ctx), a.PaymentID)
	if err != nil {
		return err
	}
	asked, cancel := context.WithTimeout(ctx, c.callLimit())
	snap, err := q.Query(asked, a.Kept(p.Code, ""))
	cancel()
	if err != nil {
		return err
	}
	for _, ev := range snap.Events {
		if o := c.Apply(ctx, a.Gateway, ev, "query"); o == payments.OurFailure {
			return errors.New("checkout: an answer could not be applied")
		}
	}
	if len(snap.Events) > 0 {
		return nil
	}
	return c.conclude(ctx, a, snap.Status)
}

// conclude closes an attempt of which the gateway says that no money will come.
func (c *Checkout) conclude(ctx context.Context, a payment.Attempt, status payments.Status) error {
	as, why := payment.AttemptFailed, string(payments.DeclineOther)
	switch status {
	case payments.StatusFailed:
	case payments.StatusCancelled:
		as, why = payment.AttemptCancelled, string(payments.DeclineBuyer)
	case payments.StatusExpired:
		as, why = payment.AttemptExpired, string(payments.DeclineExpired)
	case payments.StatusAbsent:
		// While the request to begin may still be on its way, absent proves nothing.
		if c.Now() < a.CreatedAt.Add(2*c.callLimit()) {
			return nil
		}
		why = "absent"
	default:
		return nil
	}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &a, as, why) })
}

// Expire ends payments whose time is over: the gateway is asked a last time, then the
// orders end, the stock is free again and short money goes back. Money that comes later
// still finds its payment.
func (c *Checkout) Expire(ctx context.Context) error {
	over, err := payment.ToExpire(ctx, c.DB.Read(ctx), c.Now(), batch)
	if err != nil {
		return err
	}
	var all error
	for _, p := range over {
		a, found, err := payment.LastAttempt(ctx, c.DB.Read(ctx), p.ID, "")
		if err == nil && found && a.PollAt > 0 {
			err = c.ask(ctx, a)
		}
		if err != nil {
			c.Log.WarnContext(ctx, "a payment expires without its gateway's answer", "payment", p.ID, "error", err)
		}
		all = errors.Join(all, c.expire(ctx, p))
	}
	return all
}

func (c *Checkout) expire(ctx context.Context, p payment.Payment) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		fresh, err := payment.Find(ctx, tx, p.ID)
		if err != nil || !fresh.Status.Open() {
			return err
		}
		return payment.Abandon(ctx, tx, c.Gateways, &fresh, payment.Expired, bank, "payment.expired", c.Now())
	})
}
