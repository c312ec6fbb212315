package contract

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/chophien/chophien/search"
)

// meets says, the slow and plain way, whether d meets the filters of q, leaving out those
// of one facet.
func meets(q search.Query, d search.Document, but search.Facet) bool {
	among := func(f search.Facet, wanted []string, has ...string) bool {
		return f == but || len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(has, w) })
	}
	price := d.Price.Dong()
	return (q.IncludeAlcohol || !d.Alcohol) &&
		among(search.ByKind, q.Kinds, d.Kinds...) &&
		among(search.ByGroup, q.Groups, d.Group) &&
		among(search.ByDivision, q.Divisions, d.Divisions...) &&
		among(search.BySeller, q.Sellers, d.Seller) &&
		(but == search.ByStars || d.Stars >= q.StarsMin) &&
		(but == search.BySeason || q.Month == 0 || d.Season.Has(q.Month)) &&
		(but == search.ByPrice || price >= q.PriceMin.Dong() && (q.PriceMax.IsZero() || price > 0 && price <= q.PriceMax.Dong()))
}

// values are those of d in a facet.
func values(f search.Facet, d search.Document) []string {
	switch f {
	case search.ByKind:
		return d.Kinds
	case search.ByDivision:
		return d.Divisions
	case search.ByGroup:
		return present(d.Group)
	case search.BySeller:
		return present(d.Seller)
	case search.ByStars:
		if d.Stars > 0 {
			return []string{strconv.Itoa(d.Stars)}
		}
	case search.ByPrice:
		if b, ok := search.BandOf(d.Price); ok {
			return []string{b.Key()}
		}
	case search.BySeason:
		var months []string
		for _, m := range d.Season.List() {
			months = append(months, strconv.Itoa(m))
		}
		return months
	}
	return nil
}

func present(v string) []string {
	if v == "" {
		return nil
	}
	return []string{v}
}

// counts are the facet f over docs under the filters of q but its own.
func counts(q search.Query, docs []search.Document, f search.Facet) map[string]int {
	n := map[string]int{}
	for _, d := range docs {
		if meets(q, d, f) {
			for _, v := range values(f, d) {
				n[v]++
			}
		}
	}
	return n
}

// inOrder says whether a may stand before b.
func inOrder(s search.Sort, a, b search.Document) bool {
	priced := func(d search.Document) bool { return d.Price.Positive() }
	switch s {
	case search.Newest:
		return a.PublishedAt >= b.PublishedAt
	case search.PriceAsc:
		return priced(a) && !priced(b) || priced(a) == priced(b) && a.Price.Cmp(b.Price) <= 0
	case search.PriceDesc:
		return priced(a) && !priced(b) || priced(a) == priced(b) && a.Price.Cmp(b.Price) >= 0
	case search.Stars:
		return a.Stars >= b.Stars
	}
	return cmp.Or(cmp.Compare(b.Stars, a.Stars), cmp.Compare(b.Sold, a.Sold), cmp.Compare(b.PublishedAt, a.PublishedAt)) <= 0
}
