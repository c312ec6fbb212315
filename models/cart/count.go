package cart

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
)

// Count is how many lines the shopper's open cart has.
func Count(ctx context.Context, q *gorm.DB, who actor.Shopper) (int, error) {
	where, owner := ownedBy(who)
	if owner == "" {
		return 0, nil
	}
	var n int64
	err := q.WithContext(ctx).Table("carts c").Joins("JOIN cart_lines l ON l.cart_id = c.id").
		Where("c.state = 'open'").Where("c."+where, owner).Count(&n).Error
	return int(n), err
}
