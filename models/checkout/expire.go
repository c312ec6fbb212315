package checkout

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// Expire ends payments whose time is over: all attempts that may still bring money are
// closed at their gateways where these can, which are asked a last time, then the orders end, the stock is free again and
// short money goes back. Where money is on its way, or a gateway does not answer, the
// stock stands a little longer, HoldAtMost in all. Money that comes later still finds its
// payment.
func (c *Checkout) Expire(ctx context.Context) error {
	over, err := payment.ToExpire(ctx, c.DB.Read(ctx), c.Now(), batch)
	if err != nil {
		return err
	}
	var all error
	for _, p := range over {
		all = errors.Join(all, c.expire(ctx, p, c.lastWord(ctx, p)))
	}
	return all
}

// alittle is how much longer stock stands while nobody knows whether money is on its way.
const alittle = 5 * time.Minute

// lastWord closes all attempts that may still bring money, as far as their gateways can,
// and asks about them; unsure reports that money may be on its way.
func (c *Checkout) lastWord(ctx context.Context, p payment.Payment) (unsure bool) {
	attempts, err := payment.AttemptsOf(ctx, c.DB.Read(ctx), p.ID)
	for _, a := range attempts {
		if !a.Status.Live() || a.PollAt == 0 {
			continue
		}
		err = errors.Join(err, c.shut(ctx, p, a))
		status, wrong := c.ask(ctx, a)
		err = errors.Join(err, wrong)
		unsure = unsure || wrong != nil || status == payments.StatusProcessing
	}
	if err != nil {
		c.Log.WarnContext(ctx, "a gateway was asked in vain", "payment", p.ID, "error", err)
	}
	return unsure
}

// shut closes an attempt at its gateway, if that can: a page that stays open longer than
// the market waits would take money that no order needs any more.
func (c *Checkout) shut(ctx context.Context, p payment.Payment, a payment.Attempt) error {
	g, err := c.Gateways.Gateway(a.Gateway)
	canceller, can := g.(payments.Canceller)
	if err != nil || !can {
		return nil // switched off, or its pages end by themselves
	}
	asked, cancel := context.WithTimeout(ctx, c.callLimit())
	defer cancel()
	return canceller.Cancel(asked, a.Kept(p.Code, ""))
}

func (c *Checkout) expire(ctx context.Context, p payment.Payment, unsure bool) error {
	err := c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		p, err := payment.Lock(ctx, tx, p.ID)
		if err != nil || !p.Status.Open() || p.HoldUntil > now {
			return err
		}
		if longer := now.Add(alittle); unsure && longer <= p.CreatedAt.Add(HoldAtMost) {
			return payment.Allow(ctx, tx, &p, p.DueAt, longer)
		}
		return payment.Abandon(ctx, tx, c.Gateways, &p, payment.Expired, clockwork, "payment.expired", now)
	})
	if fault.Has(err, "payment.closed") {
		return nil // the money was faster
	}
	return err
}
