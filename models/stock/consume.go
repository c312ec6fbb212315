package stock

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Consume takes what was really packed of a variant for a holder from its lots, oldest
// best-before first, and ends the hold. actual may be less or a little more than was
// held; 0 ends the hold and takes nothing. It refuses with "stock.not_held" when nothing
// is held for the holder, and with "stock.short" when more was packed than is free.
func Consume(ctx context.Context, tx *gorm.DB, holder, variantID string, actual int64, by actor.Actor, now clock.Instant) error {
	if actual < 0 {
		return fault.New(fault.Invalid, "quantity.negative")
	}
	var h Hold
	res := tx.WithContext(ctx).Where("holder = ? AND variant_id = ? AND state = 'held' AND harvest_id IS NULL", holder, variantID).Limit(1).Find(&h)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "stock.not_held")
	}
	won, err := end(ctx, tx, h, Consumed)
	if err != nil {
		return err
	}
	if !won {
		return fault.New(fault.Conflict, "stock.not_held")
	}
	res = tx.WithContext(ctx).Table("stock").
		Where("variant_id = ? AND on_hand - held >= ?", variantID, actual-h.Quantity).
		Updates(map[string]any{"on_hand": gorm.Expr("on_hand - ?", actual), "held": gorm.Expr("held - ?", h.Quantity)})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		f, err := shortOf(ctx, tx, variantID)
		if err != nil {
			return err
		}
		return f
	}
	return take(ctx, tx, variantID, actual, "packed", holder, by, now)
}

// Return puts goods that came back, still sellable, on the shelf as a lot of their own.
func Return(ctx context.Context, tx *gorm.DB, holder, variantID string, quantity int64, by actor.Actor, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("stock").Where("variant_id = ?", variantID).
		Update("on_hand", gorm.Expr("on_hand + ?", quantity))
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "stock.unknown")
	}
	return addLot(ctx, tx, variantID, quantity, Harvest{}, "returned", holder, by, now)
}

// take empties lots, those that spoil first before the others. The caller has changed
// the stock row, so nobody else is at these lots.
func take(ctx context.Context, tx *gorm.DB, variantID string, quantity int64, cause, holder string, by actor.Actor, now clock.Instant) error {
	if quantity == 0 {
		return nil
	}
	var lots []Lot
	err := tx.WithContext(ctx).Where("variant_id = ? AND on_hand > 0", variantID).
		Order("CASE WHEN best_before = '' THEN 1 ELSE 0 END, best_before, created_at, id").Find(&lots).Error
	if err != nil {
		return err
	}
	for _, lot := range lots {
		part := min(quantity, lot.OnHand)
		res := tx.WithContext(ctx).Table("lots").Where("id = ? AND on_hand >= ?", lot.ID, part).
			Update("on_hand", gorm.Expr("on_hand - ?", part))
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return fault.New(fault.Conflict, "stock.moved")
		}
		if err := note(ctx, tx, lot.ID, variantID, -part, cause, holder, by, now); err != nil {
			return err
		}
		if quantity -= part; quantity == 0 {
			return nil
		}
	}
	return fault.New(fault.Internal, "stock.lots_short")
}
