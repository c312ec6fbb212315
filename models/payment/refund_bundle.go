package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
)

// BankFailed is why a transfer came back that the account is not to blame for.
const BankFailed = "bank_failed"

// Bundle is the refunds of one payment that wait for a transfer to the same account.
type Bundle struct {
	PaymentID     string
	AccountSealed string
}

// Bundles lists what waits for a transfer and whose buyer has said where to, behind the
// one given. Differences of weight wait for those of the other orders of their purchase,
// until all of it is packed, but only for those who asked after patient: so that a buyer
// is given one sum and not five. What sellers collected they give back themselves.
func Bundles(ctx context.Context, q *gorm.DB, patient clock.Instant, after Bundle, limit int) ([]Bundle, error) {
	var rows []Bundle
	err := q.WithContext(ctx).Raw(`SELECT r.payment_id, r.account_sealed FROM refunds r
		WHERE r.status = 'sending' AND r.poll_at = 0 AND r.transfer_id IS NULL AND (r.payment_id, r.account_sealed) > (?, ?)
		AND EXISTS (SELECT 1 FROM payments p WHERE p.id = r.payment_id AND p.collector_id IS NULL)
		AND NOT (r.cause_kind = ? AND r.created_at > ? AND EXISTS (SELECT 1 FROM allocations a JOIN orders o ON o.id = a.order_id
			WHERE a.payment_id = r.payment_id AND a.funded AND o.status IN ('placed', 'confirmed')))
		GROUP BY r.payment_id, r.account_sealed ORDER BY r.payment_id, r.account_sealed LIMIT ?`,
		after.PaymentID, after.AccountSealed, CauseWeight, patient, limit).Scan(&rows).Error
	return rows, err
}

// Waiting are the refunds of a bundle, oldest first.
func (b Bundle) Waiting(ctx context.Context, q *gorm.DB) ([]Refund, error) {
	var rows []Refund
	return rows, q.WithContext(ctx).Where("payment_id = ? AND account_sealed = ? AND status = 'sending' AND poll_at = 0 AND transfer_id IS NULL", b.PaymentID, b.AccountSealed).
		Order("created_at, id").Find(&rows).Error
}

// Load puts a refund that waits for a transfer into one. It refuses with
// "payment.refund_closed" when it waits no longer, or for another account.
func Load(ctx context.Context, tx *gorm.DB, r *Refund, transferID string) error {
	res := tx.WithContext(ctx).Table("refunds").
		Where("id = ? AND status = 'sending' AND poll_at = 0 AND transfer_id IS NULL AND account_sealed = ?", r.ID, r.AccountSealed).
		Update("transfer_id", transferID)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "payment.refund_closed")
	}
	r.TransferID = &transferID
	return nil
}

// Carried are the refunds that a transfer carries, oldest first.
func Carried(ctx context.Context, q *gorm.DB, transferID string) ([]Refund, error) {
	var rows []Refund
	return rows, q.WithContext(ctx).Where("transfer_id = ?", transferID).Order("created_at, id").Find(&rows).Error
}

// Arrive records that the bank has transferred a refund that was in its file. It refuses
// with "payment.refund_closed" a refund that is not on its way.
func Arrive(ctx context.Context, tx *gorm.DB, r *Refund, bankRef string, now clock.Instant) error {
	won, err := Finish(ctx, tx, r, ledger.Bank(), bankRef, now)
	if err == nil && !won {
		err = fault.New(fault.Conflict, "payment.refund_closed")
	}
	return err
}

// Unload takes a refund out of the transfer that did not arrive. Where the bank itself is
// to blame it waits for the next file, else the buyer is asked for an account once more.
func Unload(ctx context.Context, tx *gorm.DB, r *Refund, why string, now clock.Instant) error {
	account := r.AccountSealed
	if r.Status == RefundDone {
		if err := Refuse(ctx, tx, r, why, now); err != nil {
			return err
		}
		if why == BankFailed {
			return NameAccount(ctx, tx, r, account)
		}
		return nil
	}
	columns := map[string]any{"transfer_id": nil}
	if why != BankFailed {
		columns["status"], columns["account_sealed"], columns["failure"] = RefundNeedsAccount, "", why
	}
	res := tx.WithContext(ctx).Table("refunds").Where("id = ? AND status = 'sending' AND poll_at = 0 AND transfer_id = ?", r.ID, r.transfer()).Updates(columns)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "payment.refund_closed")
	}
	r.TransferID = nil
	if why == BankFailed {
		return nil
	}
	r.Status, r.AccountSealed, r.Failure = RefundNeedsAccount, "", why
	return tell(ctx, tx, *r)
}

// ForgetAccount asks a buyer anew whose other refunds wait for an account that a bank has
// just refused.
func ForgetAccount(ctx context.Context, tx *gorm.DB, b Bundle, why string) error {
	rest, err := b.Waiting(ctx, tx)
	if err != nil {
		return err
	}
	for i := range rest {
		r := &rest[i]
		res := tx.WithContext(ctx).Table("refunds").Where("id = ? AND status = 'sending' AND poll_at = 0 AND transfer_id IS NULL", r.ID).
			Updates(map[string]any{"status": RefundNeedsAccount, "account_sealed": "", "failure": why})
		if res.Error != nil || res.RowsAffected == 0 {
			return res.Error
		}
		r.Status, r.AccountSealed, r.Failure = RefundNeedsAccount, "", why
		if err := tell(ctx, tx, *r); err != nil {
			return err
		}
	}
	return nil
}
