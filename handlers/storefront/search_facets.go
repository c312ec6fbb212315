package storefront

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/search"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// facets are the ways to narrow what was found.
func (s *shop) facets(ctx context.Context, f *view.Frame, in sought, found search.Result) ([]pages.Facet, error) {
	names, err := s.sellerNames(ctx, found.Facets[search.BySeller], in.Seller)
	if err != nil {
		return nil, err
	}
	today := strconv.Itoa(s.Now().Date().Month())
	one := func(key string, of search.Facet, on func(value string) bool, label func(value string) string, several bool) pages.Facet {
		facet := pages.Facet{Key: key, Name: f.T("search.facet." + key)}
		for _, count := range found.Facets[of] {
			text := label(count.Value)
			if text == "" {
				continue
			}
			value := count.Value
			if key == "season" {
				value = "now"
			}
			facet.Options = append(facet.Options, pages.FacetOption{Label: text, Count: count.N, On: on(value),
				URL: in.address(func(v url.Values) { toggle(v, key, value, several) })})
		}
		return facet
	}
	all := []pages.Facet{
		one("season", search.BySeason, func(v string) bool { return in.Season == v }, func(v string) string {
			if v != today {
				return ""
			}
			return f.T("badge.season")
		}, false),
		one("kind", search.ByKind, func(v string) bool { return slices.Contains(in.Kind, v) }, func(v string) string { return kindName(f.Lang, v) }, true),
		one("ward", search.ByDivision, func(v string) bool { return slices.Contains(in.Ward, v) }, func(v string) string {
			if d, ok := s.Places.Lookup(division.Current, v); ok && d.Level == division.Ward {
				return d.Name
			}
			return ""
		}, true),
		starFacet(f, in, found.Facets[search.ByStars]),
		one("price", search.ByPrice, func(v string) bool { return in.Price == v }, func(v string) string { return bandName(f, v) }, false),
		one("seller", search.BySeller, func(v string) bool { return slices.Contains(in.Seller, v) }, func(v string) string { return names[v] }, true),
	}
	return slices.DeleteFunc(all, func(x pages.Facet) bool { return len(x.Options) == 0 }), nil
}

// starFacet offers what has a certificate that holds today, and so many stars or more.
func starFacet(f *view.Frame, in sought, counts []search.Count) pages.Facet {
	facet := pages.Facet{Key: "stars", Name: f.T("search.facet.stars")}
	for _, least := range []int{1, 4, 5} {
		n, word := 0, strconv.Itoa(least)
		for _, count := range counts {
			if stars, _ := strconv.Atoi(count.Value); stars >= least {
				n += count.N
			}
		}
		if n == 0 && in.Stars != word {
			continue
		}
		label := f.T("search.certified")
		switch least {
		case 4:
			label = f.T("search.stars_from", "n", word)
		case 5:
			label = f.T("badge.stars", "n", word)
		}
		facet.Options = append(facet.Options, pages.FacetOption{Label: label, Count: n, On: in.Stars == word,
			URL: in.address(func(v url.Values) { toggle(v, "stars", word, false) })})
	}
	return facet
}

func (s *shop) sellerNames(ctx context.Context, counts []search.Count, chosen []string) (map[string]string, error) {
	ids := slices.Clone(chosen)
	for _, count := range counts {
		ids = append(ids, count.Value)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return seller.Names(ctx, s.DB.Read(ctx), ids)
}

func bandName(f *view.Frame, key string) string {
	for _, b := range search.Bands {
		switch {
		case b.Key() != key:
		case b.Max.IsZero():
			return f.T("price.above", "price", b.Min)
		default:
			return f.T("price.between", "from", b.Min, "to", b.Max)
		}
	}
	return ""
}
