package bleve

import (
	"context"
	"fmt"

	"github.com/chophien/chophien/search"
)

// Search answers q; see search.Engine.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	q = q.Clean()
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.away() {
		return search.Result{}, search.ErrAway
	}
	t := e.gen.table
	collect := collector{filter: newFilter(q, t), counters: counters(q, t), page: newPage(q)}
	if q.Text == "" {
		for _, r := range t.rows {
			collect.see(hit{r, 0})
		}
		return collect.result(), ctx.Err()
	}
	nearest, err := e.gen.match(ctx, e.lexicon.Read(q.Text), asWritten, false, collect.see)
	if err != nil {
		return search.Result{}, err
	}
	r := collect.result()
	r.Nearest = nearest
	return r, nil
}

// match calls see with every product that answers the readings; it reports whether none
// has all the words, or only by guesses. A batch that could not be written, or a damaged file, can make the
// library panic: that is an error, and the shelf answers.
func (g *generation) match(ctx context.Context, readings []search.Reading, from looseness, namesOnly bool, see func(hit)) (nearest bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("search index %s cannot be read: %v", g.path, p)
		}
	}()
	v, err := g.view()
	if err != nil {
		return false, err
	}
	defer v.snapshot.Close()
	l := lookup{ctx: ctx, reader: v.snapshot, products: len(g.table.rows), scratch: scratchFor(v), only: namesOnly}
	defer l.free()
	if err := l.rank(readings, v.rows, from); err != nil {
		return false, err
	}
	sure := len(l.hits) == 0
	for _, d := range l.hits {
		sure = sure || l.best[d].missing == 0 && l.best[d].sure
		see(hit{v.rows[d], l.best[d].score})
	}
	return !sure, nil
}

// collector turns hits into a result in one pass.
type collector struct {
	filter   filter
	counters []*counter
	page     *page
	total    int
}

func (c *collector) see(h hit) {
	if h.alcohol && !c.filter.q.IncludeAlcohol {
		return
	}
	fails := c.filter.fails(h.row)
	for _, counter := range c.counters {
		counter.see(h.row, fails)
	}
	if fails == 0 {
		c.total++
		c.page.add(h)
	}
}

func (c *collector) result() search.Result {
	q := c.filter.q
	r := search.Result{Total: c.total, More: q.Offset+q.Limit < c.total, Hits: []search.Hit{}}
	for _, h := range c.page.from(q.Offset) {
		r.Hits = append(r.Hits, search.Hit{ID: h.id, Score: float64(h.score)})
	}
	if len(c.counters) > 0 {
		r.Facets = map[search.Facet][]search.Count{}
		for _, counter := range c.counters {
			r.Facets[counter.facet] = counter.counts()
		}
	}
	return r
}
