package meilisearch

import (
	"cmp"
	"fmt"
	"math"

	"github.com/chophien/chophien/search"
)

// hit is a product found.
type hit struct {
	card
	face  face
	score float64
}

// order compares hits that are all at hand, as the embedded engine does; it never calls two
// different products equal.
func order(q search.Query) func(a, b hit) int {
	byRelevance := func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.starsOn(q.On), a.starsOn(q.On)), cmp.Compare(b.Sold, a.Sold), cmp.Compare(b.Published, a.Published))
	}
	first := byRelevance
	switch q.Sort {
	case search.Newest:
		first = func(a, b hit) int { return cmp.Compare(b.Published, a.Published) }
	case search.PriceAsc:
		first = func(a, b hit) int { return cmp.Or(unpriced(a, b), cmp.Compare(a.Price, b.Price)) }
	case search.PriceDesc:
		first = func(a, b hit) int { return cmp.Or(unpriced(a, b), cmp.Compare(b.Price, a.Price)) }
	case search.Stars:
		first = func(a, b hit) int {
			return cmp.Or(cmp.Compare(b.starsOn(q.On), a.starsOn(q.On)), byRelevance(a, b))
		}
	case search.Distance:
		first = func(a, b hit) int { return cmp.Or(cmp.Compare(a.metres(q.Near), b.metres(q.Near)), byRelevance(a, b)) }
	}
	return func(a, b hit) int { return cmp.Or(first(a, b), cmp.Compare(a.ID, b.ID)) }
}

// metres is how far a product is from a point; what lies nowhere is farther than all.
func (c *card) metres(from search.Point) float64 {
	if !c.Point.Known() {
		return math.Inf(1)
	}
	return c.Point.Metres(from)
}

// unpriced puts products without a price last in both directions.
func unpriced(a, b hit) int {
	switch {
	case a.Price > 0 == (b.Price > 0):
		return 0
	case a.Price > 0:
		return -1
	}
	return 1
}

// shelf is a part of an answer in the server's order. One answer may take several, one
// after the other: the server cannot order by stars as they stand on a day.
type shelf struct {
	filter string // beside that of the answer
	sort   []string
}

// shelves is the server's order for q, where not all hits are at hand.
func shelves(q search.Query) []shelf {
	rest := []string{"sold:desc", "published:desc", "id:asc"}
	byStars := append([]string{"stars:desc"}, rest...)
	switch q.Sort {
	case search.Newest:
		return []shelf{{"", []string{"published:desc", "id:asc"}}}
	case search.PriceAsc:
		return []shelf{{"", []string{"price:asc", "id:asc"}}}
	case search.PriceDesc:
		return []shelf{{"", []string{"price:desc", "id:asc"}}}
	case search.Distance:
		near := fmt.Sprintf("_geoPoint(%.6f,%.6f):asc", float64(q.Near.Lat)/1e6, float64(q.Near.Lon)/1e6)
		return []shelf{{"", append([]string{near}, byStars...)}}
	}
	if q.On == "" {
		return []shelf{{"", byStars}}
	}
	shown := every(number(fieldStars, ">", 0), ranked(q.On))
	return []shelf{{shown, byStars}, {not(shown), rest}}
}

// best is the order in which products are weighed where there are too many: those that the
// question covers most first.
var best = []string{"length:asc", "stars:desc", "sold:desc", "published:desc", "id:asc"}

// graded makes a shelf of each tier and one of the rest.
func graded(tiers []string) []shelf {
	var out []shelf
	above := ""
	for _, t := range tiers {
		s := shelf{t, best}
		if above != "" {
			s.filter = every(t, not(above))
		}
		out, above = append(out, s), t
	}
	if above == "" {
		return []shelf{{"", best}}
	}
	return append(out, shelf{not(above), best})
}

// stretch is a run of hits on one shelf.
type stretch struct{ shelf, offset, limit int }

// cut finds the hits from offset on, at most limit, on shelves that hold totals.
func cut(totals []int, offset, limit int) []stretch {
	var out []stretch
	for i, n := range totals {
		if take := min(limit, n-offset); take > 0 {
			out = append(out, stretch{i, offset, take})
			limit -= take
			offset = 0
			continue
		}
		offset = max(offset-n, 0)
	}
	return out
}
