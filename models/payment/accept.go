package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
)

// Accept hands orders whose money has come to package earning: the tax of this day is
// registered and taken out of their escrow, at the terms that each order froze.
func Accept(ctx context.Context, tx *gorm.DB, paymentID string, orders []order.Order, now clock.Instant) error {
	ids := make([]string, len(orders))
	for i, o := range orders {
		ids[i] = o.ID
	}
	lines, err := order.Lines(ctx, tx, ids...)
	if err != nil {
		return err
	}
	accepted := make([]earning.Order, len(orders))
	for i, o := range orders {
		e := earning.Order{
			ID: o.ID, SellerID: o.SellerID, Shipping: o.Shipping, ShippingEarner: string(o.ShippingEarner), Carrier: o.Carrier,
			Rates: charge.Rates{CommissionBP: o.CommissionBP, VATBP: o.VATBP},
		}
		for _, l := range lines {
			if l.OrderID != o.ID {
				continue
			}
			e.Entity, e.Residency = l.TaxEntity, l.Residency
			e.Lines = append(e.Lines, earning.Line{ID: l.ID, TaxClass: l.TaxClass, Entity: l.TaxEntity, Residency: l.Residency, Amount: l.Amount})
		}
		accepted[i] = e
	}
	return earning.Accept(ctx, tx, ledger.Cause{Kind: "payment", ID: paymentID}, now, accepted...)
}
