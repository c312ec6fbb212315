package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
)

func draft(groupID string, part Part, q shipping.Quote, terms charge.Rates, now clock.Instant) order.Draft {
	o := order.Order{
		ID: db.NewID(), GroupID: groupID, Code: code.New(), SellerID: part.SellerID, Status: order.Placed, Goods: part.Goods, Shipping: q.Fee,
		CommissionBP: terms.CommissionBP, VATBP: terms.VATBP, ShippingEarner: q.Earner, Carrier: q.Carrier, Service: q.Service, PickupID: q.PickupID,
		PromisedFrom: q.From, PromisedTo: q.To, PayableAt: order.Online, CreatedAt: now,
	}
	lines := make([]order.Line, len(part.Lines))
	for i, l := range part.Lines {
		n := order.NewLine(o.ID, i+1)
		s := l.Sale
		n.ProductID, n.VariantID, n.NameVI, n.NameEN, n.VariantVI, n.VariantEN = s.ProductID, s.VariantID, s.NameVI, s.NameEN, s.VariantNameVI, s.VariantNameEN
		n.Unit, n.Basis, n.Price, n.Quantity, n.Amount, n.ShipGrams = s.Unit, s.Rule.Basis, s.Price, l.Quantity, l.Amount, l.shipGrams()
		n.Class, n.TaxClass, n.TaxEntity, n.Residency, n.Sample = string(s.Class), s.TaxClass, s.SellerTaxEntity, s.SellerResidency, s.Sample
		lines[i] = n
	}
	return order.Draft{Order: o, Lines: lines}
}

// owe writes the one payment of the group and what it covers.
func (c *Checkout) owe(ctx context.Context, tx *gorm.DB, g order.Group, drafts []order.Draft, gateway string, now clock.Instant) (payment.Payment, error) {
	p := payment.Payment{ID: db.NewID(), Code: code.New(), GroupID: g.ID, Status: payment.Due, CreatedAt: now}
	p.DueAt, p.HoldUntil = deadlines(c.Gateways, gateway, now, now)
	parts := make([]payment.Allocation, len(drafts))
	for i, d := range drafts {
		parts[i] = payment.Allocation{PaymentID: p.ID, OrderID: d.Order.ID, Goods: d.Order.Goods, Shipping: d.Order.Shipping}
		p.Amount = p.Amount.Add(d.Order.Total())
	}
	return p, payment.Create(ctx, tx, p, parts)
}
