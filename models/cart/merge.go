package cart

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

// Merge pours a visitor's cart into that of the person who signed in. A variant that is in
// both keeps the larger quantity: a person who filled the same cart twice does not want it
// doubled. Merging twice changes nothing.
func Merge(ctx context.Context, tx *gorm.DB, from actor.Guest, to actor.Buyer, now clock.Instant) error {
	where, owner := ownedBy(from)
	if owner == "" {
		return nil
	}
	var old string
	err := tx.WithContext(ctx).Raw("UPDATE carts SET state = 'merged' WHERE state = 'open' AND "+where+" RETURNING id", owner).Scan(&old).Error
	if err != nil || old == "" {
		return err
	}
	lines, err := linesOf(ctx, tx, old)
	if err != nil || len(lines) == 0 {
		return err
	}
	mine, err := take(ctx, tx, to, now)
	if err != nil {
		return err
	}
	for i := range lines {
		lines[i].CartID = mine
	}
	return tx.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "cart_id"}, {Name: "variant_id"}},
		DoUpdates: clause.Set{{Column: clause.Column{Name: "quantity"}, Value: gorm.Expr(
			"CASE WHEN cart_lines.quantity > excluded.quantity THEN cart_lines.quantity ELSE excluded.quantity END")}},
	}).Create(&lines).Error
}
