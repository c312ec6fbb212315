package cart

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
)

// Spend closes the shopper's open cart as it becomes a group of orders, and returns what
// was in it, as it is on sale now: from here on nobody changes it. Of two that spend one cart the second finds
// none, and cartID is "".
func Spend(ctx context.Context, tx *gorm.DB, who actor.Shopper) (cartID string, goods []catalog.Picked, err error) {
	where, owner := ownedBy(who)
	if owner == "" {
		return "", nil, nil
	}
	err = tx.WithContext(ctx).Raw("UPDATE carts SET state = 'spent' WHERE state = 'open' AND "+where+" RETURNING id", owner).Scan(&cartID).Error
	if err != nil || cartID == "" {
		return "", nil, err
	}
	goods, err = catalog.SellablePicked(ctx, tx, "SELECT variant_id, quantity, added_at FROM cart_lines WHERE cart_id = ?", cartID)
	return cartID, goods, err
}
