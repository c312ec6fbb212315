package order

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/outbox"
)

// Draft is an order and its lines before they are written; ids and codes are set.
type Draft struct {
	Order Order
	Lines []Line
}

// Create writes a group with its orders, each placed, with the first row of its history.
// Totals of lines and orders must agree; the caller computed them. A cart that was spent
// already makes the unique key on cart_id fail, which the caller reads as "placed before".
func Create(ctx context.Context, tx *gorm.DB, g Group, drafts []Draft, by actor.Actor, now clock.Instant) error {
	if err := tx.WithContext(ctx).Create(&g).Error; err != nil {
		return err
	}
	orders := make([]Order, len(drafts))
	moves := make([]Move, len(drafts))
	var lines []Line
	for i, d := range drafts {
		orders[i] = d.Order
		moves[i] = step(d.Order.ID, "", Placed, by, "", now)
		lines = append(lines, d.Lines...)
	}
	if err := tx.WithContext(ctx).Create(&orders).Error; err != nil {
		return err
	}
	if err := tx.WithContext(ctx).Create(&lines).Error; err != nil {
		return err
	}
	if err := record(ctx, tx, moves); err != nil {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: "group.placed", Version: 1, Subject: g.ID, Body: Note{GroupID: g.ID}})
}

// NewLine gives a line its id.
func NewLine(orderID string, position int) Line {
	return Line{ID: db.NewID(), OrderID: orderID, Position: position, PackedQuantity: Unpacked}
}
