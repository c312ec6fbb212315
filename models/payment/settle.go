package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/order"
)

// Settle hands out what is left in the escrow of an order that has just ended; see
// earning.Settle. Call it in the transaction in which the order ends.
func Settle(ctx context.Context, tx *gorm.DB, o order.Order, now clock.Instant) (earning.Settlement, error) {
	goods := o.Goods
	if o.Packed() {
		goods = o.PackedGoods
	}
	return earning.Settle(ctx, tx, earning.Order{
		ID: o.ID, SellerID: o.SellerID, Goods: goods, Shipping: o.Shipping, ShippingEarner: string(o.ShippingEarner), Carrier: o.Carrier,
		Rates: charge.Rates{CommissionBP: o.CommissionBP, VATBP: o.VATBP},
	}, now)
}
