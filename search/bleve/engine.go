package bleve

import (
	"context"
	"errors"
	"sync"

	"github.com/chophien/chophien/search"
)

// schema is raised whenever fields or rows change their meaning; a folder of another
// schema is started anew and asks for a rebuild.
const schema = "4"

var _ search.Engine = (*Engine)(nil)

// Engine is a search engine in a folder.
type Engine struct {
	owner   *owner
	lexicon *search.Lexicon

	// writing is held by whoever changes an index, from the first look at a version to
	// the swap of its row, so that two batches never interleave.
	writing sync.Mutex
	journal journal // what changes while a rebuild runs; nil when none does
	rebuild sync.Mutex

	// mu guards what a search reads. It is held for writing only for the moment that
	// rows or indexes are exchanged.
	mu     sync.RWMutex
	gen    *generation // nil while it cannot be opened again after a write that failed
	filled bool
	closed bool

	looking bool // nothing is changed; see Look
}

// Open takes over dir, made when missing. An index that is missing, of another schema or
// unreadable is replaced by an empty one that asks for a rebuild (Health). It fails with
// search.ErrBusy within a second when another process, or another Engine, owns dir.
// Questions are read with lexicon, as it stands when they come.
func Open(dir string, lexicon *search.Lexicon) (*Engine, error) {
	o, err := own(dir)
	if err != nil {
		return nil, err
	}
	e := &Engine{owner: o, lexicon: lexicon, filled: o.state.Filled}
	if o.state.Schema == schema && o.state.Folder != "" {
		e.gen, err = openGeneration(o.path(o.state.Folder), settings())
	}
	if e.gen == nil || err != nil {
		if e.gen, err = o.startEmpty(); err != nil {
			return nil, errors.Join(err, o.close())
		}
		e.filled = false
	}
	// What cannot be swept costs space and is no reason to keep the shop from opening.
	_ = o.sweep()
	return e, nil
}

// Health reports the number of products and whether a rebuild is wanted.
func (e *Engine) Health(context.Context) (search.Health, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.away() {
		return search.Health{}, search.ErrAway
	}
	return search.Health{Documents: len(e.gen.table.rows), RebuildWanted: !e.filled}, nil
}

// Close waits for running calls, writes what is due and lets the folder go. A second
// call does nothing.
func (e *Engine) Close() error {
	e.writing.Lock()
	defer e.writing.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	if e.gen == nil {
		return e.owner.close()
	}
	return errors.Join(e.gen.close(), e.owner.close())
}

// away reports whether there is nothing to read from; the caller holds mu.
func (e *Engine) away() bool { return e.closed || e.gen == nil }
