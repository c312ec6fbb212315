package cart

import (
	"context"

	"gorm.io/gorm"
)

// Forget empties the open cart of a person; what was ordered is the order's.
func Forget(ctx context.Context, tx *gorm.DB, personID string) error {
	return tx.WithContext(ctx).Exec("DELETE FROM cart_lines WHERE cart_id IN (SELECT id FROM carts WHERE person_id = ? AND state = 'open')", personID).Error
}
