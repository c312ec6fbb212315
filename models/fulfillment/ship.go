package fulfillment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// Ship says that the carrier has the parcel, or that it waits at the pickup point. tracking
// is the carrier's number, as typed. An order that was sent before is returned as it is;
// with another number see Retrack. It refuses with "shipping.tracking_needed" where the
// carrier gives numbers and none was typed, with what shipping.SetTracking refuses, and
// with "order.move" an order that is not packed.
func (f *Fulfillment) Ship(ctx context.Context, by actor.Actor, idOrCode, tracking string) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = find(ctx, tx, by, idOrCode); err != nil || passed(o, order.Shipped) {
			return err
		}
		if o.Status != order.Packed {
			return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
		}
		return f.ship(ctx, tx, &o, tracking, by, f.Now())
	})
	return o, err
}

func (f *Fulfillment) ship(ctx context.Context, tx *gorm.DB, o *order.Order, tracking string, by actor.Actor, now clock.Instant) error {
	if tracking == "" && f.needsTracking(o.Carrier) {
		return fault.New(fault.Invalid, "shipping.tracking_needed").On("tracking")
	}
	o.ShippedAt = now
	if err := order.Advance(ctx, tx, o, order.Shipped, by, "", now, order.Clocks{ShippedAt: &now}); err != nil {
		return err
	}
	s, found, err := shipping.ShipmentOf(ctx, tx, o.ID)
	if err != nil || !found {
		return err
	}
	if tracking != "" {
		if err := shipping.SetTracking(ctx, tx, &s, tracking); err != nil {
			return err
		}
	}
	status := shipping.PickedUp
	if o.Carrier == shipping.PickupCode {
		status = shipping.OutForDelivery
	}
	_, err = shipping.Note(ctx, tx, &s, status, source(by), now, now)
	return err
}

// needsTracking asks the carrier; one that was switched off since gives no numbers.
func (f *Fulfillment) needsTracking(code string) bool {
	c, err := f.Carriers.Find(code)
	return err == nil && c.NeedsTracking()
}

// Retrack mends the tracking number of an order that is on its way. It refuses with
// "order.move" an order that is not, and with what shipping.SetTracking refuses.
func (f *Fulfillment) Retrack(ctx context.Context, by actor.Actor, idOrCode, tracking string) error {
	return f.act(ctx, func(tx *gorm.DB) error {
		o, err := find(ctx, tx, by, idOrCode)
		if err != nil {
			return err
		}
		s, found, err := shipping.ShipmentOf(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if !found || o.Status != order.Shipped {
			return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
		}
		return shipping.SetTracking(ctx, tx, &s, tracking)
	})
}
