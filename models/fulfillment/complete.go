package fulfillment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// CompleteDue completes delivered orders after their quiet days and hands their money out:
// from then on the seller has earned it. An open complaint stops the clock; its end starts
// it again. Cash that a carrier took at the door is waited for: nobody earns of it before it
// is at the bank.
func (f *Fulfillment) CompleteDue(ctx context.Context) error {
	found, err := order.ToComplete(ctx, f.remitted(ctx), f.Now(), batch)
	if err != nil {
		return err
	}
	return f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error {
		now := f.Now()
		if waits, err := collection.Waits(ctx, tx, *o); err != nil || waits {
			return err
		}
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

// remitted narrows a query of orders to those whose money no carrier has in hand.
func (f *Fulfillment) remitted(ctx context.Context) *gorm.DB {
	return f.DB.Read(ctx).Where("NOT EXISTS (SELECT 1 FROM collections c WHERE c.order_id = orders.id AND c.state = 'held')")
}
