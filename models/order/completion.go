package order

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Quiet is how long a delivered order waits for a complaint before it completes. In force
// since 2026-11-01.
const Quiet = 3 * 24 * time.Hour

// StopCompletion stops an order's last clock while something about it is open, and makes
// this transaction the only one at work on the order until it ends. It refuses with
// "order.moved" when the order is no longer where the caller saw it.
func StopCompletion(ctx context.Context, tx *gorm.DB, o *Order) error {
	return o.completeAfter(ctx, tx, 0)
}

// StartCompletion lets the last clock of a delivered order run until at. Of an order that
// is elsewhere it changes nothing but refuses, like StopCompletion, one that was moved.
func StartCompletion(ctx context.Context, tx *gorm.DB, o *Order, at clock.Instant) error {
	if o.Status != Delivered {
		at = 0
	}
	return o.completeAfter(ctx, tx, at)
}

func (o *Order) completeAfter(ctx context.Context, tx *gorm.DB, at clock.Instant) error {
	res := tx.WithContext(ctx).Table("orders").Where("id = ? AND status = ?", o.ID, o.Status).Update("complete_after", at)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "order.moved")
	}
	o.CompleteAfter = at
	return res.Error
}

// TakeCompletion stops the last clock of a delivered order if it has run out: who wins
// decides, in the same transaction, what becomes of the order.
func TakeCompletion(ctx context.Context, tx *gorm.DB, o *Order, now clock.Instant) (won bool, err error) {
	res := tx.WithContext(ctx).Table("orders").
		Where("id = ? AND status = ? AND complete_after > 0 AND complete_after <= ?", o.ID, Delivered, now).Update("complete_after", 0)
	if res.RowsAffected == 1 {
		o.CompleteAfter = 0
	}
	return res.RowsAffected == 1, res.Error
}
