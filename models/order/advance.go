package order

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// Clocks are the instants that a move sets beside the status; nil leaves one as it is,
// zero stops it.
type Clocks struct {
	ConfirmBy, PackBy, ShippedAt, DeliveredAt, CompleteAfter *clock.Instant
}

// Stopped is the value of a clock that no longer runs.
var Stopped = new(clock.Instant)

// Advance takes o to next and records who did it and why (a message key, never free text
// of another person). It refuses with "order.move" when no edge leads there, and with
// "order.moved" when somebody else moved the order first.
func Advance(ctx context.Context, tx *gorm.DB, o *Order, next Status, by actor.Actor, reason string, now clock.Instant, set Clocks) error {
	return advance(ctx, tx, []*Order{o}, next, by, reason, now, set)
}

// AdvanceAll is Advance for several orders that stand at one status: all move, or none.
func AdvanceAll(ctx context.Context, tx *gorm.DB, orders []Order, next Status, by actor.Actor, reason string, now clock.Instant, set Clocks) error {
	all := make([]*Order, len(orders))
	for i := range orders {
		all[i] = &orders[i]
	}
	return advance(ctx, tx, all, next, by, reason, now, set)
}

func advance(ctx context.Context, tx *gorm.DB, orders []*Order, next Status, by actor.Actor, reason string, now clock.Instant, set Clocks) error {
	if len(orders) == 0 {
		return nil
	}
	from := orders[0].Status
	ids, moves := make([]string, len(orders)), make([]Move, len(orders))
	for i, o := range orders {
		if !o.Status.CanBecome(next) || o.Status != from {
			return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
		}
		ids[i], moves[i] = o.ID, step(o.ID, from, next, by, reason, now)
	}
	res := tx.WithContext(ctx).Table("orders").Where("id IN ? AND status = ?", ids, from).Updates(set.columns(next, now))
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected != int64(len(orders)) {
		return fault.New(fault.Conflict, "order.moved")
	}
	if err := record(ctx, tx, moves); err != nil {
		return err
	}
	for _, o := range orders {
		set.onto(o, next, now)
		err := outbox.Add(ctx, tx, outbox.Note{Type: StatusNotes + string(next), Version: 1, Subject: o.ID, Body: Note{OrderID: o.ID, GroupID: o.GroupID}})
		if err != nil {
			return err
		}
	}
	return nil
}

// ended is when an order at a status ended: now, or not.
func ended(s Status, now clock.Instant) clock.Instant {
	if s.Ended() {
		return now
	}
	return 0
}

func (set Clocks) columns(next Status, now clock.Instant) map[string]any {
	columns := map[string]any{"status": next, "ended_at": ended(next, now)}
	for name, at := range map[string]*clock.Instant{
		"confirm_by": set.ConfirmBy, "pack_by": set.PackBy, "shipped_at": set.ShippedAt,
		"delivered_at": set.DeliveredAt, "complete_after": set.CompleteAfter,
	} {
		if at != nil {
			columns[name] = *at
		}
	}
	return columns
}

// onto shows o as its row is now.
func (set Clocks) onto(o *Order, next Status, now clock.Instant) {
	o.Status, o.EndedAt = next, ended(next, now)
	for _, c := range []struct{ to, at *clock.Instant }{
		{&o.ConfirmBy, set.ConfirmBy}, {&o.PackBy, set.PackBy}, {&o.ShippedAt, set.ShippedAt},
		{&o.DeliveredAt, set.DeliveredAt}, {&o.CompleteAfter, set.CompleteAfter},
	} {
		if c.at != nil {
			*c.to = *c.at
		}
	}
}

// StatusNotes begins the types of the notes that say where an order stands, with a Status
// behind it. GroupNote is the type of the one that a group leaves when it is placed.
const (
	StatusNotes = "order."
	GroupNote   = "group.placed"
)

// Note is the body of the outbox notes about an order.
type Note struct {
	OrderID string `json:"order_id"`
	GroupID string `json:"group_id"`
}

func step(orderID string, from, to Status, by actor.Actor, reason string, now clock.Instant) Move {
	who := by.Stamp()
	return Move{
		ID: db.NewID(), OrderID: orderID, FromStatus: from, ToStatus: to, ActorKind: who.Kind, ActorID: who.ID,
		OnBehalfOf: who.OnBehalfOf, Channel: who.Channel, Reason: reason, CreatedAt: now,
	}
}

func record(ctx context.Context, tx *gorm.DB, moves []Move) error {
	return db.Later(ctx, tx, nil).Create(&moves).Error
}
