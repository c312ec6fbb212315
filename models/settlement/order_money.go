package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// OrderMoney is where the money of one order went: what its buyer paid, and what its seller
// has of it, line by line. Goods, Shipping, less Refunds, Commission, CommissionVAT, VAT and
// PIT are Net. Of an order that has ended, Net less Had is what the seller's account in the
// ledger holds of it, to the đồng; before that Net is what the seller will have at the terms
// that the order froze.
type OrderMoney struct {
	OrderID       string
	Code          string
	At            clock.Instant // placed
	Status        string
	Ended         bool      // the order's money is handed out
	Direct        bool      // the buyer paid the seller, not the market
	Paid          money.VND // by the buyer, delivery included
	Back          money.VND // of it, given back to the buyer or about to be
	Goods         money.VND // what is left of the goods when the order ends
	Shipping      money.VND // the seller's part of the delivery
	Refunds       money.VND // after the end, at the seller's cost
	Commission    money.VND // less what refunds gave back, as all below
	CommissionVAT money.VND
	VAT           money.VND
	PIT           money.VND
	Net           money.VND
	Had           money.VND // of Net, what the buyer gave the seller: cash at the door, or a transfer
	Booked        money.VND // what the seller's account in the ledger holds of the order
}

// Cursor is where the page behind o starts.
func (o OrderMoney) Cursor() db.Cursor { return db.Cursor{At: o.At, ID: o.OrderID} }

// sum sets Net.
func (o *OrderMoney) sum() {
	o.Net = o.Goods.Add(o.Shipping).Sub(money.Sum(o.Refunds, o.Commission, o.CommissionVAT, o.VAT, o.PIT))
}

// Orders lists the orders of the member's seller whose buyers have paid, the newest first,
// each with its money: eight statements for any number. It refuses like Balance.
func (c *Cashier) Orders(ctx context.Context, by actor.Member, after db.Cursor, limit int) ([]OrderMoney, error) {
	if err := c.maySee(ctx, by); err != nil {
		return nil, err
	}
	q := c.read(ctx)
	return orderMoney(ctx, q, by.SellerID, func(paid *gorm.DB) *gorm.DB {
		return db.Newest(paid, "o.created_at", "o.id", after, limit)
	})
}

// OfOrder is the money of one order, by its id or code. It refuses like Balance, and with
// "order.unknown" what is not the seller's, or is not paid.
func (c *Cashier) OfOrder(ctx context.Context, by actor.Member, idOrCode string) (OrderMoney, error) {
	if err := c.maySee(ctx, by); err != nil {
		return OrderMoney{}, err
	}
	found, err := orderMoney(ctx, c.read(ctx), by.SellerID, func(paid *gorm.DB) *gorm.DB {
		return paid.Where("o."+code.Column(idOrCode)+" = ?", idOrCode).Limit(1)
	})
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "order.unknown")
	}
	if err != nil {
		return OrderMoney{}, err
	}
	return found[0], nil
}

// paidOrder is an order as it froze what is reckoned with.
type paidOrder struct {
	ID, Code, Status, ShippingEarner string
	Goods, Shipping                  money.VND
	CommissionBP                     money.BasisPoints `gorm:"column:commission_bp"`
	VATBP                            money.BasisPoints `gorm:"column:vat_bp"`
	CreatedAt                        clock.Instant
	Direct                           bool
	Paid, Back                       money.VND
}

func (p paidOrder) rates() charge.Rates {
	return charge.Rates{CommissionBP: p.CommissionBP, VATBP: p.VATBP}
}

// orderMoney reads the orders and what every room knows of their money.
func orderMoney(ctx context.Context, q *gorm.DB, sellerID string, which func(*gorm.DB) *gorm.DB) ([]OrderMoney, error) {
	var paid []paidOrder
	err := which(q.Table("orders o").Select(`o.id, o.code, o.status, o.shipping_earner, o.goods, o.shipping, o.commission_bp, o.vat_bp, o.created_at,
		o.collector = 'seller' AS direct, a.goods + a.shipping AS paid, a.refunded AS back`).
		Joins("JOIN allocations a ON a.order_id = o.id AND a.funded").Where("o.seller_id = ?", sellerID)).Scan(&paid).Error
	if err != nil || len(paid) == 0 {
		return nil, err
	}
	ids := make([]string, len(paid))
	for i, p := range paid {
		ids[i] = p.ID
	}
	known, err := readBooks(ctx, q, sellerID, ids)
	if err != nil {
		return nil, err
	}
	out := make([]OrderMoney, len(paid))
	for i, p := range paid {
		out[i] = known.of(p)
	}
	return out, nil
}
