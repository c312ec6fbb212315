package payment

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

// moveRefund takes r to next and sets the columns beside it. It reports won=false when no
// edge leads there, or the refund is no longer where the caller saw it.
func moveRefund(ctx context.Context, tx *gorm.DB, r *Refund, next RefundStatus, columns map[string]any) (won bool, err error) {
	if !r.Status.CanBecome(next) {
		return false, nil
	}
	columns["status"] = next
	res := tx.WithContext(ctx).Table("refunds").
		Where("id = ? AND status = ? AND poll_at = ? AND COALESCE(transfer_id, '') = ?", r.ID, r.Status, r.PollAt, r.transfer()).Updates(columns)
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	r.Status = next
	if at, ok := columns["poll_at"].(clock.Instant); ok {
		r.PollAt = at
	}
	return true, nil
}

// TakeInHand claims a due refund for one worker, which then calls the gateway. Should the
// worker die, the refund comes up again after a while, to be asked about first.
func TakeInHand(ctx context.Context, tx *gorm.DB, r *Refund, now clock.Instant) (won bool, err error) {
	return moveRefund(ctx, tx, r, RefundSending, map[string]any{"poll_at": now.Add(patience), "polls": r.Polls + 1})
}

// Look claims a refund that is under way for one worker, which then asks the gateway. A
// gateway that has not finished after a fortnight is asked on, once a day, and a person
// is told.
func Look(ctx context.Context, tx *gorm.DB, r *Refund, caps payments.Capabilities, now clock.Instant) (won bool, err error) {
	next := refundPollAt(caps, *r, now)
	res := tx.WithContext(ctx).Table("refunds").Where("id = ? AND status = ? AND poll_at = ?", r.ID, r.Status, r.PollAt).
		Updates(map[string]any{"poll_at": next, "polls": r.Polls + 1})
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	r.PollAt = next
	if now >= r.CreatedAt.Add(fortnight) {
		err = ReviewRefund(ctx, tx, *r, "refund_silent", now)
	}
	return true, err
}

const (
	// patience is how long a worker that took a refund in hand may stay silent before
	// another asks the gateway what became of it.
	patience  = 2 * time.Minute
	fortnight = 14 * 24 * time.Hour
)

// refundPollAt is the first date of the gateway's schedule behind now; after its last one
// the gateway is asked every day. A refund that a gateway has in hand always has a date:
// one without is in a person's hand.
func refundPollAt(caps payments.Capabilities, r Refund, now clock.Instant) clock.Instant {
	for _, after := range caps.RefundPollAfter {
		if d := r.CreatedAt.Add(after); d > now {
			return d
		}
	}
	return now.Add(24 * time.Hour)
}

// Retry puts a refund that the gateway plainly did not take on back, to be sent again with
// the same reference. After a fortnight it is a transfer by hand: the buyer has waited
// long enough.
func Retry(ctx context.Context, tx *gorm.DB, r *Refund, now clock.Instant) error {
	if now >= r.CreatedAt.Add(fortnight) {
		return Refuse(ctx, tx, r, "gateway_away", now)
	}
	wait := time.Minute << min(r.Polls, 8)
	_, err := moveRefund(ctx, tx, r, RefundDue, map[string]any{"poll_at": now.Add(wait)})
	return err
}

// Process records that the gateway took the refund on and will finish it later.
func Process(ctx context.Context, tx *gorm.DB, r *Refund, res payments.RefundResult, caps payments.Capabilities, now clock.Instant) error {
	_, err := moveRefund(ctx, tx, r, RefundProcessing, map[string]any{"provider_ref": res.ProviderRef, "poll_at": refundPollAt(caps, *r, now)})
	return err
}

// NameAccount stores, sealed, where the buyer wants a transfer to go; until it is in a
// file for the bank, or the desk has sent it, the buyer may correct it. It refuses with "payment.refund_closed".
func NameAccount(ctx context.Context, tx *gorm.DB, r *Refund, sealed string) error {
	res := tx.WithContext(ctx).Table("refunds").Where("id = ? AND status IN ('needs_account', 'sending') AND poll_at = 0 AND transfer_id IS NULL", r.ID).
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
