package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// Doubt records that nobody knows whether a live attempt brings money: it is being
// checked, and the buyer must not pay again.
func Doubt(ctx context.Context, tx *gorm.DB, a *Attempt) error {
	return doubt(ctx, tx, a, AttemptCreating, AttemptOpen)
}

// Suspect records news of an attempt that does not fit: whatever it was thought to be, it
// is being checked, and its gateway is asked as soon as it may be.
func Suspect(ctx context.Context, tx *gorm.DB, a *Attempt, caps payments.Capabilities, now clock.Instant) error {
	if err := doubt(ctx, tx, a, AttemptChecking.before()...); err != nil || !caps.Query {
		return err
	}
	soon := max(now, a.AskedAt.Add(caps.PollGap))
	return tx.WithContext(ctx).Table("attempts").Where("id = ? AND (poll_at = 0 OR poll_at > ?)", a.ID, soon).Update("poll_at", soon).Error
}

func doubt(ctx context.Context, tx *gorm.DB, a *Attempt, from ...AttemptStatus) error {
	// The payment's row first, as everywhere.
	err := tx.WithContext(ctx).Exec(`UPDATE payments SET status = 'checking' WHERE id = ? AND status = 'due'
		AND EXISTS (SELECT 1 FROM attempts WHERE id = ? AND status IN ?)`, a.PaymentID, a.ID, from).Error
	if err != nil {
		return err
	}
	return settle(ctx, tx, a, AttemptChecking, "", from...)
}

// Fail records that the attempt brought no money: why is a payments.Decline or a code of
// the provider. A payment that was being checked is due again when no other attempt is
// in doubt.
func Fail(ctx context.Context, tx *gorm.DB, a *Attempt, as AttemptStatus, why string) error {
	err := tx.WithContext(ctx).Exec(`UPDATE payments SET status = 'due' WHERE id = ? AND status = 'checking'
		AND NOT EXISTS (SELECT 1 FROM attempts WHERE payment_id = ? AND status = 'checking' AND id <> ?)`, a.PaymentID, a.PaymentID, a.ID).Error
	if err != nil {
		return err
	}
	return settle(ctx, tx, a, as, why, Live...)
}

// settle moves an attempt if it stands where expected; otherwise it leaves it alone.
func settle(ctx context.Context, tx *gorm.DB, a *Attempt, to AttemptStatus, why string, from ...AttemptStatus) error {
	res := settled(tx.WithContext(ctx), a.ID, to, why, from)
	if res.RowsAffected == 1 {
		a.Status, a.Failure = to, why
	}
	return res.Error
}

func settled(q *gorm.DB, id string, to AttemptStatus, why string, from []AttemptStatus) *gorm.DB {
	columns := map[string]any{"status": to, "failure": why}
	switch to {
	case AttemptSucceeded:
		// Of what was in doubt the gateway's own books are read all the same.
		columns["poll_at"] = gorm.Expr("CASE WHEN status = 'checking' THEN poll_at ELSE 0 END")
	case AttemptFailed, AttemptCancelled:
		// What a buyer had in hand can go through after all, and the news of it can get lost.
		columns["poll_at"] = gorm.Expr("CASE WHEN status = 'checking' THEN poll_at WHEN status = 'open' AND poll_at > 0 THEN expires_at + ? ELSE 0 END",
			afterEnd[0].Milliseconds())
	}
	return q.Table("attempts").Where("id = ? AND status IN ?", id, from).Updates(columns)
}
