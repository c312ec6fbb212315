package payment

import (
	"context"

	"gorm.io/gorm"
)

// Create writes a payment with what it covers; the allocations add up to its amount.
func Create(ctx context.Context, tx *gorm.DB, p Payment, parts []Allocation) error {
	if err := tx.WithContext(ctx).Create(&p).Error; err != nil {
		return err
	}
	return tx.WithContext(ctx).Create(&parts).Error
}
