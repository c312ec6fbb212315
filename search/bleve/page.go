package bleve

import (
	"cmp"
	"math"
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/search"
)

// hit is a row with its score.
type hit struct {
	*row
	score float32
}

// page keeps the best hits in an order, without sorting those that no page will show.
type page struct {
	order func(a, b hit) int
	keep  int
	hits  []hit
	full  bool // trimmed before: what is worse than the last kept is not worth holding
}

func newPage(q search.Query) *page {
	return &page{order: order(q), keep: q.Offset + q.Limit}
}

// add takes h in. Twice as many as wanted are held before the worse half is dropped.
func (p *page) add(h hit) {
	if p.full && p.order(p.hits[p.keep-1], h) < 0 {
		return
	}
	p.hits = append(p.hits, h)
	if len(p.hits) >= 2*p.keep+64 {
		p.trim()
		p.full = true
	}
}

func (p *page) trim() {
	slices.SortFunc(p.hits, p.order)
	p.hits = p.hits[:min(len(p.hits), p.keep)]
}

// from returns the hits from offset on, best first.
func (p *page) from(offset int) []hit {
	p.trim()
	return p.hits[min(offset, len(p.hits)):]
}

// order compares hits; it never calls two different products equal.
func order(q search.Query) func(a, b hit) int {
	byRelevance := func(a, b hit) int { return relevance(a, b, q.On) }
	first := byRelevance
	switch q.Sort {
	case search.Newest:
		first = func(a, b hit) int { return cmp.Compare(b.published, a.published) }
	case search.PriceAsc:
		first = func(a, b hit) int { return cmp.Or(unpriced(a, b), cmp.Compare(a.price, b.price)) }
	case search.PriceDesc:
		first = func(a, b hit) int { return cmp.Or(unpriced(a, b), cmp.Compare(b.price, a.price)) }
	case search.Stars:
		first = func(a, b hit) int { return cmp.Or(cmp.Compare(b.starsOn(q.On), a.starsOn(q.On)), byRelevance(a, b)) }
	case search.Distance:
		first = func(a, b hit) int {
			return cmp.Or(cmp.Compare(metres(a, q.Near), metres(b, q.Near)), byRelevance(a, b))
		}
	}
	return func(a, b hit) int {
		if c := first(a, b); c != 0 {
			return c
		}
		return cmp.Compare(a.id, b.id)
	}
}

func relevance(a, b hit, on clock.Date) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	if c := cmp.Compare(b.starsOn(on), a.starsOn(on)); c != 0 {
		return c
	}
	if c := cmp.Compare(b.sold, a.sold); c != 0 {
		return c
	}
	return cmp.Compare(b.published, a.published)
}

// metres is how far h is from a point; what lies nowhere is farther than all.
func metres(h hit, from search.Point) float64 {
	if !h.point.Known() {
		return math.Inf(1)
	}
	return h.point.Metres(from)
}

// unpriced puts products without a price last in both directions.
func unpriced(a, b hit) int {
	switch {
	case a.price > 0 == (b.price > 0):
		return 0
	case a.price > 0:
		return -1
	}
	return 1
}
