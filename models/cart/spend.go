package cart

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
)

// Spend closes the shopper's open cart as it becomes a group of orders: from here on nobody
// changes it. Of two that spend one cart the second finds none, and id is "".
func Spend(ctx context.Context, tx *gorm.DB, who actor.Shopper) (id string, err error) {
	where, owner := ownedBy(who)
	if owner == "" {
		return "", nil
	}
	err = tx.WithContext(ctx).Raw("UPDATE carts SET state = 'spent' WHERE state = 'open' AND "+where+" RETURNING id", owner).Scan(&id).Error
	return id, err
}

// Spent returns what was in a cart that was spent, as it is on sale now: one statement.
func Spent(ctx context.Context, tx *gorm.DB, id string) ([]catalog.Picked, error) {
	return catalog.SellablePicked(ctx, tx, "SELECT variant_id, quantity, added_at FROM cart_lines WHERE cart_id = ?", id)
}
