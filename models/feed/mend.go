package feed

import (
	"context"
	"maps"
	"slices"
	"time"
)

// breath is the rest between two batches of a mend, for those who search meanwhile.
const breath = 100 * time.Millisecond

// Mend puts right on which products the index departs from the database, and touches no
// other. The calendar calls it as the day begins: ranks end by themselves in the index,
// but one that becomes another rank changes no row, so nobody tells of it.
func (f *Feed) Mend(ctx context.Context) error {
	differ, err := f.compare(ctx)
	if err != nil {
		return err
	}
	if err := f.inTurn(ctx, differ, f.Refresh); err != nil || !stale(differ) {
		return err
	}
	// An index that outlived its database, which was put back from a copy, holds versions
	// that are yet to come: it takes no older ones until it has forgotten them.
	if differ, err = f.compare(ctx); err != nil {
		return err
	}
	return f.inTurn(ctx, differ, func(ctx context.Context, ids []string) error {
		if err := f.Engine.Remove(ctx, ids); err != nil {
			return err
		}
		return f.Refresh(ctx, ids)
	})
}

func stale(differ map[string]Departure) bool {
	return slices.Contains(slices.Collect(maps.Values(differ)), Stale)
}

func (f *Feed) inTurn(ctx context.Context, differ map[string]Departure, mend func(context.Context, []string) error) error {
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(differ)), page) {
		if err := mend(ctx, ids); err != nil {
			return err
		}
		if err := pause(ctx, breath); err != nil {
			return err
		}
	}
	return nil
}
