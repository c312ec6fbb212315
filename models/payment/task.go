package payment

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Ask leaves a task for the desk.
func Ask(ctx context.Context, tx *gorm.DB, t Task, now clock.Instant) error {
	t.ID, t.State, t.CreatedAt = db.NewID(), "open", now
	return tx.WithContext(ctx).Create(&t).Error
}

// askOnce is Ask for a matter that may come up again while it is open.
func askOnce(ctx context.Context, tx *gorm.DB, t Task, now clock.Instant) error {
	q := tx.WithContext(ctx).Table("money_tasks").Where("state = 'open' AND kind = ? AND note = ?", t.Kind, t.Note)
	if t.RefundID != nil {
		q = q.Where("refund_id = ?", *t.RefundID)
	} else if t.PaymentID != nil {
		q = q.Where("payment_id = ?", *t.PaymentID)
	}
	var open int64
	if err := q.Count(&open).Error; err != nil || open > 0 {
		return err
	}
	return Ask(ctx, tx, t, now)
}

// Review asks a person to look at news of a payment that does not fit; note says which.
func Review(ctx context.Context, tx *gorm.DB, paymentID string, amount money.VND, note string, now clock.Instant) error {
	return askOnce(ctx, tx, Task{Kind: TaskReview, PaymentID: &paymentID, Amount: amount, Note: note}, now)
}

// ReviewRefund is Review for a refund.
func ReviewRefund(ctx context.Context, tx *gorm.DB, r Refund, note string, now clock.Instant) error {
	return askOnce(ctx, tx, Task{Kind: TaskReview, PaymentID: &r.PaymentID, RefundID: &r.ID, Amount: r.Amount, Note: note}, now)
}

// UnderReview reports whether a person is asked about a refund.
func UnderReview(ctx context.Context, q *gorm.DB, refundID string) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("money_tasks").Where("refund_id = ? AND kind = 'review' AND state = 'open'", refundID).Count(&n).Error
	return n > 0, err
}

// Reviewed ends the question about a refund: a person has answered it.
func Reviewed(ctx context.Context, tx *gorm.DB, refundID string, now clock.Instant) error {
	return closeTasks(ctx, tx, "kind = 'review' AND refund_id = ?", refundID, now)
}

// byDeed are the tasks that no word closes.
var byDeed = []TaskKind{TaskTransfer, TaskUnmatched, TaskTwin, TaskSilent, TaskDoor}

// ByDeed reports whether only a deed or a fact ends a task of the kind, and no word of a
// person does.
func (k TaskKind) ByDeed() bool { return slices.Contains(byDeed, k) }

// TransferTask is the open task in which a refund is transferred by hand, or "".
func TransferTask(ctx context.Context, q *gorm.DB, refundID string) (id string, err error) {
	err = q.WithContext(ctx).Table("money_tasks").Select("id").Where("refund_id = ? AND kind = 'transfer' AND state = 'open' AND seller_id IS NULL", refundID).
		Limit(1).Scan(&id).Error
	return id, err
}

// CloseTask records that a person dealt with a task. It refuses with "payment.task_closed"
// and, where only a deed or a fact ends it (a refund that is transferred, a transfer that is
// matched, sent back or judged, a parcel that is paid or came back, a source that speaks
// again), with "payment.task_deed".
func CloseTask(ctx context.Context, tx *gorm.DB, id, note, personID string, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("money_tasks").Where("id = ? AND state = 'open' AND kind NOT IN ?", id, byDeed).
		Updates(map[string]any{"state": "done", "note": note, "done_by": personID, "done_at": now})
	if res.Error != nil || res.RowsAffected == 1 {
		return res.Error
	}
	var open int64
	err := tx.WithContext(ctx).Table("money_tasks").Where("id = ? AND state = 'open'", id).Count(&open).Error
	switch {
	case err != nil:
		return err
	case open == 1:
		return fault.New(fault.Conflict, "payment.task_deed")
	}
	return fault.New(fault.Conflict, "payment.task_closed")
}

// Complete ends the task about short money of a payment: the rest, or another part, came.
func Complete(ctx context.Context, tx *gorm.DB, paymentID string, now clock.Instant) error {
	return closeTasks(ctx, tx, "kind = 'under' AND payment_id = ?", paymentID, now)
}

// Agree ends the question about an amount that did not fit: the gateway's books say what
// is true, and it is written down.
func Agree(ctx context.Context, tx *gorm.DB, paymentID string, now clock.Instant) error {
	return closeTasks(ctx, tx, "kind = 'review' AND note = 'amount' AND payment_id = ?", paymentID, now)
}

// closeTasks ends the tasks that a fact has dealt with.
func closeTasks(ctx context.Context, tx *gorm.DB, where, id string, now clock.Instant) error {
	return tx.WithContext(ctx).Table("money_tasks").Where(where+" AND state = 'open'", id).
		Updates(map[string]any{"state": "done", "done_at": now}).Error
}

// closeRefundTasks ends the tasks about a refund that is done. The evidence stays on them:
// a refund that comes back later loses its own.
func closeRefundTasks(ctx context.Context, tx *gorm.DB, refundID, evidence string, now clock.Instant) error {
	return tx.WithContext(ctx).Exec(`UPDATE money_tasks SET state = 'done', done_at = ?,
		note = CASE note WHEN '' THEN ? ELSE note || ' / ' || ? END WHERE refund_id = ? AND state = 'open'`,
		now, evidence, evidence, refundID).Error
}
