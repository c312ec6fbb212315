package feed

import (
	"context"
	"maps"
	"slices"
	"time"
)

// breath is the rest between two batches of a mend, for those who search meanwhile.
const breath = 100 * time.Millisecond

// putBack is how long an engine may take to put back what it was told to forget.
const putBack = 10 * time.Second

// Mend puts right on which products the index departs from the database, and touches no
// other. The calendar calls it as the day begins: ranks end by themselves in the index,
// but one that becomes another rank changes no row, so nobody tells of it.
func (f *Feed) Mend(ctx context.Context) error {
	differ, err := f.compare(ctx)
	if err != nil {
		return err
	}
	if err := f.inTurn(ctx, slices.Sorted(maps.Keys(differ)), f.Refresh); err != nil || len(stale(differ)) == 0 {
		return err
	}
	// An index that outlived its database, which was put back from a copy, holds versions
	// that are yet to come: it takes no older ones until it has forgotten them.
	if differ, err = f.compare(ctx); err != nil {
		return err
	}
	return f.inTurn(ctx, stale(differ), f.renew)
}

// renew lets the index forget products and tells of them anew. What was taken out goes
// back in though ctx ends meanwhile.
func (f *Feed) renew(ctx context.Context, ids []string) error {
	f.refreshing.Lock()
	defer f.refreshing.Unlock()
	docs, err := f.read(ctx, ids)
	if err != nil {
		return err
	}
	if err := f.Engine.Remove(ctx, ids); err != nil || len(docs) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBack)
	defer cancel()
	return f.Engine.Put(ctx, docs)
}

// stale are the products of which the index says something else, by id.
func stale(differ map[string]Departure) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(differ)), func(id string) bool { return differ[id] != Stale })
}

func (f *Feed) inTurn(ctx context.Context, all []string, mend func(context.Context, []string) error) error {
	for ids := range slices.Chunk(all, page) {
		if err := mend(ctx, ids); err != nil {
			return err
		}
		if err := pause(ctx, breath); err != nil {
			return err
		}
	}
	return nil
}
