package conversation

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// side finds an order and says on which side of it by stands. To all others, the desk among
// them, the conversation does not exist: "order.unknown". A member without the right to
// handle orders is "right.handle_orders".
func side(ctx context.Context, q *gorm.DB, by actor.Actor, idOrCode string) (order.Order, Side, error) {
	switch who := by.(type) {
	case Buyer:
		o, err := order.FindAny(ctx, q, idOrCode)
		if err != nil {
			return o, "", err
		}
		g, err := order.GroupByID(ctx, q, o.GroupID)
		if err != nil {
			return o, "", err
		}
		if g.BelongsTo(who.PersonID, who.PhoneID) {
			return o, Buying, nil
		}
	case actor.Member:
		o, err := order.OfSeller(ctx, q, who.SellerID, idOrCode)
		if err == nil && !who.Rights.Has(actor.HandleOrders) {
			err = fault.New(fault.Forbidden, "right.handle_orders")
		}
		return o, Selling, err
	case actor.Helper:
		o, err := order.OfSeller(ctx, q, who.SellerID, idOrCode)
		return o, Selling, err
	}
	return order.Order{}, "", fault.New(fault.NotFound, "order.unknown")
}
