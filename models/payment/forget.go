package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/order"
)

// Unsettled counts the payments of an owner of which money is on its way back, or at which
// a person still has to look.
func Unsettled(ctx context.Context, q *gorm.DB, o order.Owner) (int64, error) {
	var n int64
	err := q.WithContext(ctx).Table("payments").Where("group_id IN (?)", o.Groups(q)).
		Where("refunding > 0 OR EXISTS (SELECT 1 FROM money_tasks t WHERE t.payment_id = payments.id AND t.state = 'open')").Count(&n).Error
	return n, err
}

// Forget wipes the bank accounts to which an owner's refunds were transferred. The bank's
// references stay: they prove that the money went.
func Forget(ctx context.Context, tx *gorm.DB, o order.Owner) error {
	theirs := func() *gorm.DB {
		return tx.Session(&gorm.Session{NewDB: true}).Table("payments").Select("id").Where("group_id IN (?)", o.Groups(tx))
	}
	err := tx.WithContext(ctx).Table("refund_transfers").Where("status IN ('paid', 'returned') AND payment_id IN (?)", theirs()).Update("account_sealed", "").Error
	if err != nil {
		return err
	}
	return tx.WithContext(ctx).Table("refunds").Where("status = 'done' AND payment_id IN (?)", theirs()).Update("account_sealed", "").Error
}
