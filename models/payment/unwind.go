package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/models/tax"
	"github.com/chophien/chophien/payments"
)

// Abandon ends a payment that was not paid, with all its orders: Expired by the clock or
// Cancelled by the buyer. The stock is free again and what little came goes back. It
// refuses with "payment.closed" when the money was first: of a cancel and a payment one
// wins.
func Abandon(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, p *Payment, as Status, by actor.Actor, reason string, now clock.Instant) error {
	if err := Close(ctx, tx, p, as); err != nil {
		return err
	}
	orders, err := ordersOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if err := order.AdvanceAll(ctx, tx, orders, order.Cancelled, by, reason, now, order.Clocks{ConfirmBy: order.Stopped}); err != nil {
		return err
	}
	ids := make([]string, len(orders))
	for i, o := range orders {
		ids[i] = o.ID
	}
	if err := stock.Release(ctx, tx, ids...); err != nil || p.Received.IsZero() {
		return err
	}
	if err := Complete(ctx, tx, p.ID, now); err != nil { // nobody waits for the rest any more
		return err
	}
	return GiveBackRest(ctx, tx, gateways, p, TaskUnder, now)
}

// Unwind ends one order before it is sent: it is cancelled, its stock is free again, and
// what was paid, taxes with it, goes back to the buyer. Of an order that would have been
// paid at the door nothing is due any more. It refuses
// with "order.move" or "order.moved" when the order is further on, and with
// "payment.not_paid" when its payment is still open (then only the whole payment can be
// cancelled, see Abandon).
func Unwind(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, o *order.Order, by actor.Actor, reason string, now clock.Instant) error {
	p, part, err := OfOrder(ctx, tx, o.ID)
	if err == nil && p.AtDoor { // money may be coming at this moment
		p, part, err = LockOfOrder(ctx, tx, o.ID)
	}
	switch {
	case err != nil:
		return err
	case !part.Funded && !p.AtDoor:
		return fault.New(fault.Conflict, "payment.not_paid")
	case !part.Funded:
		if err := Forgo(ctx, tx, gateways, &p, now); err != nil {
			return err
		}
	}
	if err := order.Advance(ctx, tx, o, order.Cancelled, by, reason, now, order.Clocks{ConfirmBy: order.Stopped, PackBy: order.Stopped}); err != nil {
		return err
	}
	if err := stock.Release(ctx, tx, o.ID); err != nil || !part.Funded {
		return err
	}
	_, err = GiveBackAll(ctx, tx, gateways, *o, Reason{Kind: CauseCancelled, ID: o.ID}, now)
	return err
}

// GiveBackAll asks everything back that is left of an order's money, goods and delivery.
func GiveBackAll(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, o order.Order, why Reason, now clock.Instant) ([]Refund, error) {
	all, err := Left(ctx, tx, o.ID)
	if err != nil {
		return nil, err
	}
	return GiveBackParts(ctx, tx, gateways, o, all, why, now)
}

// Parts are how much of an order's lines and of its delivery goes back, and who bears it
// (earning.BearEarner when empty).
type Parts struct {
	Lines    []earning.LineOff
	Shipping money.VND
	Bearer   string
}

// GiveBackParts asks parts of an order's money back: a difference of weight, a line that
// was spoiled. Taxes are taken back line by line; after the order was settled package
// earning takes the rest from who earned it. What a buyer paid to the seller the seller gives
// back, all of it ("earning.market_cannot" otherwise). It refuses with "earning.too_much",
// "tax.too_much" or "payment.refund_too_much" more than is left.
func GiveBackParts(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, o order.Order, parts Parts, why Reason, now clock.Instant) ([]Refund, error) {
	if before, err := RefundsFor(ctx, tx, o.ID, why); err != nil || len(before) > 0 {
		return before, err
	}
	r := earning.Refund{
		OrderID: o.ID, SellerID: o.SellerID, ShippingEarner: string(o.ShippingEarner), Cause: ledger.Cause{Kind: why.Kind, ID: why.ID},
		Lines: parts.Lines, Shipping: parts.Shipping, Bearer: parts.Bearer,
	}
	sum := r.Goods().Add(r.Shipping)
	if sum.IsZero() {
		return nil, nil
	}
	if o.Direct() {
		return giveBackDirect(ctx, tx, gateways, o, r, why, now)
	}
	if _, err := earning.TakeBack(ctx, tx, r, now); err != nil {
		return nil, err
	}
	if parts.Bearer != earning.BearMarket {
		offs := make([]tax.Off, 0, len(parts.Lines)+1)
		for _, l := range parts.Lines {
			offs = append(offs, tax.Off{OrderID: o.ID, LineID: l.LineID, Amount: l.Amount})
		}
		if o.ShippingEarner == order.EarnedBySeller {
			offs = append(offs, tax.Off{OrderID: o.ID, Amount: parts.Shipping})
		}
		if err := unwithhold(ctx, tx, why, offs, now); err != nil {
			return nil, err
		}
	}
	return GiveBack(ctx, tx, gateways, o.ID, sum, why, now)
}

// giveBackDirect asks parts back of an order whose seller has the money: the seller pays
// them, and no tax was withheld.
func giveBackDirect(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, o order.Order, r earning.Refund, why Reason, now clock.Instant) ([]Refund, error) {
	if _, _, err := LockOfOrder(ctx, tx, o.ID); err != nil {
		return nil, err
	}
	if err := earning.BackDirect(ctx, tx, r, rates(o), now); err != nil {
		return nil, err
	}
	return GiveBack(ctx, tx, gateways, o.ID, r.Goods().Add(r.Shipping), why, now)
}

// PaidNoteType is the type of the note that says that a payment is paid.
const PaidNoteType = "payment.paid"

// DoorNoteType is the type of the note that says that an order was placed which will be paid
// at the door; its body is a PaidNote.
const DoorNoteType = "payment.door"

// PaidNote is the body of that note.
type PaidNote struct {
	PaymentID string `json:"payment_id"`
	GroupID   string `json:"group_id"`
}
