package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// Settle hands out what is left in the escrow of an order that has just ended; see
// earning.Settle. Of one whose buyer paid its seller it makes the commission owed, and
// returns no settlement; see earning.ChargeDirect. Call it in the transaction in which the
// order ends.
func Settle(ctx context.Context, tx *gorm.DB, o order.Order, now clock.Instant) (earning.Settlement, error) {
	if o.Direct() {
		return earning.Settlement{}, chargeDirect(ctx, tx, o, now)
	}
	goods := o.Goods
	if o.Packed() {
		goods = o.PackedGoods
	}
	return earning.Settle(ctx, tx, earning.Order{
		ID: o.ID, SellerID: o.SellerID, Goods: goods, Shipping: o.Shipping, ShippingEarner: string(o.ShippingEarner), Carrier: o.Carrier,
		Rates: rates(o),
	}, now)
}

func chargeDirect(ctx context.Context, tx *gorm.DB, o order.Order, now clock.Instant) error {
	ended := earning.Order{ID: o.ID, SellerID: o.SellerID, Goods: o.Goods, Shipping: o.Shipping, ShippingEarner: string(o.ShippingEarner), Carrier: o.Carrier, Rates: rates(o)}
	if o.Status == order.Cancelled { // no carrier ever had it
		ended.Shipping = money.VND{}
	}
	return earning.ChargeDirect(ctx, tx, ended, now)
}

func rates(o order.Order) charge.Rates {
	return charge.Rates{CommissionBP: o.CommissionBP, VATBP: o.VATBP}
}
