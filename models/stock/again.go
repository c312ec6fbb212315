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
	needs := map[string]map[pool]int64{}
	for _, w := range wants {
		if needs[w.Holder] == nil {
			needs[w.Holder] = map[pool]int64{}
			holders = append(holders, w.Holder)
		}
		needs[w.Holder][w.pool()] += w.Quantity
	}
	holders = slices.DeleteFunc(holders, func(holder string) bool {
		for from, n := range needs[holder] {
			if n > free[from] {
				return true
			}
		}
		for from, n := range needs[holder] {
			free[from] -= n
		}
		return false
	})
	wants = slices.DeleteFunc(slices.Clone(wants), func(w Want) bool { return !slices.Contains(holders, w.Holder) })
	return holders, TakeAll(ctx, tx, wants, now)
}

// takeRows makes this transaction the only one at work on the pools of the wants until it
// ends, and returns what is free of each. A harvest that takes no more has nothing free.
func takeRows(ctx context.Context, tx *gorm.DB, wants []Want) (map[pool]int64, error) {
	pools := make([]pool, len(wants))
	for i, w := range wants {
		pools[i] = w.pool()
	}
	slices.SortFunc(pools, byPool)
	pools = slices.Compact(pools)
	var shelf, ahead []string
	for _, p := range pools {
		lock, id := "UPDATE stock SET held = held WHERE variant_id = ?", p.variantID
		if p.harvestID == "" {
			shelf = append(shelf, id)
		} else {
			lock, id = "UPDATE capacities SET held = held WHERE harvest_id = ?", p.harvestID
			ahead = append(ahead, id)
		}
		if err := tx.WithContext(ctx).Exec(lock, id).Error; err != nil {
			return nil, err
		}
	}
	free := map[pool]int64{}
	found, err := Find(ctx, tx, shelf)
	for id, s := range found {
		free[pool{variantID: id}] = s.Free()
	}
	if err != nil || len(ahead) == 0 {
		return free, err
	}
	capacities, err := Capacities(ctx, tx, ahead)
	for _, c := range capacities {
		if c.Taking {
			free[pool{c.VariantID, c.HarvestID}] = c.Free()
		}
	}
	return free, err
}
