package earning

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

// Who earns the delivery, as the order froze it.
const (
	BySeller  = "seller"
	ByCarrier = "carrier" // on the market's contract
)

// Settlement is what an order's money became when the order ended. Net is the seller's;
// it is below zero only when fees and taxes are more than what was left of the goods.
type Settlement struct {
	OrderID        string
	SellerID       string
	Goods          money.VND
	Shipping       money.VND
	ShippingEarner string
	Carrier        string
	Rates          charge.Rates `gorm:"embedded"`
	Commission     money.VND
	CommissionVAT  money.VND
	VAT            money.VND
	PIT            money.VND
	Net            money.VND
	At             clock.Instant
}

// TableName names the table.
func (Settlement) TableName() string { return "settlements" }

// Cursor is where the page behind s starts.
func (s Settlement) Cursor() db.Cursor { return db.Cursor{At: s.At, ID: s.OrderID} }

// carriers is the part of a delivery fee that a carrier earns.
func (s Settlement) carriers(fee money.VND) money.VND {
	if s.ShippingEarner == ByCarrier {
		return fee
	}
	return money.VND{}
}

// settled returns the settlement of an order, or one without OrderID.
func settled(ctx context.Context, q *gorm.DB, orderID string) (Settlement, error) {
	var found []Settlement
	err := q.WithContext(ctx).Where("order_id = ?", orderID).Find(&found).Error
	if err != nil || len(found) == 0 {
		return Settlement{}, err
	}
	return found[0], nil
}

// Settlements returns those of the orders that have one.
func Settlements(ctx context.Context, q *gorm.DB, orderIDs ...string) ([]Settlement, error) {
	if len(orderIDs) == 0 {
		return nil, nil
	}
	var found []Settlement
	err := q.WithContext(ctx).Where("order_id IN ?", orderIDs).Order("at, order_id").Find(&found).Error
	return found, err
}

// kept is what the register still holds of an order: the goods, the delivery that the
// seller earns, and the taxes.
type kept struct {
	goods, delivery, vat, pit money.VND
}

func (k kept) taxes() money.VND { return k.vat.Add(k.pit) }

func registered(ctx context.Context, q *gorm.DB, orderID string) (kept, error) {
	lines, err := tax.Lines(ctx, q, orderID)
	var k kept
	for _, l := range lines {
		if l.LineID == "" {
			k.delivery = l.Base
		} else {
			k.goods = k.goods.Add(l.Base)
		}
		k.vat, k.pit = k.vat.Add(l.VAT), k.pit.Add(l.PIT)
	}
	return k, err
}
