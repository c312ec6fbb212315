package bleve

import (
	"slices"

	"github.com/chophien/chophien/search"
)

// filter is a query's conditions in the numbers of one table.
type filter struct {
	q                                 search.Query
	kinds, groups, divisions, sellers []int
}

func newFilter(q search.Query, t *table) filter {
	return filter{
		q: q, kinds: t.kinds.known(q.Kinds), groups: t.groups.known(q.Groups),
		divisions: t.divisions.known(q.Divisions), sellers: t.sellers.known(q.Sellers),
	}
}

// fails names the facets whose conditions r does not meet, as bits in the order of
// search.Facets. A product behind the age gate is turned away before.
func (f *filter) fails(r *row) (bits uint) {
	q := &f.q
	if len(q.Kinds) > 0 && !meet(f.kinds, r.kinds) {
		bits |= bit(search.ByKind)
	}
	if len(q.Groups) > 0 && !slices.Contains(f.groups, r.group) {
		bits |= bit(search.ByGroup)
	}
	if len(q.Divisions) > 0 && !meet(f.divisions, r.divisions) {
		bits |= bit(search.ByDivision)
	}
	if q.StarsMin > 0 && r.starsOn(q.On) < q.StarsMin {
		bits |= bit(search.ByStars)
	}
	if low, high := q.PriceMin.Dong(), q.PriceMax.Dong(); low > 0 && r.price < low || high > 0 && (r.price > high || r.price <= 0) {
		bits |= bit(search.ByPrice)
	}
	if q.Month > 0 && !r.season.Has(q.Month) {
		bits |= bit(search.BySeason)
	}
	if len(q.Sellers) > 0 && !slices.Contains(f.sellers, r.seller) {
		bits |= bit(search.BySeller)
	}
	return bits
}

func meet(a, b []int) bool {
	return slices.ContainsFunc(a, func(n int) bool { return slices.Contains(b, n) })
}

func bit(f search.Facet) uint { return 1 << slices.Index(search.Facets, f) }
