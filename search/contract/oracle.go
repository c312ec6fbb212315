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
		among(search.ByKind, q.Kinds, slugs(d.Kinds)...) &&
		among(search.ByGroup, q.Groups, d.Group) &&
		among(search.ByDivision, q.Divisions, slugs(d.Divisions)...) &&
		among(search.BySeller, q.Sellers, d.Seller) &&
		(but == search.ByStars || d.StarsOn(q.On) >= q.StarsMin) &&
		(but == search.BySeason || q.Month == 0 || d.Season.Has(q.Month)) &&
		(but == search.ByPrice || price >= q.PriceMin.Dong() && (q.PriceMax.IsZero() || price > 0 && price <= q.PriceMax.Dong()))
}

// values are those of d in a facet.
func values(q search.Query, f search.Facet, d search.Document) []string {
	switch f {
	case search.ByKind:
		return slugs(d.Kinds)
	case search.ByDivision:
		return slugs(d.Divisions)
	case search.ByGroup:
		return present(d.Group)
	case search.BySeller:
		return present(d.Seller)
	case search.ByStars:
		if n := d.StarsOn(q.On); n > 0 {
			return []string{strconv.Itoa(n)}
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

func slugs(labels []search.Label) []string {
	var out []string
	for _, l := range labels {
		out = append(out, l.Value)
	}
	return out
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
			for _, v := range values(q, f, d) {
				n[v]++
			}
		}
	}
	return n
}

// inOrder says whether a may stand before b.
func inOrder(q search.Query, a, b search.Document) bool {
	priced := func(d search.Document) bool { return d.Price.Positive() }
	switch q.Sort {
	case search.Newest:
		return a.PublishedAt >= b.PublishedAt
	case search.PriceAsc:
		return priced(a) && !priced(b) || priced(a) == priced(b) && a.Price.Cmp(b.Price) <= 0
	case search.PriceDesc:
		return priced(a) && !priced(b) || priced(a) == priced(b) && a.Price.Cmp(b.Price) >= 0
	case search.Stars:
		return a.StarsOn(q.On) >= b.StarsOn(q.On)
	case search.Distance:
		return a.Point.Known() && !b.Point.Known() || a.Point.Known() == b.Point.Known() && q.Near.Metres(a.Point) <= q.Near.Metres(b.Point)
	}
	return cmp.Or(cmp.Compare(b.StarsOn(q.On), a.StarsOn(q.On)), cmp.Compare(b.Sold, a.Sold), cmp.Compare(b.PublishedAt, a.PublishedAt)) <= 0
}
