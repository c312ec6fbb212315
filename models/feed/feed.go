package feed

import (
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/search"
)

// Feed carries products from the database to a search engine.
type Feed struct {
	DB     *db.DB
	Engine search.Engine
	Places *division.Directory
	Now    clock.Clock

	rebuilding sync.Mutex
	refreshing sync.Mutex // from reading products to writing them, so that no older reading is written later
}

// page is how many products are read at once.
const page = 200

// Listen subscribes to the notes that change what the index holds.
func (f *Feed) Listen(d *outbox.Deliverer) {
	d.On(f.products, catalog.ChangedNote)
	d.On(f.sellers, seller.ChangedNote)
}

// products indexes the products of notes. What the shelf no longer shows is taken out. A
// note that comes twice, or late, reads the database again and is right again.
func (f *Feed) products(ctx context.Context, notes []outbox.Note) error {
	ids := make([]string, len(notes))
	for i, n := range notes {
		ids[i] = n.Subject
	}
	return f.Refresh(ctx, ids)
}

// sellers indexes all products of the sellers of notes: a name or a state that changed
// shows on each.
func (f *Feed) sellers(ctx context.Context, notes []outbox.Note) error {
	var all []string
	for _, n := range notes {
		ids, err := catalog.IDsOf(ctx, f.DB.Read(ctx), n.Subject)
		if err != nil {
			return err
		}
		all = append(all, ids...)
	}
	return f.Refresh(ctx, all)
}

// Refresh brings the index up to date for products.
func (f *Feed) Refresh(ctx context.Context, ids []string) error {
	for some := range slices.Chunk(ids, page) {
		if err := f.refresh(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (f *Feed) refresh(ctx context.Context, ids []string) error {
	f.refreshing.Lock()
	defer f.refreshing.Unlock()
	docs, err := f.read(ctx, ids)
	if err != nil {
		return err
	}
	shown := make(map[string]bool, len(docs))
	for _, d := range docs {
		shown[d.ID] = true
	}
	if len(docs) > 0 {
		if err := f.Engine.Put(ctx, docs); err != nil {
			return err
		}
	}
	gone := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return shown[id] })
	if len(gone) == 0 {
		return nil
	}
	return f.Engine.Remove(ctx, gone)
}

// Rebuild fills the index anew from the whole shelf and swaps it in. While one runs,
// another waits for its turn: the first may have read the shelf before what the second is
// asked for.
func (f *Feed) Rebuild(ctx context.Context) error {
	f.rebuilding.Lock()
	defer f.rebuilding.Unlock()
	return f.Engine.Rebuild(ctx, f.shelf(ctx))
}

// Fill rebuilds an index that was never filled as a whole or could not be read, and leaves
// any other alone. It fails as Rebuild does, and with search.ErrAway while the engine is away.
func (f *Feed) Fill(ctx context.Context) error {
	f.rebuilding.Lock()
	defer f.rebuilding.Unlock()
	h, err := f.Engine.Health(ctx)
	if err != nil || !h.RebuildWanted {
		return err
	}
	return f.Engine.Rebuild(ctx, f.shelf(ctx))
}

func (f *Feed) shelf(ctx context.Context) iter.Seq2[search.Document, error] {
	return func(yield func(search.Document, error) bool) {
		for after := ""; ; {
			ids, err := catalog.ShelfIDs(ctx, f.DB.Read(ctx), after, page)
			if err != nil {
				yield(search.Document{}, err)
				return
			}
			if len(ids) == 0 {
				return
			}
			after = ids[len(ids)-1]
			docs, err := f.read(ctx, ids)
			if err != nil {
				yield(search.Document{}, err)
				return
			}
			for _, d := range docs {
				if !yield(d, nil) {
					return
				}
			}
		}
	}
}

func (f *Feed) read(ctx context.Context, ids []string) ([]search.Document, error) {
	rows, err := catalog.Documents(ctx, f.DB.Read(ctx), ids, f.Now().Date())
	if err != nil {
		return nil, err
	}
	docs := make([]search.Document, len(rows))
	for i, r := range rows {
		docs[i] = f.document(r)
	}
	return docs, nil
}
