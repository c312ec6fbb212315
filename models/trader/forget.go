package trader

import (
	"context"

	"gorm.io/gorm"
)

// Forget takes who was asked out of every note that an erased person wrote; day and price
// stay the household's.
func Forget(ctx context.Context, tx *gorm.DB, personID string) error {
	return tx.WithContext(ctx).Table("trader_prices").Where("created_by = ? AND asked_sealed <> ''", personID).Update("asked_sealed", "").Error
}
