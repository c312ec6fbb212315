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
	// background renumber documents, so it belongs to one snapshot and is made anew by
	// the first search that sees another.
	numbering sync.Mutex
	current   *view
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
func openGeneration(path string) (g *generation, err error) {
	defer func() {
		if p := recover(); p != nil {
			g, err = nil, fmt.Errorf("search index %s is damaged: %v", path, p)
		}
	}()
	idx, err := bleve.OpenUsing(path, settings())
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
	reader, err := g.inner.Reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	return eachID(reader, func(_ uint64, id string) error {
		doc, err := reader.Document(id)
		if err != nil {
			return err
		}
		if doc == nil {
			return fmt.Errorf("document %s is gone", id)
		}
		var stored storedRow
		doc.VisitFields(func(f index.Field) {
			if f.Name() == fieldRow {
				err = json.Unmarshal(f.Value(), &stored)
			}
		})
		if err != nil {
			return err
		}
		g.table.put(g.table.row(stored))
		return nil
	})
}

// eachID calls fn with the number and the id of every document of a snapshot.
func eachID(reader index.IndexReader, fn func(number uint64, id string) error) error {
	all, err := reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	defer all.Close()
	for {
		internal, err := all.Next()
		if err != nil || internal == nil {
			return err
		}
		id, err := reader.ExternalID(internal)
		if err != nil {
			return err
		}
		if err := fn(internal.Value(), id); err != nil {
			return err
		}
	}
}

func (g *generation) close() error {
	g.forget()
	return g.idx.Close()
}

// remove closes the index and deletes its folder.
func (g *generation) remove() error { return errors.Join(g.close(), os.RemoveAll(g.path)) }
