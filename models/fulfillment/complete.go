package fulfillment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// CompleteDue completes delivered orders after their quiet days and hands their money out:
// from then on the seller has earned it. An open complaint stops the clock; its end starts
// it again.
func (f *Fulfillment) CompleteDue(ctx context.Context) error {
	found, err := order.ToComplete(ctx, f.DB.Read(ctx), f.Now(), batch)
	if err != nil {
		return err
	}
	return f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error {
		now := f.Now()
		// The row first: a complaint that is being opened waits here, or was seen to be open.
		won, err := order.TakeCompletion(ctx, tx, o, now)
		if err != nil || !won {
			return err
		}
		if _, open, err := complaint.LiveOf(ctx, tx, o.ID); err != nil || open {
			return err
		}
		if err := order.Advance(ctx, tx, o, order.Completed, clockwork("complete"), "", now, order.Clocks{}); err != nil {
			return err
		}
		_, err = payment.Settle(ctx, tx, *o, now)
		return err
	})
}
