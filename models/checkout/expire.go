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

// Expire ends payments whose time is over: the gateways of all attempts that may still
// bring money are asked a last time, then the orders end, the stock is free again and
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

// lastWord asks about all attempts that may still bring money; unsure reports that it may
// be on its way.
func (c *Checkout) lastWord(ctx context.Context, p payment.Payment) (unsure bool) {
	attempts, err := payment.AttemptsOf(ctx, c.DB.Read(ctx), p.ID)
	for _, a := range attempts {
		if !a.Status.Live() || a.PollAt == 0 {
			continue
		}
		status, wrong := c.ask(ctx, a)
		err = errors.Join(err, wrong)
		unsure = unsure || wrong != nil || status == payments.StatusProcessing
	}
	if err != nil {
		c.Log.WarnContext(ctx, "a gateway was asked in vain", "payment", p.ID, "error", err)
	}
	return unsure
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
