package payment

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/payments"
)

// patience is how long a worker that took a refund in hand may stay silent before another
// asks the gateway what became of it.
const patience = 2 * time.Minute

// moveRefund takes r to next and sets the columns beside it. It reports won=false when the
// refund is no longer where the caller saw it.
func moveRefund(ctx context.Context, tx *gorm.DB, r *Refund, next RefundStatus, columns map[string]any) (won bool, err error) {
	if !slices.Contains(RefundEdges[r.Status], next) {
		return false, nil
	}
	columns["status"] = next
	res := tx.WithContext(ctx).Table("refunds").Where("id = ? AND status = ?", r.ID, r.Status).Updates(columns)
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	r.Status = next
	return true, nil
}

// TakeInHand claims a due refund for one worker, which then calls the gateway. Should the
// worker die, the refund comes up again after a while, to be asked about first.
func TakeInHand(ctx context.Context, tx *gorm.DB, r *Refund, now clock.Instant) (won bool, err error) {
	return moveRefund(ctx, tx, r, RefundSending, map[string]any{"poll_at": now.Add(patience), "polls": r.Polls + 1})
}

// Look claims a refund that is under way for one worker, which then asks the gateway.
func Look(ctx context.Context, tx *gorm.DB, r *Refund, caps payments.Capabilities, now clock.Instant) (won bool, err error) {
	res := tx.WithContext(ctx).Table("refunds").Where("id = ? AND status = ? AND poll_at = ?", r.ID, r.Status, r.PollAt).
		Updates(map[string]any{"poll_at": refundPollAt(caps, *r, now), "polls": r.Polls + 1})
	return res.RowsAffected == 1, res.Error
}

// refundPollAt is the first date of the gateway's schedule behind now; the last interval
// repeats for fourteen days, after which a person is asked.
func refundPollAt(caps payments.Capabilities, r Refund, now clock.Instant) clock.Instant {
	at := r.CreatedAt
	for _, after := range caps.RefundPollAfter {
		if d := r.CreatedAt.Add(after); d > now {
			return d
		}
		at = r.CreatedAt.Add(after)
	}
	if next := max(at, now).Add(24 * time.Hour); next < r.CreatedAt.Add(15*24*time.Hour) {
		return next
	}
	return 0
}

// Retry puts a refund that the gateway never took on back, to be sent again with the same
// reference.
func Retry(ctx context.Context, tx *gorm.DB, r *Refund, now clock.Instant) error {
	wait := min(time.Minute<<min(r.Polls, 8), 6*time.Hour)
	_, err := moveRefund(ctx, tx, r, RefundDue, map[string]any{"poll_at": now.Add(wait)})
	return err
}

// Process records that the gateway took the refund on and will finish it later.
func Process(ctx context.Context, tx *gorm.DB, r *Refund, res payments.RefundResult, caps payments.Capabilities, now clock.Instant) error {
	_, err := moveRefund(ctx, tx, r, RefundProcessing, map[string]any{"provider_ref": res.ProviderRef, "poll_at": refundPollAt(caps, *r, now)})
	return err
}

// Finish records that the buyer has the money: from is where it was paid from, evidence
// the provider's or the bank's reference. Finishing twice changes nothing.
func Finish(ctx context.Context, tx *gorm.DB, r *Refund, from ledger.Account, evidence string, now clock.Instant) error {
	won, err := moveRefund(ctx, tx, r, RefundDone, map[string]any{"poll_at": 0, "evidence": evidence, "done_at": now})
	if err != nil || !won {
		return err
	}
	err = tx.WithContext(ctx).Table("payments").Where("id = ?", r.PaymentID).
		Updates(map[string]any{"refunding": gorm.Expr("refunding - ?", r.Amount), "refunded": gorm.Expr("refunded + ?", r.Amount)}).Error
	if err != nil {
		return err
	}
	if err := closeTasks(ctx, tx, "refund_id = ?", r.ID, now); err != nil {
		return err
	}
	orderID := ""
	if r.OrderID != nil {
		orderID = *r.OrderID
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "refunded", ID: r.ID}, now,
		ledger.Posting{From: ledger.RefundTransit(r.ID), To: from, Amount: r.Amount, OrderID: orderID})
	if err != nil {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: "refund.done", Version: 1, Subject: r.PaymentID, Body: RefundNote{RefundID: r.ID, PaymentID: r.PaymentID}})
}

// Refuse records that the gateway will not give the money back: it becomes a transfer, and
// a person is told why.
func Refuse(ctx context.Context, tx *gorm.DB, r *Refund, why string, now clock.Instant) error {
	won, err := moveRefund(ctx, tx, r, RefundFailed, map[string]any{"poll_at": 0, "failure": why})
	if err != nil || !won {
		return err
	}
	if won, err = moveRefund(ctx, tx, r, RefundNeedsAccount, map[string]any{}); err != nil || !won {
		return err
	}
	return Ask(ctx, tx, Task{Kind: TaskTransfer, PaymentID: &r.PaymentID, RefundID: &r.ID, Amount: r.Amount, Note: why}, now)
}

// NameAccount stores, sealed, where the buyer wants a transfer to go; until the desk has
// sent it the buyer may correct it. It refuses with "payment.refund_closed".
func NameAccount(ctx context.Context, tx *gorm.DB, r *Refund, sealed string) error {
	res := tx.WithContext(ctx).Table("refunds").
		Where("id = ? AND status IN ?", r.ID, []RefundStatus{RefundNeedsAccount, RefundSending}).
		Where("gateway = ? AND poll_at = 0", r.Gateway).
		Updates(map[string]any{"account_sealed": sealed, "status": RefundSending})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "payment.refund_closed")
	}
	r.AccountSealed, r.Status = sealed, RefundSending
	return nil
}
