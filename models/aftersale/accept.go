package aftersale

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// Accept is the buyer's yes to the seller's answer: what was offered goes back, and a "no"
// is let stand. Accepting again changes nothing. It refuses with "complaint.unknown" what
// is not the buyer's, and with "complaint.move" what has not been answered or is over.
func (a *Aftersale) Accept(ctx context.Context, by Buyer, idOrCode string) (t complaint.Ticket, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		ticket, o, err := a.take(ctx, tx, by, idOrCode, complaint.ByBuyer)
		if err != nil {
			return err
		}
		t = ticket
		if t.State == complaint.Agreed {
			return nil
		}
		return a.accept(ctx, tx, &t, &o, by, "complaint.accepted")
	})
	return t, err
}

// accept takes the offer that counts.
func (a *Aftersale) accept(ctx context.Context, tx *gorm.DB, t *complaint.Ticket, o *order.Order, by actor.Actor, reason string) error {
	offer, found, err := complaint.LastOffer(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	if !found || t.State != complaint.Answered {
		return fault.New(fault.Conflict, "complaint.move").With("state", string(t.State))
	}
	if offer.No() {
		return a.letBe(ctx, tx, t, o, complaint.Rejected, by, reason)
	}
	left, err := payment.Left(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	parts, err := termsOf(offer, left)
	if err != nil {
		return err
	}
	parts.Bearer = earning.BearSeller
	return a.agree(ctx, tx, t, o, parts, by, reason)
}

// Insist calls the desk: the buyer does not take the seller's answer. Insisting again
// changes nothing. It refuses with "complaint.unknown" what is not the buyer's, and with
// "complaint.move" what has not been answered yet or is over.
func (a *Aftersale) Insist(ctx context.Context, by Buyer, idOrCode string) (t complaint.Ticket, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		ticket, _, err := a.take(ctx, tx, by, idOrCode, complaint.ByBuyer)
		if err != nil {
			return err
		}
		t = ticket
		switch t.State {
		case complaint.Escalated:
			return nil
		case complaint.Answered:
			now := a.Now()
			return complaint.Advance(ctx, tx, &t, complaint.Escalated, workingDays(now, DecideWithin), complaint.Verdict{}, by, "complaint.insisted", now)
		}
		return fault.New(fault.Conflict, "complaint.move").With("state", string(t.State))
	})
	return t, err
}

// LetBe is the buyer's end of a complaint: what is still open is taken back, what was
// decided is closed. Doing so again changes nothing. It refuses with "complaint.unknown"
// what is not the buyer's.
func (a *Aftersale) LetBe(ctx context.Context, by Buyer, idOrCode string) (t complaint.Ticket, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		ticket, o, err := a.take(ctx, tx, by, idOrCode, complaint.ByBuyer)
		if err != nil {
			return err
		}
		t = ticket
		switch {
		case t.State == complaint.Closed:
			return nil
		case t.State.Live():
			return a.letBe(ctx, tx, &t, &o, complaint.Closed, by, "complaint.withdrawn")
		}
		return complaint.Advance(ctx, tx, &t, complaint.Closed, 0, complaint.Verdict{}, by, "", a.Now())
	})
	return t, err
}
