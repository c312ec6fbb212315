package meilisearch

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/chophien/chophien/search"
)

// facetFields holds the values of each facet.
var facetFields = map[search.Facet]string{
	search.ByKind: fieldKinds, search.ByGroup: fieldGroup, search.ByDivision: fieldDivisions, search.ByStars: fieldRank,
	search.ByPrice: fieldBand, search.BySeason: fieldMonths, search.BySeller: fieldSeller,
}

// counting says in which answer of a batch a facet is counted.
type counting map[search.Facet]int

// apart adds a question for every facet that is counted under other filters than the hits:
// those that the query narrows by, and stars, which end on a day. The others are returned
// by field, to be counted with the hits.
func (c counting) apart(b *batch, q search.Query, set string) (together []string) {
	for _, f := range q.Facets {
		day := ""
		if f == search.ByStars {
			day = ranked(q.On)
		}
		if day == "" && !filtered(q, f) {
			together = append(together, facetFields[f])
			continue
		}
		c[f] = b.count(every(set, conditions(q, f), day), facetFields[f])
	}
	return together
}

// read lists the facets of q; those without an answer of their own are counted in main.
func (c counting) read(got answers, main int, q search.Query) map[search.Facet][]search.Count {
	if len(q.Facets) == 0 {
		return nil
	}
	out := map[search.Facet][]search.Count{}
	for _, f := range q.Facets {
		i, ok := c[f]
		if !ok {
			i = main
		}
		out[f] = listed(f, got.results[i].facets[facetFields[f]])
	}
	return out
}

// listed puts values in the order of search.Result.
func listed(f search.Facet, n map[string]int) []search.Count {
	out := []search.Count{}
	for v, count := range n {
		if count > 0 {
			out = append(out, search.Count{Value: plain(v), N: count})
		}
	}
	slices.SortFunc(out, func(a, b search.Count) int {
		switch f {
		case search.ByPrice:
			return cmp.Compare(band(a.Value), band(b.Value))
		case search.ByStars, search.BySeason:
			x, _ := strconv.Atoi(a.Value)
			y, _ := strconv.Atoi(b.Value)
			return cmp.Compare(x, y)
		}
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), search.MaxValues)]
}

func band(key string) int {
	return slices.IndexFunc(search.Bands, func(b search.Band) bool { return b.Key() == key })
}
