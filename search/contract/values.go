package contract

import (
	"slices"
	"testing"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
)

// odd values are ids, slugs and names that nobody should use and somebody may send.
var odd = []string{
	"Chè", "chè", "che", "CHE", " che ", `kind = x OR price > 0`, `x" OR alcohol = true OR kinds = "x`, `x\" OR alcohol EXISTS OR kinds = \"`, `'`, `\`,
	"x') OR ('1'='1", "a,b", "a b", "🍯", "\u0000", "tab\there", "a|b", "_x63", "[\"x\"]", "null", "_filled",
}

// oddValues: a value is what it is, whatever signs it has: a filter for it finds it alone
// and a facet shows it as it was given.
func oddValues(t *testing.T, e search.Engine) {
	var docs []search.Document
	for i, v := range odd {
		d := product("id "+v, "Chè "+v, 1)
		d.Kinds, d.Divisions = []search.Label{label(v, "Loại "+v)}, []search.Label{label(v, "Nơi "+v)}
		d.Group, d.Seller, d.Shop, d.Price = v, v, "Tiệm "+v, money.Of(int64(1000*(i+1)))
		docs = append(docs, d)
	}
	fill(t, e, docs)
	for i, v := range odd {
		for name, q := range map[string]search.Query{
			"kind": {Kinds: []string{v}}, "group": {Groups: []string{v}}, "division": {Divisions: []string{v}}, "seller": {Sellers: []string{v}},
			"all": {Kinds: []string{v, "none"}, Groups: []string{v}, Divisions: []string{v}, Sellers: []string{v}, Text: "chè"},
		} {
			if ids := everything(t, t, e, q); !slices.Equal(ids, []string{docs[i].ID}) {
				t.Errorf("%s %q finds %q", name, v, ids)
			}
		}
	}
	r := ask(t, t, e, search.Query{Facets: search.Facets})
	for _, f := range []search.Facet{search.ByKind, search.ByGroup, search.ByDivision, search.BySeller} {
		var got []string
		for _, c := range r.Facets[f] {
			if c.N != 1 {
				t.Errorf("%s %q stands behind %d products", f, c.Value, c.N)
			}
			got = append(got, c.Value)
		}
		if !slices.Equal(got, slices.Sorted(slices.Values(odd))) {
			t.Errorf("facet %s shows %q", f, got)
		}
	}
	holds(t, e, everything(t, t, e, search.Query{})...)
	if err := e.Remove(t.Context(), []string{docs[5].ID}); err != nil {
		t.Fatal(err)
	}
	if n := ask(t, t, e, search.Query{}).Total; n != len(odd)-1 {
		t.Errorf("%d products are left of %d after one went", n, len(odd))
	}
}

// farPages and unknown words of a query are answered like any other.
func farPages(t *testing.T, e search.Engine) {
	all := ask(t, t, e, search.Query{}).Total
	for _, q := range []search.Query{
		{Offset: 1_000_000_000}, {Offset: 1_000_000_000, Text: "chè"}, {Offset: search.MaxOffset - 1, Limit: 1 << 40, Sort: search.Stars, On: "2026-12-30"},
	} {
		if r := ask(t, t, e, q); len(r.Hits) != 0 || r.More || q.Text == "" && r.Total != all {
			t.Errorf("%+v shows %d of %d, more %v", q, len(r.Hits), r.Total, r.More)
		}
	}
	plain := ask(t, t, e, search.Query{Text: "chè"}).IDs()
	for _, q := range []search.Query{{Offset: -5}, {Limit: -1}, {Sort: "price; DROP"}, {Facets: []search.Facet{"nothing", "_geo"}}, {Sort: search.Distance}, {StarsMin: -1, Month: 13}} {
		q.Text = "chè"
		if r := ask(t, t, e, q); !slices.Equal(r.IDs(), plain) || len(r.Facets) > 0 {
			t.Errorf("%+v finds %v, want %v", q, r.IDs(), plain)
		}
	}
}
