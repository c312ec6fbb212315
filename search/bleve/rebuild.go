package bleve

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/chophien/chophien/search"
)

// buildSuffix marks the folder in which a rebuild keeps its unfinished parts.
const buildSuffix = ".build"

// Rebuild fills a new index beside the old one and swaps; see search.Engine.
func (e *Engine) Rebuild(ctx context.Context, docs iter.Seq2[search.Document, error]) error {
	if !e.rebuild.TryLock() {
		return search.ErrBusy
	}
	defer e.rebuild.Unlock()

	e.writing.Lock()
	err := e.running(ctx)
	var folder string
	if err == nil {
		folder, err = e.owner.nextFolder()
	}
	if err == nil {
		e.journal = journal{}
	}
	e.writing.Unlock()
	if err != nil {
		return err
	}

	next, late, err := build(ctx, e.owner.path(folder), docs)
	e.writing.Lock()
	defer e.writing.Unlock()
	meanwhile := e.journal
	e.journal = nil
	if err == nil {
		err = e.running(ctx)
	}
	if err == nil {
		err = e.swap(next, late, meanwhile)
	}
	if err != nil && next != nil {
		err = errors.Join(err, next.remove())
	}
	return err
}

// swap brings next up to date and makes it the index that answers. The caller holds
// writing.
func (e *Engine) swap(next *generation, late []search.Document, meanwhile journal) error {
	put, removed := meanwhile.split()
	if err := e.apply(next, next.table.newer(append(late, put...)), nil); err != nil {
		return err
	}
	if err := e.apply(next, nil, removed); err != nil {
		return err
	}
	// The folder's state goes first: a crash right here opens the new index, whole.
	if err := e.owner.point(filepath.Base(next.path), true); err != nil {
		return err
	}
	e.mu.Lock()
	old := e.gen
	e.gen, e.filled = next, true
	e.mu.Unlock()
	// A failure to delete costs disk space only; the next start sweeps again.
	if old != nil {
		_ = old.remove()
	}
	return nil
}

// build indexes docs into a new folder. A product that docs yields again is handed back,
// because the builder takes each id once. Whatever panics meanwhile, the library or who
// reads the shelf, is an error, so that a rebuild always ends.
func build(ctx context.Context, path string, docs iter.Seq2[search.Document, error]) (g *generation, late []search.Document, err error) {
	parts := path + buildSuffix
	defer func() {
		if p := recover(); p != nil {
			g, err = nil, fmt.Errorf("search index %s could not be built: %v", path, p)
		}
		err = errors.Join(err, os.RemoveAll(parts))
		if err != nil && g == nil {
			err = errors.Join(err, os.RemoveAll(path))
		}
	}()
	if err := os.MkdirAll(parts, 0o700); err != nil {
		return nil, nil, err
	}
	t := newTable()
	builder, err := bleve.NewBuilder(path, fields(), map[string]any{"buildPathPrefix": parts})
	if err != nil {
		return nil, nil, err
	}
	for d, err := range docs {
		if err == nil {
			err = errors.Join(ctx.Err(), d.Check())
		}
		if err != nil {
			return nil, nil, err
		}
		if t.find(d.ID) != nil {
			late = append(late, d)
			continue
		}
		c, err := content(d)
		if err == nil {
			err = builder.Index(d.ID, c)
		}
		if err != nil {
			return nil, nil, err
		}
		t.put(t.row(stored(d)))
	}
	if len(t.rows) == 0 {
		// The builder cannot close with nothing in it.
		if err := os.RemoveAll(path); err != nil {
			return nil, nil, err
		}
		g, err = newGeneration(path)
		return g, nil, err
	}
	if err := builder.Close(); err != nil {
		return nil, nil, err
	}
	idx, err := bleve.OpenUsing(path, settings())
	if err != nil {
		return nil, nil, err
	}
	g, err = generationOf(path, idx, t)
	return g, late, err
}
