package settlement

import (
	"context"

	"gorm.io/gorm"
)

// OnTheWay counts the transfers to a seller that the bank has not answered.
func OnTheWay(ctx context.Context, q *gorm.DB, sellerID string) (int64, error) {
	var n int64
	err := q.WithContext(ctx).Table("payouts").Where("seller_id = ? AND status IN ?", sellerID, []Status{Due, Sent}).Count(&n).Error
	return n, err
}
