package aftersale

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// View is a complaint as its buyer, its seller and the desk see it.
type View struct {
	Ticket complaint.Ticket
	Order  order.Order
	Lines  []order.Line // those that it is about
	Talk   []complaint.Message
	Steps  []complaint.Move
	Offer  *complaint.Offer // the one that counts; nil before the seller answered
	Left   payment.Parts    // what could still go back of the order
	Side   complaint.Author // on which the reader stands
}

// Show reads a complaint. It refuses with "complaint.unknown" one that is not by's.
func (a *Aftersale) Show(ctx context.Context, by actor.Actor, idOrCode string) (v View, err error) {
	q := a.DB.Read(ctx)
	if v.Ticket, v.Side, err = side(ctx, q, by, idOrCode); err != nil {
		return v, err
	}
	if v.Order, err = order.Find(ctx, q, v.Ticket.OrderID); err != nil {
		return v, err
	}
	named, err := complaint.Lines(ctx, q, v.Ticket.ID)
	if err != nil {
		return v, err
	}
	if v.Lines, err = about(ctx, q, v.Order, named); err != nil {
		return v, err
	}
	if v.Talk, err = complaint.Talk(ctx, q, v.Ticket.ID); err != nil {
		return v, err
	}
	if v.Steps, err = complaint.History(ctx, q, v.Ticket.ID); err != nil {
		return v, err
	}
	o, found, err := complaint.LastOffer(ctx, q, v.Ticket.ID)
	if found {
		v.Offer = &o
	}
	if err == nil {
		v.Left, err = payment.Left(ctx, q, v.Order.ID)
	}
	return v, err
}
