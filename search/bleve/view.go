package bleve

import (
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// view is one snapshot of the words with the row of each of its documents.
type view struct {
	snapshot *scorch.IndexSnapshot
	rows     []*row // by document number; nil where deleted
}

// snapshot opens the newest snapshot; the caller closes it.
func (g *generation) snapshot() (*scorch.IndexSnapshot, error) {
	reader, err := g.inner.Reader()
	if err != nil {
		return nil, err
	}
	s, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("search: the index is read by a %T", reader)
	}
	return s, nil
}

// view returns the newest snapshot; the caller closes it. The caller holds the engine's
// mu, so that rows stand still.
func (g *generation) view() (view, error) {
	s, err := g.snapshot()
	if err != nil {
		return view{}, err
	}
	g.numbering.Lock()
	defer g.numbering.Unlock()
	// The snapshot of an unchanged index is the same one; while we keep it open no other
	// can take its address.
	if g.current != nil && g.current.snapshot == s {
		return *g.current, nil
	}
	v := view{s, make([]*row, 0, len(g.table.rows))}
	segments := map[uint64][]*row{}
	for _, segment := range s.Segments() {
		rows, known := g.segments[segment.Id()]
		if !known {
			rows = make([]*row, segment.FullSize())
			for i := range rows {
				id, err := segment.DocID(uint64(i))
				if err != nil {
					_ = s.Close()
					return view{}, err
				}
				rows[i] = g.table.byID[string(id)]
			}
			// While a batch is on its way, a new segment has words of products whose rows
			// are still the old ones: it is numbered again once they are exchanged.
			if g.exchanging {
				g.halfway = append(g.halfway, segment.Id())
			}
		}
		segments[segment.Id()] = rows
		from := len(v.rows)
		v.rows = append(v.rows, rows...)
		if gone := segment.Deleted(); gone != nil {
			for it := gone.Iterator(); it.HasNext(); {
				v.rows[from+int(it.Next())] = nil
			}
		}
	}
	g.dropCurrent()
	s.AddRef()
	g.current, g.segments = &v, segments
	return v, nil
}

// exchange tells that a batch is on its way to the words, whose rows follow.
func (g *generation) exchange() {
	g.numbering.Lock()
	defer g.numbering.Unlock()
	g.exchanging = true
}

// exchanged drops the numbering after rows have changed, or have not.
func (g *generation) exchanged() {
	g.numbering.Lock()
	defer g.numbering.Unlock()
	g.exchanging = false
	for _, id := range g.halfway {
		delete(g.segments, id)
	}
	g.halfway = nil
	g.dropCurrent()
}

func (g *generation) dropCurrent() {
	if g.current != nil {
		_ = g.current.snapshot.Close()
		g.current = nil
	}
}
