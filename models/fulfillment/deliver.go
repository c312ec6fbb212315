package fulfillment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
)

// Deliver says that the buyer has the goods: by the seller, who saw it, or by the desk. A
// parcel that is fetched may be handed over straight from the shelf. The last clock starts:
// three quiet days, unless a complaint is open. An order that was delivered before is
// returned as it is. It refuses with "order.move" an order that is not on its way, and with
// "order.pay_at_door" one whose money was to come at the door and did not.
func (f *Fulfillment) Deliver(ctx context.Context, by actor.Actor, idOrCode string) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = find(ctx, tx, by, idOrCode); err != nil || passed(o, order.Delivered) {
			return err
		}
		now := f.Now()
		if o.Status == order.Packed && o.Carrier == shipping.PickupCode {
			if err := f.ship(ctx, tx, &o, "", by, now); err != nil {
				return err
			}
		}
		return f.deliver(ctx, tx, &o, by, "", now)
	})
	return o, err
}

// ConfirmReceived is the buyer's own word for it. It refuses with "order.unknown" what is
// not the buyer's, and like Deliver.
func (f *Fulfillment) ConfirmReceived(ctx context.Context, by Buyer, idOrCode string) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = own(ctx, tx, by, idOrCode); err != nil || passed(o, order.Delivered) {
			return err
		}
		return f.deliver(ctx, tx, &o, by, "", f.Now())
	})
	return o, err
}

func (f *Fulfillment) deliver(ctx context.Context, tx *gorm.DB, o *order.Order, by actor.Actor, reason string, now clock.Instant) error {
	if err := paidAtDoor(ctx, tx, *o); err != nil {
		return err
	}
	// The row first: a complaint that ends at this moment starts the last clock of a
	// delivered order only, so one of the two must see what the other has done.
	if err := order.StopCompletion(ctx, tx, o); err != nil {
		return err
	}
	until := now.Add(order.Quiet)
	if _, open, err := complaint.LiveOf(ctx, tx, o.ID); err != nil {
		return err
	} else if open {
		until = 0 // the end of the complaint starts the clock
	}
	err := order.Advance(ctx, tx, o, order.Delivered, by, reason, now, order.Clocks{DeliveredAt: &now, CompleteAfter: &until})
	if err != nil {
		return err
	}
	o.DeliveredAt, o.CompleteAfter = now, until
	s, found, err := shipping.ShipmentOf(ctx, tx, o.ID)
	if err != nil || !found {
		return err
	}
	_, err = shipping.Note(ctx, tx, &s, shipping.Arrived, source(by), now, now)
	return err
}

// paidAtDoor refuses to hand over what is to be paid at the door, and is not.
func paidAtDoor(ctx context.Context, tx *gorm.DB, o order.Order) error {
	if o.PayableAt != order.Door {
		return nil
	}
	p, part, err := payment.LockOfOrder(ctx, tx, o.ID)
	if err == nil && !part.Funded {
		err = fault.New(fault.Conflict, "order.pay_at_door").With("amount", p.Missing().String())
	}
	return err
}
