package bleve

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/search"
)

// counter counts rows by the values of one facet.
type counter struct {
	facet  search.Facet
	bit    uint
	n      []int
	add    func(n []int, r *row)
	name   func(value int) string
	ranked bool // most frequent first; else in the order of the values
}

// counters are those that a query asks for.
func counters(q search.Query, t *table) []*counter {
	var out []*counter
	for _, f := range q.Facets {
		c := t.counter(f, q.On)
		c.facet, c.bit = f, bit(f)
		out = append(out, c)
	}
	return out
}

func (t *table) counter(f search.Facet, on clock.Date) *counter {
	several := func(l *list, of func(*row) []int) *counter {
		return &counter{n: make([]int, len(l.values)), name: l.name, ranked: true, add: func(n []int, r *row) {
			for _, v := range of(r) {
				n[v]++
			}
		}}
	}
	one := func(size int, name func(int) string, of func(*row) int) *counter {
		return &counter{n: make([]int, size), name: name, add: func(n []int, r *row) {
			if v := of(r); v >= 0 {
				n[v]++
			}
		}}
	}
	listed := func(l *list, of func(*row) int) *counter {
		c := one(len(l.values), l.name, of)
		c.ranked = true
		return c
	}
	ordinal := func(v int) string { return strconv.Itoa(v + 1) }
	switch f {
	case search.ByKind:
		return several(t.kinds, func(r *row) []int { return r.kinds })
	case search.ByDivision:
		return several(t.divisions, func(r *row) []int { return r.divisions })
	case search.ByGroup:
		return listed(t.groups, func(r *row) int { return r.group })
	case search.BySeller:
		return listed(t.sellers, func(r *row) int { return r.seller })
	case search.ByPrice:
		return one(len(search.Bands), func(v int) string { return search.Bands[v].Key() }, func(r *row) int { return r.band })
	case search.ByStars:
		// Products without stars are not a choice, so they are in none.
		return one(5, ordinal, func(r *row) int { return min(r.starsOn(on), 5) - 1 })
	}
	return &counter{n: make([]int, 12), name: ordinal, add: func(n []int, r *row) {
		for month := range 12 {
			if r.season.Has(month + 1) {
				n[month]++
			}
		}
	}}
}

// see counts r, unless it fails a condition of another facet than this one.
func (c *counter) see(r *row, fails uint) {
	if fails&^c.bit == 0 {
		c.add(c.n, r)
	}
}

func (c *counter) counts() []search.Count {
	out := []search.Count{}
	for v, n := range c.n {
		if n > 0 {
			out = append(out, search.Count{Value: c.name(v), N: n})
		}
	}
	if c.ranked {
		slices.SortFunc(out, func(a, b search.Count) int {
			if a.N != b.N {
				return b.N - a.N
			}
			return cmp.Compare(a.Value, b.Value)
		})
	}
	return out[:min(len(out), search.MaxValues)]
}
