package stock

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// TakeEach sets stock aside for every holder whose wants are all there, each holder whole
// or not at all, and returns who has it now, in the order of the wants. It is for money
// that came late: what is not there is no fault, and nothing is held for it.
//
// All rows are taken in id order before any is looked at, as in TakeAll, so that what was
// judged stays true and two that meet do not wait for each other.
func TakeEach(ctx context.Context, tx *gorm.DB, wants []Want, now clock.Instant) (holders []string, err error) {
	free, err := takeRows(ctx, tx, wants)
	if err != nil {
		return nil, err
	}
	needs := map[string]map[string]int64{}
	for _, w := range wants {
		if needs[w.Holder] == nil {
			needs[w.Holder] = map[string]int64{}
			holders = append(holders, w.Holder)
		}
		needs[w.Holder][w.VariantID] += w.Quantity
	}
	holders = slices.DeleteFunc(holders, func(holder string) bool {
		for variantID, n := range needs[holder] {
			if n > free[variantID] {
				return true
			}
		}
		for variantID, n := range needs[holder] {
			free[variantID] -= n
		}
		return false
	})
	wants = slices.DeleteFunc(slices.Clone(wants), func(w Want) bool { return !slices.Contains(holders, w.Holder) })
	return holders, TakeAll(ctx, tx, wants, now)
}

// takeRows makes this transaction the only one at work on the stock of the wants until it
// ends, and returns what is free of each variant.
func takeRows(ctx context.Context, tx *gorm.DB, wants []Want) (map[string]int64, error) {
	ids := make([]string, len(wants))
	for i, w := range wants {
		ids[i] = w.VariantID
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range ids {
		if err := tx.WithContext(ctx).Exec("UPDATE stock SET held = held WHERE variant_id = ?", id).Error; err != nil {
			return nil, err
		}
	}
	found, err := Find(ctx, tx, ids)
	free := make(map[string]int64, len(found))
	for id, s := range found {
		free[id] = s.Free()
	}
	return free, err
}
