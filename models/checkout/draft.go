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
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/shipping"
)

func draft(groupID string, part Part, q shipping.Quote, terms charge.Rates, atDoor bool, now clock.Instant) order.Draft {
	o := order.Order{
		ID: db.NewID(), GroupID: groupID, Code: code.New(), SellerID: part.SellerID, Status: order.Placed, Goods: part.Goods, Shipping: q.Fee,
		CommissionBP: terms.CommissionBP, VATBP: terms.VATBP, ShippingEarner: q.Earner, Carrier: q.Carrier, Service: q.Service, PickupID: q.PickupID,
		PromisedFrom: q.From, PromisedTo: q.To, PayableAt: order.Online, Collector: order.MarketCollects, CreatedAt: now,
	}
	if part.Ahead.Taking() {
		o.HarvestID = &part.Ahead.HarvestID
	}
	if atDoor { // nobody waits for money before it is sent
		o.PayableAt, o.DoorTaker, o.ConfirmBy = order.Door, q.Door, now.Add(ConfirmWithin)
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

// owe writes the payment of the group and what it covers; of what is paid at the door, or to
// sellers, one for each order.
func (c *Checkout) owe(ctx context.Context, tx *gorm.DB, g order.Group, drafts []order.Draft, payees map[string]seller.Payee, gateway string, now clock.Instant) ([]payment.Payment, error) {
	if c.atDoor(gateway) {
		return oweAtDoor(ctx, tx, g, drafts, now)
	}
	if c.Direct {
		return c.oweDirect(ctx, tx, g, drafts, payees, gateway, now)
	}
	p := payment.Payment{ID: db.NewID(), Code: code.New(), GroupID: g.ID, Status: payment.Due, CreatedAt: now}
	p.DueAt, p.HoldUntil = deadlines(c.Gateways, gateway, now, now)
	parts := make([]payment.Allocation, len(drafts))
	for i, d := range drafts {
		parts[i] = payment.Allocation{PaymentID: p.ID, OrderID: d.Order.ID, Goods: d.Order.Goods, Shipping: d.Order.Shipping}
		p.Amount = p.Amount.Add(d.Order.Total())
	}
	return []payment.Payment{p}, payment.Create(ctx, tx, p, parts)
}

// oweAtDoor writes what is due at the doors of orders, and a note to their sellers: nobody
// will say that these orders are paid. Which day is named as the last is for people; the
// order's own clocks end it.
func oweAtDoor(ctx context.Context, tx *gorm.DB, g order.Group, drafts []order.Draft, now clock.Instant) ([]payment.Payment, error) {
	out := make([]payment.Payment, len(drafts))
	for i, d := range drafts {
		o, last := d.Order, d.Order.PromisedTo.AddDays(doorDays).Start()
		p := payment.Payment{ID: db.NewID(), Code: code.New(), GroupID: g.ID, Status: payment.Due, Amount: o.Total(), DueAt: last, HoldUntil: last,
			AtDoor: true, CreatedAt: now}
		part := payment.Allocation{PaymentID: p.ID, OrderID: o.ID, Goods: o.Goods, Shipping: o.Shipping}
		if err := payment.Create(ctx, tx, p, []payment.Allocation{part}); err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}
