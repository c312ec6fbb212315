package stock

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Release gives back everything that the holders still hold. Releasing twice, or after
// the goods were packed, changes nothing.
func Release(ctx context.Context, tx *gorm.DB, holders ...string) error {
	holds, err := live(ctx, tx, holders)
	if err != nil {
		return err
	}
	for _, h := range holds {
		won, err := end(ctx, tx, h, Released)
		if err != nil {
			return err
		}
		if !won {
			continue
		}
		err = tx.WithContext(ctx).Table("stock").Where("variant_id = ?", h.VariantID).
			Update("held", gorm.Expr("held - ?", h.Quantity)).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// TakeAgain holds once more what the holders had and gave back (money that came late),
// all of it or, with "stock.short", nothing.
func TakeAgain(ctx context.Context, tx *gorm.DB, now clock.Instant, holders ...string) error {
	var gone []Hold
	err := tx.WithContext(ctx).Where("holder IN ? AND state = ?", holders, Released).Find(&gone).Error
	if err != nil {
		return err
	}
	latest := map[[2]string]Hold{}
	for _, h := range gone {
		latest[[2]string{h.Holder, h.VariantID}] = h
	}
	wants := make([]Want, 0, len(latest))
	for _, h := range latest {
		wants = append(wants, Want{VariantID: h.VariantID, Holder: h.Holder, Quantity: h.Quantity})
	}
	return TakeAll(ctx, tx, wants, now)
}

// live returns the holds that stand, in the order in which rows are always visited.
func live(ctx context.Context, tx *gorm.DB, holders []string) ([]Hold, error) {
	var holds []Hold
	err := tx.WithContext(ctx).Where("holder IN ? AND state = ?", holders, Held).Find(&holds).Error
	slices.SortFunc(holds, func(a, b Hold) int {
		return cmp.Or(cmp.Compare(a.VariantID, b.VariantID), cmp.Compare(a.Holder, b.Holder))
	})
	return holds, err
}

// end moves a standing hold to its end; won is false when somebody else did.
func end(ctx context.Context, tx *gorm.DB, h Hold, state HoldState) (won bool, err error) {
	res := tx.WithContext(ctx).Table("holds").Where("id = ? AND state = ?", h.ID, Held).Update("state", state)
	return res.RowsAffected == 1, res.Error
}
