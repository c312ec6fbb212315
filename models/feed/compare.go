package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/seller"
)

// Difference is a product on which the index does not say what the database says.
type Difference struct {
	ProductID string
	Is        Departure
}

// Departure says how the index departs from the database.
type Departure string

// The departures.
const (
	Missing Departure = "missing" // on the shelf, not in the index
	Extra   Departure = "extra"   // in the index, not on the shelf
	Stale   Departure = "stale"   // in the index with something else than the shelf says
)

// String is the line of the difference for an operator.
func (d Difference) String() string {
	return fmt.Sprintf("search: product %s is %s", d.ProductID, d.Is)
}

// ErrUnfilled is returned by Verify for an index that asks to be filled as a whole, which
// the next start of the market does.
var ErrUnfilled = errors.New("feed: the search index is not filled")

// settling is how long a change may take from its commit to the index.
const settling = time.Second

// Verify lists on which products the index is wrong, by id. What was committed a moment
// ago is no fault: what differs is looked at again after a second, and a product of which
// a note still waits is left out.
func (f *Feed) Verify(ctx context.Context) ([]Difference, error) {
	h, err := f.Engine.Health(ctx)
	if err != nil {
		return nil, err
	}
	if h.RebuildWanted {
		return nil, ErrUnfilled
	}
	first, err := f.compare(ctx)
	if err != nil || len(first) == 0 {
		return nil, err
	}
	if err := pause(ctx, settling); err != nil {
		return nil, err
	}
	// Notes are looked at on both sides: one may be delivered, another written, meanwhile.
	ids := slices.Collect(maps.Keys(first))
	before, err := f.waiting(ctx, ids)
	if err != nil {
		return nil, err
	}
	second, err := f.compare(ctx)
	if err != nil {
		return nil, err
	}
	after, err := f.waiting(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for id, is := range second {
		if first[id] == is && !before[id] && !after[id] {
			out = append(out, Difference{id, is})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return cmp.Compare(a.ProductID, b.ProductID) })
	return out, nil
}

// compare holds the whole shelf against the whole index as they stand.
func (f *Feed) compare(ctx context.Context) (map[string]Departure, error) {
	digests := map[string]string{}
	for h, err := range f.Engine.Held(ctx) {
		if err != nil {
			return nil, err
		}
		digests[h.ID] = h.Digest
	}
	differ := map[string]Departure{}
	for d, err := range f.shelf(ctx) {
		if err != nil {
			return nil, err
		}
		digest, held := digests[d.ID]
		switch {
		case !held:
			differ[d.ID] = Missing
		case digest != d.Digest():
			differ[d.ID] = Stale
		}
		delete(digests, d.ID)
	}
	for id := range digests {
		differ[id] = Extra
	}
	return differ, nil
}

// waiting are those of the products of which the outbox has yet to tell.
func (f *Feed) waiting(ctx context.Context, ids []string) (map[string]bool, error) {
	all := map[string]bool{}
	for some := range slices.Chunk(ids, page) {
		var found []string
		err := f.DB.Read(ctx).Raw(`SELECT p.id FROM products p WHERE p.id IN ? AND EXISTS (SELECT 1 FROM outbox_notes n
			WHERE n.state = 'pending' AND (n.type = ? AND n.subject = p.id OR n.type = ? AND n.subject = p.seller_id))`,
			some, catalog.ChangedNote, seller.ChangedNote).Scan(&found).Error
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			all[id] = true
		}
	}
	return all, nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
