package cart

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Merge pours a visitor's cart into that of the person who signed in. A variant that is in
// both keeps the larger quantity: a person who filled the same cart twice does not want it
// doubled. Merging twice changes nothing.
func Merge(ctx context.Context, tx *gorm.DB, from actor.Guest, to actor.Buyer, now clock.Instant) error {
	old, lines, found, err := Find(ctx, tx, from)
	if err != nil || !found {
		return err
	}
	res := tx.WithContext(ctx).Table("carts").Where("id = ? AND state = 'open'", old.ID).Update("state", "merged")
	if res.Error != nil || res.RowsAffected == 0 || len(lines) == 0 {
		return res.Error
	}
	mine, err := start(ctx, tx, to, now)
	if err != nil {
		return err
	}
	for i := range lines {
		lines[i].CartID = mine.ID
	}
	return tx.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "cart_id"}, {Name: "variant_id"}},
		DoUpdates: clause.Set{{Column: clause.Column{Name: "quantity"}, Value: gorm.Expr(
			"CASE WHEN cart_lines.quantity > excluded.quantity THEN cart_lines.quantity ELSE excluded.quantity END")}},
	}).Create(&lines).Error
}

// Spend closes an open cart as it becomes a group of orders. It refuses with "cart.spent"
// when it was spent or merged before.
func Spend(ctx context.Context, tx *gorm.DB, cartID string) error {
	res := tx.WithContext(ctx).Table("carts").Where("id = ? AND state = 'open'", cartID).Update("state", "spent")
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "cart.spent")
	}
	return res.Error
}
