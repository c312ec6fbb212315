package complaint

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// Begin opens a complaint about lines of an order; the seller answers until due. The
// caller has checked that the lines are the order's, and keeps the order from completing.
// It refuses with "complaint.already" while another one about the order is open.
func Begin(ctx context.Context, tx *gorm.DB, o order.Order, reason Reason, wish Wish, lineIDs []string, due clock.Instant, by actor.Actor, now clock.Instant) (Ticket, error) {
	t := Ticket{
		ID: db.NewID(), Code: code.New(), OrderID: o.ID, GroupID: o.GroupID, SellerID: o.SellerID, Reason: reason, Wish: wish,
		State: Open, DueAt: due, CreatedAt: now,
	}
	if _, already, err := LiveOf(ctx, tx, o.ID); err != nil || already {
		if err == nil {
			err = fault.New(fault.Conflict, "complaint.already")
		}
		return t, err
	}
	err := tx.WithContext(ctx).Create(&t).Error
	if db.IsDuplicate(err) {
		return t, fault.New(fault.Conflict, "complaint.already").From(err)
	}
	if err != nil {
		return t, err
	}
	lines := make([]Line, len(lineIDs))
	for i, id := range lineIDs {
		lines[i] = Line{TicketID: t.ID, LineID: id}
	}
	if len(lines) > 0 {
		if err := tx.WithContext(ctx).Create(&lines).Error; err != nil {
			return t, err
		}
	}
	return t, record(ctx, tx, t, "", by, "", now)
}

// record writes the move that brought t to its state, and tells of it.
func record(ctx context.Context, tx *gorm.DB, t Ticket, from State, by actor.Actor, reason string, now clock.Instant) error {
	who := by.Stamp()
	err := tx.WithContext(ctx).Create(&Move{
		ID: db.NewID(), TicketID: t.ID, FromState: from, ToState: t.State, ActorKind: who.Kind, ActorID: who.ID,
		OnBehalfOf: who.OnBehalfOf, Channel: who.Channel, Reason: reason, CreatedAt: now,
	}).Error
	if err != nil {
		return err
	}
	return tell(ctx, tx, t)
}

// tell leaves the note of where t stands.
func tell(ctx context.Context, tx *gorm.DB, t Ticket) error {
	return outbox.Add(ctx, tx, outbox.Note{Type: StateNotes + string(t.State), Version: 1, Subject: t.ID, Body: t.note()})
}
