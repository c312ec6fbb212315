package order

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// AwaitConfirmation starts the seller's clock on orders whose money is there, and returns
// them.
func AwaitConfirmation(ctx context.Context, tx *gorm.DB, ids []string, until clock.Instant) ([]Order, error) {
	err := tx.WithContext(ctx).Table("orders").Where("id IN ? AND status = ?", ids, Placed).Update("confirm_by", until).Error
	if err != nil {
		return nil, err
	}
	var orders []Order
	err = tx.WithContext(ctx).Where("id IN ?", ids).Order("id").Find(&orders).Error
	return orders, err
}

// ToConfirm returns at most limit orders whose seller did not answer in time.
func ToConfirm(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("status = ? AND confirm_by > 0 AND confirm_by <= ?", Placed, now).
		Order("confirm_by, id").Limit(limit).Find(&orders).Error
}

// ToComplete returns at most limit delivered orders whose days for complaints are over.
func ToComplete(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("status = ? AND complete_after > 0 AND complete_after <= ?", Delivered, now).
		Order("complete_after, id").Limit(limit).Find(&orders).Error
}
