package fulfillment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
)

// Confirm says that the seller will send the order, and starts the clock for packing. An
// order that was confirmed before is returned as it is. It refuses with
// "harvest.not_yet" an order whose harvest is not there, with "payment.not_paid" one whose money is not there (unless it is paid at the door),
// and with "order.move" one that has ended.
func (f *Fulfillment) Confirm(ctx context.Context, by actor.Actor, idOrCode string) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = find(ctx, tx, by, idOrCode); err != nil || passed(o, order.Confirmed) {
			return err
		}
		if o.Waits() {
			return fault.New(fault.Conflict, "harvest.not_yet")
		}
		if err := payable(ctx, tx, o); err != nil {
			return err
		}
		days, err := shipping.PackingDaysOf(ctx, tx, o.SellerID)
		if err != nil {
			return err
		}
		now := f.Now()
		o.ConfirmBy, o.PackBy = 0, packBy(now, days)
		return order.Advance(ctx, tx, &o, order.Confirmed, by, "", now, order.Clocks{ConfirmBy: order.Stopped, PackBy: &o.PackBy})
	})
	return o, err
}

// packBy is the end of the last packing day, never within half a day.
func packBy(now clock.Instant, days int) clock.Instant {
	return max(now.Date().AddDays(days+1).Start(), now.Add(fewestPackTime))
}

// payable refuses an order that is not worth the work: its money neither came nor is to be
// collected.
func payable(ctx context.Context, tx *gorm.DB, o order.Order) error {
	if o.PayableAt == order.Door {
		return nil
	}
	_, part, err := payment.OfOrder(ctx, tx, o.ID)
	if err == nil && o.Status == order.Placed && !part.Funded {
		err = fault.New(fault.Conflict, "payment.not_paid")
	}
	return err
}
