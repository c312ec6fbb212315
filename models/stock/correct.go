package stock

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
)

// Correct records a count: the seller saw `seen` on the page and counted `counted`.
// It refuses with "stock.moved", which tells the number as "now", when it changed meanwhile
// (a sale between the look and the count must not be undone), and with "stock.below_held"
// when the count is less than what is promised to orders. A count that says what is written
// already changes nothing: a phone may send it again.
func Correct(ctx context.Context, tx *gorm.DB, variantID string, seen, counted int64, by actor.Actor, now clock.Instant) error {
	if counted < 0 {
		return fault.New(fault.Invalid, "quantity.negative").On("counted")
	}
	if counted > measure.MaxQuantity {
		return fault.New(fault.Invalid, "quantity.too_much").On("counted")
	}
	if counted == seen {
		return nil
	}
	res := tx.WithContext(ctx).Table("stock").
		Where("variant_id = ? AND on_hand = ? AND held <= ?", variantID, seen, counted).
		Update("on_hand", counted)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return whyNot(ctx, tx, variantID, seen, counted)
	}
	if counted > seen {
		return addLot(ctx, tx, variantID, counted-seen, Harvest{}, "counted", "", by, now)
	}
	return take(ctx, tx, variantID, seen-counted, "counted", "", by, now)
}

func whyNot(ctx context.Context, tx *gorm.DB, variantID string, seen, counted int64) error {
	found, err := Find(ctx, tx, []string{variantID})
	if err != nil {
		return err
	}
	switch s, ok := found[variantID]; {
	case !ok:
		return fault.New(fault.NotFound, "stock.unknown")
	case s.OnHand == counted:
		return nil
	case s.OnHand != seen:
		return fault.New(fault.Conflict, "stock.moved").On("counted").With("now", s.OnHand)
	default:
		return fault.New(fault.Conflict, "stock.below_held").On("counted").With("held", s.Held)
	}
}
