package stock

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"
)

// Release gives back everything that the holders still hold. Releasing twice, or after
// the goods were packed, changes nothing.
func Release(ctx context.Context, tx *gorm.DB, holders ...string) error {
	if len(holders) == 0 {
		return nil
	}
	var freed []Hold
	err := tx.WithContext(ctx).Raw(`UPDATE holds SET state = 'released' WHERE holder IN ? AND state = 'held'
		RETURNING variant_id, harvest_id, quantity`, holders).Scan(&freed).Error
	if err != nil {
		return err
	}
	back := map[pool]int64{}
	for _, h := range freed {
		back[h.pool()] += h.Quantity
	}
	for _, p := range slices.SortedFunc(maps.Keys(back), byPool) { // as every verb visits them
		q := tx.WithContext(ctx).Table("stock").Where("variant_id = ?", p.variantID)
		if p.harvestID != "" {
			q = tx.WithContext(ctx).Table("capacities").Where("harvest_id = ?", p.harvestID)
		}
		if err := q.Update("held", gorm.Expr("held - ?", back[p])).Error; err != nil {
			return err
		}
	}
	return nil
}

// end moves a standing hold to its end; won is false when somebody else did.
func end(ctx context.Context, tx *gorm.DB, h Hold, state HoldState) (won bool, err error) {
	res := tx.WithContext(ctx).Table("holds").Where("id = ? AND state = 'held'", h.ID).Update("state", state)
	return res.RowsAffected == 1, res.Error
}
