package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/crypt"
)

// Number opens the number of the paper that was checked, for the tax office's list.
func (c Check) Number(keys *crypt.Keyring) (string, error) {
	return keys.Open(checkPurpose, c.ReferenceSealed)
}

// LastDigits is the end of the number that was checked last, or "".
func LastDigits(ctx context.Context, q *gorm.DB, sellerID string) (string, error) {
	var last Check
	err := q.WithContext(ctx).Where("seller_id = ?", sellerID).Order("created_at DESC, id DESC").Limit(1).Find(&last).Error
	return last.ReferenceLast4, err
}
