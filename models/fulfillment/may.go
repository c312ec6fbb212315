package fulfillment

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// find returns the order that by may handle: a member with the right to handle orders, or
// a helper, of its seller; the desk; a clock. Another seller's order is "order.unknown".
func find(ctx context.Context, tx *gorm.DB, by actor.Actor, idOrCode string) (order.Order, error) {
	switch who := by.(type) {
	case actor.Member:
		o, err := order.OfSeller(ctx, tx, who.SellerID, idOrCode)
		if err == nil && !who.Rights.Has(actor.HandleOrders) {
			err = fault.New(fault.Forbidden, "right.handle_orders")
		}
		return o, err
	case actor.Helper:
		return order.OfSeller(ctx, tx, who.SellerID, idOrCode)
	case actor.Admin, actor.System:
		return order.FindAny(ctx, tx, idOrCode)
	}
	return order.Order{}, fault.New(fault.NotFound, "order.unknown")
}

// Buyer is who ordered: the shopper, and the person or the proved phone behind it.
type Buyer struct {
	actor.Shopper
	PersonID string // "" for a guest
	PhoneID  string
}

// own returns an order of the buyer's. Somebody else's is "order.unknown".
func own(ctx context.Context, tx *gorm.DB, by Buyer, idOrCode string) (order.Order, error) {
	o, err := order.FindAny(ctx, tx, idOrCode)
	if err != nil {
		return o, err
	}
	g, err := order.FindGroup(ctx, tx, o.GroupID)
	if err == nil && !g.BelongsTo(by.PersonID, by.PhoneID) {
		err = fault.New(fault.NotFound, "order.unknown")
	}
	if err != nil {
		return order.Order{}, err
	}
	return o, nil
}

// road is the way of an order that goes well.
var road = []order.Status{order.Placed, order.Confirmed, order.Packed, order.Shipped, order.Delivered, order.Completed}

// passed reports whether an order has been at a status of the road, or is there: what a
// repeated verb asks for is done.
func passed(o order.Order, at order.Status) bool {
	return slices.Index(road, o.Status) >= slices.Index(road, at)
}
