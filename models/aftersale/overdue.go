package aftersale

import (
	"context"
	"errors"
	"log/slog"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// batch is how many complaints one run of the clock looks at.
const batch = 200

// DueTickets acts on complaints on which somebody should have acted: see the package's
// own comment for what silence means in each state.
func (a *Aftersale) DueTickets(ctx context.Context) error {
	due, err := complaint.Due(ctx, a.DB.Read(ctx), a.Now(), batch)
	if err != nil {
		return err
	}
	var all error
	for _, t := range due {
		err := a.act(ctx, func(tx *gorm.DB) error { return a.overdue(ctx, tx, t.ID) })
		if err != nil && !fault.Is(err, fault.Conflict) {
			a.log().ErrorContext(ctx, "a clock could not move a complaint", "ticket", t.ID, "error", err)
			all = errors.Join(all, err)
		}
	}
	return all
}

func (a *Aftersale) overdue(ctx context.Context, tx *gorm.DB, id string) error {
	t, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return err
	}
	t, o, err := hold(ctx, tx, t)
	if err != nil {
		return err
	}
	now, by := a.Now(), actor.System{Job: "due_tickets", Channel: actor.Worker}
	if t.DueAt == 0 || t.DueAt > now {
		return fault.New(fault.Conflict, "complaint.move") // somebody acted: the row goes back as it was
	}
	switch t.State {
	case complaint.Open:
		return complaint.Advance(ctx, tx, &t, complaint.Escalated, workingDays(now, DecideWithin), complaint.Verdict{}, by, "complaint.unanswered", now)
	case complaint.Answered:
		return a.accept(ctx, tx, &t, &o, by, "complaint.silent")
	case complaint.Escalated:
		return a.undecided(ctx, tx, &t, &o, by)
	}
	return complaint.Advance(ctx, tx, &t, complaint.Closed, 0, complaint.Verdict{}, by, "", now)
}

// undecided is a desk that stayed silent: the buyer gets what the complaint asks for. The
// seller bears it who never answered, whose goods never arrived, or who has the money; else the
// market does.
func (a *Aftersale) undecided(ctx context.Context, tx *gorm.DB, t *complaint.Ticket, o *order.Order, by actor.Actor) error {
	left, err := payment.Left(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	parts, err := claimed(ctx, tx, *t, *o, left)
	if err != nil {
		return err
	}
	_, answered, err := complaint.LastOffer(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	parts.Bearer = earning.BearEarner
	if answered && arrived(*o) && !o.Direct() {
		parts.Bearer = earning.BearMarket
	}
	return a.agree(ctx, tx, t, o, parts, by, "complaint.undecided")
}

func (a *Aftersale) log() *slog.Logger {
	if a.Log != nil {
		return a.Log
	}
	return slog.Default()
}
