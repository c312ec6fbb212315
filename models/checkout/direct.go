package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/payments"
)

// collectable marks in a plan, where buyers pay sellers, the lines of those who have no
// account for it: they cannot be bought from. Nothing is ordered ahead there: the market could
// give nothing back when the harvest fails.
func (c *Checkout) collectable(ctx context.Context, q *gorm.DB, p *Plan) (map[string]seller.Payee, error) {
	if !c.Direct || len(p.Parts) == 0 {
		return nil, nil
	}
	ids := make([]string, len(p.Parts))
	for i, part := range p.Parts {
		ids[i] = part.SellerID
	}
	payees, err := seller.Collectors(ctx, q, c.Now(), ids...)
	if err != nil {
		return nil, err
	}
	for i := range p.Parts {
		if p.Parts[i].Ahead.Taking() {
			p.bar(i, "checkout.direct_ahead")
		}
		if _, can := payees[p.Parts[i].SellerID]; !can {
			p.bar(i, "checkout.no_collector")
		}
	}
	return payees, nil
}

// oweDirect writes one payment for each order, each to the account of its seller.
func (c *Checkout) oweDirect(ctx context.Context, tx *gorm.DB, g order.Group, drafts []order.Draft, payees map[string]seller.Payee, gateway string, now clock.Instant) ([]payment.Payment, error) {
	out := make([]payment.Payment, len(drafts))
	for i, d := range drafts {
		o, payee := d.Order, payees[d.Order.SellerID]
		p := payment.Payment{ID: db.NewID(), Code: code.New(), GroupID: g.ID, Status: payment.Due, Amount: o.Total(), CollectorID: &o.SellerID, PayeeID: &payee.ID, CreatedAt: now}
		p.DueAt, p.HoldUntil = deadlines(c.Gateways, gateway, now, now)
		part := payment.Allocation{PaymentID: p.ID, OrderID: o.ID, Goods: o.Goods, Shipping: o.Shipping, Direct: true}
		if err := payment.Create(ctx, tx, p, []payment.Allocation{part}); err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

// payTo is the account that a payment goes to; nil for the market's own. It refuses with
// "checkout.gateway" a gateway that cannot lead the money there, and with
// "checkout.collector_gone" an account that its seller has taken away since.
func (c *Checkout) payTo(ctx context.Context, q *gorm.DB, p payment.Payment, g payments.Gateway) (*payments.BankAccount, error) {
	switch {
	case !p.Direct():
		return nil, nil
	case !g.Capabilities().PayTo:
		return nil, fault.New(fault.Invalid, "checkout.gateway").On("gateway")
	}
	payee, err := seller.FindPayee(ctx, q, *p.PayeeID)
	if err != nil {
		return nil, err
	}
	if payee.RemovedAt > 0 {
		return nil, fault.New(fault.Conflict, "checkout.collector_gone")
	}
	number, err := payee.Number(c.Keys)
	return &payments.BankAccount{BIN: payee.BankBIN, Number: number, Holder: payee.Holder}, err
}
