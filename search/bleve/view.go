package bleve

import (
	"errors"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// view is one snapshot of the words with the row of each of its documents.
type view struct {
	reader index.IndexReader
	rows   []*row // by document number; nil where deleted
}

// view returns the newest snapshot; the caller closes its reader. The caller holds the
// engine's mu, so that rows stand still.
func (g *generation) view() (view, error) {
	reader, err := g.inner.Reader()
	if err != nil {
		return view{}, err
	}
	g.numbering.Lock()
	defer g.numbering.Unlock()
	// The reader of an unchanged index is the same one; while we keep it open no other
	// can take its address.
	if g.current != nil && g.current.reader == reader {
		return view{reader, g.current.rows}, nil
	}
	rows := make([]*row, 0, len(g.table.rows))
	err = eachID(reader, func(number uint64, id string) error {
		for uint64(len(rows)) <= number {
			rows = append(rows, nil)
		}
		rows[number] = g.table.find(id)
		return nil
	})
	if err != nil {
		return view{}, errors.Join(err, reader.Close())
	}
	g.dropCurrent()
	if snapshot, ok := reader.(*scorch.IndexSnapshot); ok {
		snapshot.AddRef()
		g.current = &view{reader, rows}
	}
	return view{reader, rows}, nil
}

// forget drops the numbering after rows have changed.
func (g *generation) forget() {
	g.numbering.Lock()
	defer g.numbering.Unlock()
	g.dropCurrent()
}

func (g *generation) dropCurrent() {
	if g.current != nil {
		g.current.reader.Close()
		g.current = nil
	}
}
