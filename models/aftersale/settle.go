package aftersale

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// AgreedReason is why an order goes on, or ends, after a complaint that was right.
const AgreedReason = "complaint.agreed"

// agree ends a complaint for the buyer: parts go back, borne by bearer; then the order
// goes where the rest of its money says. The caller has taken the order's row.
func (a *Aftersale) agree(ctx context.Context, tx *gorm.DB, t *complaint.Ticket, o *order.Order, parts payment.Parts, by actor.Actor, reason string) error {
	now := a.Now()
	left, err := payment.Left(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	whole := parts.Goods().Positive() && parts.Goods() == left.Goods()
	if parts.Bearer == earning.BearMarket && !arrived(*o) && (o.Status != order.Shipped || !whole) {
		// The seller would be paid for goods that are still to be sent, or may come back.
		return fault.New(fault.Conflict, "complaint.market_too_early").On("bearer")
	}
	if !arrived(*o) && parts.Bearer == earning.BearSeller {
		parts.Bearer = earning.BearEarner // nobody has earned anything yet, so each just gets less
	}
	if whole && o.Status == order.Packed {
		parts.Lines, parts.Shipping = left.Lines, left.Shipping // nothing was sent: the delivery goes back too
	}
	v := complaint.Verdict{Refund: parts.Sum(), Bearer: parts.Bearer}
	if v.Refund.IsZero() {
		v.Bearer = ""
	}
	if err := complaint.Advance(ctx, tx, t, complaint.Agreed, now.Add(complaint.KeepOpen), v, by, reason, now); err != nil {
		return err
	}
	if _, err := payment.GiveBackParts(ctx, tx, a.Gateways, *o, parts, payment.Reason{Kind: payment.CauseComplaint, ID: t.ID}, now); err != nil {
		return err
	}
	return a.goOn(ctx, tx, o, whole, parts.Bearer == earning.BearMarket, by, now)
}

func arrived(o order.Order) bool { return o.Status == order.Delivered || o.Status == order.Completed }

// goOn takes an order on from a complaint that was right. Goods that are all paid back end
// it: returned, or cancelled when they never left. Delivered goods with money left
// complete it. What is still on its way goes on.
func (a *Aftersale) goOn(ctx context.Context, tx *gorm.DB, o *order.Order, whole, byMarket bool, by actor.Actor, now clock.Instant) error {
	if waits, err := collection.Waits(ctx, tx, *o); err != nil {
		return err
	} else if waits { // what is left is earned when the carrier has handed the cash over
		return order.StartCompletion(ctx, tx, o, now)
	}
	next := order.Status("")
	switch {
	case o.Status == order.Delivered && (!whole || byMarket):
		next = order.Completed
	case whole && (o.Status == order.Delivered || o.Status == order.Shipped):
		next = order.Returned
	case whole && o.Status == order.Packed:
		next = order.Cancelled
	default:
		return nil
	}
	if next == order.Cancelled {
		if err := order.Restock(ctx, tx, *o, by, now); err != nil {
			return err
		}
	}
	if err := order.Advance(ctx, tx, o, next, by, AgreedReason, now, order.Clocks{CompleteAfter: order.Stopped}); err != nil {
		return err
	}
	_, err := payment.Settle(ctx, tx, *o, now)
	return err
}

// letBe ends a complaint without money: the order's last clock runs again.
func (a *Aftersale) letBe(ctx context.Context, tx *gorm.DB, t *complaint.Ticket, o *order.Order, next complaint.State, by actor.Actor, reason string) error {
	now := a.Now()
	if err := complaint.Advance(ctx, tx, t, next, now.Add(complaint.KeepOpen), complaint.Verdict{}, by, reason, now); err != nil {
		return err
	}
	return order.StartCompletion(ctx, tx, o, max(now, o.DeliveredAt.Add(order.Quiet)))
}

// take finds the ticket and its order for a verb that may move both.
func (a *Aftersale) take(ctx context.Context, tx *gorm.DB, by actor.Actor, idOrCode string, want complaint.Author) (complaint.Ticket, order.Order, error) {
	t, at, err := side(ctx, tx, by, idOrCode)
	if err == nil && at != want {
		err = fault.New(fault.NotFound, "complaint.unknown")
	}
	if err != nil {
		return t, order.Order{}, err
	}
	return hold(ctx, tx, t)
}

// hold takes the order's row of an open complaint, so that all who move either come one
// after the other, and reads the ticket as it is then.
func hold(ctx context.Context, tx *gorm.DB, t complaint.Ticket) (complaint.Ticket, order.Order, error) {
	o, err := order.Find(ctx, tx, t.OrderID)
	if err != nil || !t.State.Live() {
		return t, o, err
	}
	if err := order.StopCompletion(ctx, tx, &o); err != nil {
		return t, o, err
	}
	now, err := complaint.Find(ctx, tx, t.ID)
	if err == nil && now.State != t.State {
		// Whoever ended it has started the order's clock, which must not stand stopped.
		err = fault.New(fault.Conflict, "complaint.moved")
	}
	return now, o, err
}
