package contract

import (
	"maps"
	"slices"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"pgregory.net/rapid"
)

// texts are asked under every filter; the empty one is browsing.
var texts = []string{"", "", "chè", "mat ong", "quế yên bái", "miến đao giới phiên", "chè san tuyết", "rượu"}

// filters compares answers with the plain reckoning of the oracle: what is found under
// filters is what is found without them, filtered; totals, orders and facets follow.
func filters(t *testing.T, e search.Engine) {
	docs := Market(t)
	byID := map[string]search.Document{}
	for i, d := range docs {
		if i%10 == 3 {
			d.Price = money.VND{} // on request
		}
		if i%7 == 0 {
			d.Season = 0
		}
		if i%5 == 0 {
			d.StarsUntil = "2026-12-28"
		}
		if i%6 > 0 {
			d.Point = search.Point{Lat: 21_000_000 + int32(i*9_000), Lon: 104_000_000 + int32(i%13*40_000)}
		}
		docs[i], byID[d.ID] = d, d
	}
	put(t, e, docs...)
	some := func(t *rapid.T, label string, f search.Facet) []string {
		pool := slices.Sorted(maps.Keys(counts(search.Query{IncludeAlcohol: true}, docs, f)))
		return rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pool), rapid.Just("unknown")), 0, 3).Draw(t, label)
	}
	rapid.Check(t, func(rt *rapid.T) {
		q := search.Query{
			Text:           rapid.SampledFrom(texts).Draw(rt, "text"),
			StarsMin:       rapid.IntRange(0, 5).Draw(rt, "stars"),
			PriceMin:       money.Of(rapid.Int64Range(0, 1_300_000).Draw(rt, "min")),
			PriceMax:       money.Of(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(1, 1_300_000)).Draw(rt, "max")),
			Month:          rapid.IntRange(0, 12).Draw(rt, "month"),
			IncludeAlcohol: rapid.Bool().Draw(rt, "alcohol"),
			Sort:           rapid.SampledFrom(search.Sorts).Draw(rt, "sort"),
			On:             rapid.SampledFrom([]clock.Date{"", "2026-12-28", "2026-12-31", "2027-01-01"}).Draw(rt, "on"),
			Near:           rapid.SampledFrom([]search.Point{{}, {Lat: 21_700_000, Lon: 104_800_000}}).Draw(rt, "near"),
			Facets:         search.Facets,
		}
		// All filters at once leave nothing to see.
		for _, f := range rapid.SliceOfNDistinct(rapid.SampledFrom([]search.Facet{search.ByKind, search.ByGroup, search.ByDivision, search.BySeller}), 0, 2, rapid.ID).Draw(rt, "by") {
			chosen := some(rt, string(f), f)
			switch f {
			case search.ByKind:
				q.Kinds = chosen
			case search.ByGroup:
				q.Groups = chosen
			case search.ByDivision:
				q.Divisions = chosen
			default:
				q.Sellers = chosen
			}
		}
		candidates := docs
		if q.Text != "" {
			candidates = nil
			for _, id := range everything(t, rt, e, search.Query{Text: q.Text, IncludeAlcohol: true}) {
				candidates = append(candidates, byID[id])
			}
		}
		var want []string
		for _, d := range candidates {
			if meets(q, d, "") {
				want = append(want, d.ID)
			}
		}
		got := everything(t, rt, e, q)
		if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			rt.Fatalf("%+v\nfound  %v\nwanted %v", q, got, want)
		}
		r := ask(t, rt, e, q)
		if r.Total != len(want) {
			rt.Fatalf("total %d, want %d", r.Total, len(want))
		}
		sort := q.Clean().Sort
		for i := 1; i < len(got) && (q.Text == "" || sort != search.Relevance); i++ {
			if !inOrder(q.Clean(), byID[got[i-1]], byID[got[i]]) {
				rt.Fatalf("by %s, %s stands before %s", q.Sort, got[i-1], got[i])
			}
		}
		for _, f := range search.Facets {
			listed(rt, f, r.Facets[f], counts(q, candidates, f))
		}
	})
	put(t, e, Market(t)...)
}

// listed compares a facet with its counts and looks at its order.
func listed(t *rapid.T, f search.Facet, got []search.Count, want map[string]int) {
	n := map[string]int{}
	for i, c := range got {
		n[c.Value] = c.N
		if ranked := f == search.ByKind || f == search.ByGroup || f == search.ByDivision || f == search.BySeller; ranked && i > 0 && got[i-1].N < c.N {
			t.Fatalf("facet %s lists %v before %v", f, got[i-1], c)
		}
	}
	if len(want) <= search.MaxValues && !maps.Equal(n, want) {
		t.Fatalf("facet %s is %v, want %v", f, n, want)
	}
}
