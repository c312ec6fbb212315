package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
)

// books are what the rooms of money know of some orders, by order.
type books struct {
	ended    map[string]earning.Settlement
	taken    map[string]earning.TakenBack // what refunds took, summed up
	register map[string]registered
	fees     map[string]directFees
	backs    map[string]directBacks
	moved    map[string]map[string]money.VND // of the seller's account, by order and kind of cause
}

// registered is what the tax register holds of an order now.
type registered struct {
	OrderID                   string
	Goods, Delivery, VAT, PIT money.VND
}

// directFees is what is owed of an order whose buyer paid the seller.
type directFees struct {
	OrderID                   string
	Commission, CommissionVAT money.VND
}

// directBacks is what of such an order went back.
type directBacks struct {
	OrderID         string
	Goods, Shipping money.VND
}

func readBooks(ctx context.Context, q *gorm.DB, sellerID string, ids []string) (books, error) {
	b := books{ended: map[string]earning.Settlement{}, taken: map[string]earning.TakenBack{}, register: map[string]registered{},
		fees: map[string]directFees{}, backs: map[string]directBacks{}, moved: map[string]map[string]money.VND{}}
	ended, err := earning.Settlements(ctx, q, ids...)
	if err != nil {
		return b, err
	}
	for _, s := range ended {
		b.ended[s.OrderID] = s
	}
	var taken []earning.TakenBack
	err = q.Raw(`SELECT order_id, CAST(SUM(commission) AS BIGINT) AS commission, CAST(SUM(commission_vat) AS BIGINT) AS commission_vat,
		CAST(SUM(vat) AS BIGINT) AS vat, CAST(SUM(pit) AS BIGINT) AS pit, CAST(SUM(from_seller) AS BIGINT) AS from_seller
		FROM takebacks WHERE order_id IN ? GROUP BY order_id`, ids).Scan(&taken).Error
	if err != nil {
		return b, err
	}
	for _, t := range taken {
		b.taken[t.OrderID] = t
	}
	var lines []registered
	err = q.Raw(`SELECT order_id, CAST(SUM(CASE line_id WHEN '' THEN 0 ELSE base END) AS BIGINT) AS goods,
		CAST(SUM(CASE line_id WHEN '' THEN base ELSE 0 END) AS BIGINT) AS delivery, CAST(SUM(vat) AS BIGINT) AS vat, CAST(SUM(pit) AS BIGINT) AS pit
		FROM withheld_lines WHERE order_id IN ? GROUP BY order_id`, ids).Scan(&lines).Error
	if err != nil {
		return b, err
	}
	for _, l := range lines {
		b.register[l.OrderID] = l
	}
	if err := b.readDirect(q, ids); err != nil {
		return b, err
	}
	moves, err := ledger.OfOrders(ctx, q, ledger.Seller(sellerID), ids...)
	for _, m := range moves {
		if b.moved[m.OrderID] == nil {
			b.moved[m.OrderID] = map[string]money.VND{}
		}
		b.moved[m.OrderID][m.CauseKind] = m.Amount
	}
	return b, err
}

func (b *books) readDirect(q *gorm.DB, ids []string) error {
	var fees []directFees
	err := q.Raw(`SELECT order_id, CAST(SUM(CASE event WHEN 'back' THEN -commission ELSE commission END) AS BIGINT) AS commission,
		CAST(SUM(CASE event WHEN 'back' THEN -commission_vat ELSE commission_vat END) AS BIGINT) AS commission_vat
		FROM direct_fees WHERE order_id IN ? GROUP BY order_id`, ids).Scan(&fees).Error
	if err != nil {
		return err
	}
	for _, f := range fees {
		b.fees[f.OrderID] = f
	}
	var backs []directBacks
	err = q.Raw(`SELECT order_id, CAST(SUM(CASE line_id WHEN '' THEN 0 ELSE amount END) AS BIGINT) AS goods,
		CAST(SUM(CASE line_id WHEN '' THEN amount ELSE 0 END) AS BIGINT) AS shipping FROM direct_backs WHERE order_id IN ? GROUP BY order_id`, ids).Scan(&backs).Error
	for _, d := range backs {
		b.backs[d.OrderID] = d
	}
	return err
}

// of is the money of one order.
func (b books) of(p paidOrder) OrderMoney {
	o := OrderMoney{OrderID: p.ID, Code: p.Code, At: p.CreatedAt, Status: p.Status, Direct: p.Direct, Paid: p.Paid, Back: p.Back}
	for kind, amount := range b.moved[p.ID] {
		o.Booked = o.Booked.Add(amount)
		switch kind {
		case "settled", "taken_back", "direct_fee":
		default: // the seller took the buyer's money, and the market owes so much less
			o.Had = o.Had.Sub(amount)
		}
	}
	if p.Direct {
		b.direct(p, &o)
		return o
	}
	if s, ended := b.ended[p.ID]; ended {
		o.Ended, o.Goods, o.Shipping = true, s.Goods, sellers(s.ShippingEarner, s.Shipping)
		o.Commission, o.CommissionVAT, o.VAT, o.PIT = s.Commission, s.CommissionVAT, s.VAT, s.PIT
	} else {
		r := b.register[p.ID]
		fee := charge.Commission(r.Goods, p.rates())
		o.Goods, o.Shipping, o.VAT, o.PIT, o.Commission, o.CommissionVAT = r.Goods, r.Delivery, r.VAT, r.PIT, fee.Commission, fee.VAT
	}
	t := b.taken[p.ID]
	// What the seller gave is what went back less what the others gave of it.
	o.Refunds = money.Sum(t.FromSeller, t.Commission, t.CommissionVAT, t.VAT, t.PIT)
	o.Commission, o.CommissionVAT = o.Commission.Sub(t.Commission), o.CommissionVAT.Sub(t.CommissionVAT)
	o.VAT, o.PIT = o.VAT.Sub(t.VAT), o.PIT.Sub(t.PIT)
	o.sum()
	return o
}

// direct is the money of an order that its buyer paid to its seller: the market has none of
// it, and is owed its commission when the order ends.
func (b books) direct(p paidOrder, o *OrderMoney) {
	back := b.backs[p.ID]
	o.Goods = p.Goods.Sub(back.Goods)
	if p.ShippingEarner == earning.BySeller {
		o.Shipping = p.Shipping.Sub(back.Shipping)
	} else {
		o.Refunds = back.Shipping // the carrier keeps its delivery, and the seller bears it
	}
	f, ended := b.fees[p.ID]
	if !ended {
		fee := charge.Commission(o.Goods, p.rates())
		f.Commission, f.CommissionVAT = fee.Commission, fee.VAT
	}
	o.Ended, o.Commission, o.CommissionVAT = ended, f.Commission, f.CommissionVAT
	o.sum()
	o.Had = o.Had.Add(p.Paid).Sub(back.Goods).Sub(back.Shipping)
}
