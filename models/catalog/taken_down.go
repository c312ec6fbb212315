package catalog

import (
	"context"

	"gorm.io/gorm"
)

// TakenDown lists goods of a seller that the desk or an officer took off the shelf and that
// are off it still, the last taken first.
func TakenDown(ctx context.Context, q *gorm.DB, sellerID string, limit int) ([]Product, error) {
	var out []Product
	err := q.WithContext(ctx).Raw(`SELECT p.* FROM products p JOIN product_moves m ON m.id = (SELECT l.id FROM product_moves l
			WHERE l.product_id = p.id AND l.to_state = 'hidden' ORDER BY l.created_at DESC, l.id DESC LIMIT 1)
		WHERE p.seller_id = ? AND p.state = 'hidden' AND m.actor_kind IN ('admin', 'officer') ORDER BY m.created_at DESC, m.id DESC LIMIT ?`, sellerID, limit).Scan(&out).Error
	return out, err
}
