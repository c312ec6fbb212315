package fulfillment

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// RefuseReasons are why a seller may refuse an order: message keys, told to the buyer, in
// the order in which pages list them.
var RefuseReasons = []string{"refuse.sold_out", "refuse.harvest_failed", "refuse.cannot_send", "refuse.price_wrong", "refuse.away"}

// Refuse ends an order that the seller cannot send, before it is packed: all its money
// goes back, its stock is free again. An order that was cancelled before is returned as it
// is. It refuses with "order.refuse_reason" a reason that is not listed, with
// "payment.not_paid" an order whose money is not there, and with "order.move" one that is
// packed.
func (f *Fulfillment) Refuse(ctx context.Context, by actor.Actor, idOrCode, reason string) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = find(ctx, tx, by, idOrCode); err != nil || o.Status == order.Cancelled {
			return err
		}
		if !slices.Contains(RefuseReasons, reason) {
			return fault.New(fault.Invalid, "order.refuse_reason").On("reason")
		}
		return f.cancel(ctx, tx, &o, by, reason)
	})
	return o, err
}

// cancel ends an order before it is packed.
func (f *Fulfillment) cancel(ctx context.Context, tx *gorm.DB, o *order.Order, by actor.Actor, reason string) error {
	if o.Status != order.Placed && o.Status != order.Confirmed {
		return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
	}
	return payment.Unwind(ctx, tx, f.Gateways, o, by, reason, f.Now())
}
