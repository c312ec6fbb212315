package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Ask leaves a task for the desk.
func Ask(ctx context.Context, tx *gorm.DB, t Task, now clock.Instant) error {
	t.ID, t.State, t.CreatedAt = db.NewID(), "open", now
	return tx.WithContext(ctx).Create(&t).Error
}

// CloseTask records that a person dealt with a task. It refuses with "payment.task_closed".
func CloseTask(ctx context.Context, tx *gorm.DB, id, note, personID string, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("money_tasks").Where("id = ? AND state = 'open'", id).
		Updates(map[string]any{"state": "done", "note": note, "done_by": personID, "done_at": now})
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "payment.task_closed")
	}
	return res.Error
}

// Complete ends the task about short money of a payment: the rest, or another part, came.
func Complete(ctx context.Context, tx *gorm.DB, paymentID string, now clock.Instant) error {
	return closeTasks(ctx, tx, "kind = 'under' AND payment_id = ?", paymentID, now)
}

// closeTasks ends the tasks that a fact has dealt with.
func closeTasks(ctx context.Context, tx *gorm.DB, where, id string, now clock.Instant) error {
	return tx.WithContext(ctx).Table("money_tasks").Where(where+" AND state = 'open'", id).
		Updates(map[string]any{"state": "done", "done_at": now}).Error
}
