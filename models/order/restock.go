package order

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/stock"
)

// Restock puts what was packed of an order back on the shelf. Call it once, in the
// transaction that ends the order.
func Restock(ctx context.Context, tx *gorm.DB, o Order, by actor.Actor, now clock.Instant) error {
	lines, err := Lines(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Compare(a.VariantID, b.VariantID) })
	for _, l := range lines {
		if l.PackedQuantity <= 0 {
			continue
		}
		if err := stock.Return(ctx, tx, o.ID, l.VariantID, l.PackedQuantity, by, now); err != nil {
			return err
		}
	}
	return nil
}
