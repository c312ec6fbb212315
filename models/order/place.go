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

// Draft is an order and its lines before they are written; ids and codes are set.
type Draft struct {
	Order Order
	Lines []Line
}

// Sale is a group as it was written, with its orders, their lines and the first row of
// each history: what Find, Lines and History would read.
type Sale struct {
	Group  Group
	Orders []Order
	Lines  []Line
	Moves  []Move
}

// Create writes a group with its orders, each placed, with the first row of its history.
// Totals of lines and orders must agree; the caller computed them. A cart makes one group:
// the unique key on cart_id ends the transaction of a second.
// Who was erased meanwhile is refused with fault.Unauthenticated "session.needed".
func Create(ctx context.Context, tx *gorm.DB, g Group, drafts []Draft, by actor.Actor, now clock.Instant) (Sale, error) {
	s := Sale{Group: g, Orders: make([]Order, len(drafts)), Moves: make([]Move, len(drafts))}
	for i, d := range drafts {
		s.Orders[i] = d.Order
		s.Moves[i] = step(d.Order.ID, "", Placed, by, "", now)
		s.Lines = append(s.Lines, d.Lines...)
	}
	if err := db.Later(ctx, tx, erased).Create(&s.Group).Error; err != nil {
		return s, err
	}
	for _, rows := range []any{&s.Orders, &s.Lines} {
		if err := db.Later(ctx, tx, nil).Create(rows).Error; err != nil {
			return s, err
		}
	}
	if err := record(ctx, tx, s.Moves); err != nil {
		return s, err
	}
	return s, outbox.Add(ctx, tx, outbox.Note{Type: GroupNote, Version: 1, Subject: g.ID, Body: Note{GroupID: g.ID}})
}

// erased reads why the database does not take a group: its person is gone.
func erased(err error) error {
	if db.IsCheck(err) {
		return fault.New(fault.Unauthenticated, "session.needed").From(err)
	}
	return err
}

// NewLine gives a line its id.
func NewLine(orderID string, position int) Line {
	return Line{ID: db.NewID(), OrderID: orderID, Position: position, PackedQuantity: Unpacked}
}
