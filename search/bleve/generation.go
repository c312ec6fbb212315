package bleve

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// generation is one index: words on disk, rows in memory.
type generation struct {
	path  string
	idx   bleve.Index
	inner index.Index
	table *table

	// current maps document numbers of the newest snapshot to rows. Merges in the
	// background renumber documents, so it belongs to one snapshot; the first search that
	// sees another puts it together from what is known of its segments, which never change.
	numbering  sync.Mutex
	current    *view
	segments   map[uint64][]*row // of current, by id
	exchanging bool              // between a batch of words and its rows
	halfway    []uint64          // segments numbered meanwhile
}

// settings keep a second open from waiting for ever on bolt's own lock.
// The library writes into the map, so each index gets its own.
func settings() map[string]any { return map[string]any{"bolt_timeout": "1s"} }

func newGeneration(path string) (*generation, error) {
	idx, err := bleve.NewUsing(path, fields(), scorch.Name, scorch.Name, settings())
	if err != nil {
		return nil, err
	}
	return generationOf(path, idx, newTable())
}

// openGeneration opens an index and loads its rows. A damaged file can make the library
// panic; that too only means that a rebuild is wanted.
func openGeneration(path string, how map[string]any) (g *generation, err error) {
	defer func() {
		if p := recover(); p != nil {
			g, err = nil, fmt.Errorf("search index %s is damaged: %v", path, p)
		}
	}()
	idx, err := bleve.OpenUsing(path, how)
	if err != nil {
		return nil, err
	}
	if g, err = generationOf(path, idx, newTable()); err == nil {
		err = g.load()
	}
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	return g, nil
}

func generationOf(path string, idx bleve.Index, t *table) (*generation, error) {
	inner, err := idx.Advanced()
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	return &generation{path: path, idx: idx, inner: inner, table: t}, nil
}

// load reads the stored rows of all documents into the table.
func (g *generation) load() error {
	s, err := g.snapshot()
	if err != nil {
		return err
	}
	defer s.Close()
	for _, segment := range s.Segments() {
		gone := segment.Deleted()
		for i := range uint64(segment.FullSize()) {
			if gone != nil && gone.Contains(uint32(i)) {
				continue
			}
			var stored storedRow
			var wrong error
			err := segment.VisitDocument(i, func(field string, _ byte, value []byte, _ []uint64) bool {
				if field == fieldRow {
					wrong = json.Unmarshal(value, &stored)
				}
				return true // to stop early makes the library hand out one buffer twice
			})
			if err = errors.Join(err, wrong); err != nil {
				return err
			}
			if stored.ID == "" {
				return fmt.Errorf("document %d of segment %d has no row", i, segment.Id())
			}
			g.table.put(g.table.row(stored))
		}
	}
	return nil
}

func (g *generation) close() error {
	g.exchanged()
	return g.idx.Close()
}

// remove closes the index and deletes its folder.
func (g *generation) remove() error { return errors.Join(g.close(), os.RemoveAll(g.path)) }
