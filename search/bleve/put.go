package bleve

import (
	"context"
	"errors"

	"github.com/chophien/chophien/search"
)

// Put indexes docs as one batch; see search.Engine.
func (e *Engine) Put(ctx context.Context, docs []search.Document) error {
	for _, d := range docs {
		if err := d.Check(); err != nil {
			return err
		}
	}
	e.writing.Lock()
	defer e.writing.Unlock()
	if err := e.usable(ctx); err != nil {
		return err
	}
	if err := e.apply(e.gen, e.gen.table.newer(docs), nil); err != nil {
		return errors.Join(err, e.reopen())
	}
	e.journal.put(docs)
	return nil
}

// Remove takes products out; see search.Engine.
func (e *Engine) Remove(ctx context.Context, ids []string) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	if err := e.usable(ctx); err != nil {
		return err
	}
	if err := e.apply(e.gen, nil, ids); err != nil {
		return errors.Join(err, e.reopen())
	}
	e.journal.remove(ids)
	return nil
}

// usable reports whether a change may begin; the caller holds writing.
func (e *Engine) usable(ctx context.Context) error {
	if err := e.running(ctx); err != nil || e.gen != nil {
		return err
	}
	return e.reopen()
}

func (e *Engine) running(ctx context.Context) error {
	e.mu.RLock()
	defer e.mu.RUnlock()
	switch {
	case e.closed:
		return search.ErrAway
	case e.looking:
		return errLooking
	}
	return ctx.Err()
}

// reopen goes back to what is on disk after a batch that could not be written: the library
// keeps such a batch in memory in a state that cannot be read. A large index takes seconds
// to read; meanwhile searches are told that it is away, not kept waiting. The caller holds
// writing.
func (e *Engine) reopen() error {
	if old := e.use(nil); old != nil {
		_ = old.close() // it could not write, and says so again
	}
	g, err := openGeneration(e.owner.path(e.owner.state.Folder), settings())
	if err != nil {
		return errors.Join(search.ErrAway, err)
	}
	e.use(g)
	return nil
}

// use lets searches read another index, or none, and returns the one that none reads
// any more.
func (e *Engine) use(g *generation) (old *generation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	old, e.gen = e.gen, g
	return old
}

// newer picks of docs, for each id, the one to index: the highest version, the later one
// of equals, and none when the table holds a higher one.
func (t *table) newer(docs []search.Document) map[string]search.Document {
	fresh := map[string]search.Document{}
	for _, d := range docs {
		if held := t.find(d.ID); held != nil && held.version > d.Version {
			continue
		}
		if other, ok := fresh[d.ID]; ok && other.Version > d.Version {
			continue
		}
		fresh[d.ID] = d
	}
	return fresh
}

// apply writes one batch to g and then exchanges its rows. Between the two a search may
// find new words with old columns, for as long as a lock takes; never half a product.
func (e *Engine) apply(g *generation, docs map[string]search.Document, removed []string) error {
	batch := g.idx.NewBatch()
	for id, d := range docs {
		c, err := content(d)
		if err == nil {
			err = batch.Index(id, c)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range removed {
		if g.table.find(id) != nil {
			batch.Delete(id)
		}
	}
	if batch.Size() == 0 {
		return nil
	}
	g.exchange()
	err := g.idx.Batch(batch)
	e.mu.Lock()
	defer e.mu.Unlock()
	defer g.exchanged()
	if err != nil {
		return err
	}
	for _, d := range docs {
		g.table.put(g.table.row(stored(d)))
	}
	for _, id := range removed {
		g.table.remove(id)
	}
	return nil
}
