package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// Close ends the waiting of a payment: Expired by the clock, Cancelled by the buyer. It
// refuses with "payment.closed" when money or somebody else was first.
func Close(ctx context.Context, tx *gorm.DB, p *Payment, as Status) error {
	closed := fault.New(fault.Conflict, "payment.closed")
	if !p.Status.CanBecome(as) || as == Paid {
		return closed
	}
	res := tx.WithContext(ctx).Raw(`UPDATE payments SET status = ? WHERE id = ? AND status IN ('due', 'checking') AND paid_at = 0
		RETURNING *`, as, p.ID).Scan(p)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return closed
	}
	// An attempt that nobody can answer for any more is still asked about: money may come.
	return tx.WithContext(ctx).Table("attempts").Where("payment_id = ? AND status IN ?", p.ID, Live).Update("status", AttemptExpired).Error
}
