package contract

import (
	"slices"
	"testing"

	"github.com/chophien/chophien/search"
)

// nearest: where no product has all the words, those that have the most are shown and the
// answer says so; filters, counts and pages work as ever.
func nearest(t *testing.T, e search.Engine) {
	for _, c := range []struct {
		text    string
		nearest bool
	}{
		{"mật ong rừng trạm tấu", false}, {"maatj ong ruwngf", false}, {"mật o", false},
		{"maatj ong rwungf", false}, {"mậtt ong rừnng", false},
		{"mật ong rừng hawaii", true}, {"gạo séng cù kyoto qwzxv", true}, {"máy giặt", true},
	} {
		r := ask(t, t, e, search.Query{Text: c.text, Facets: []search.Facet{search.ByKind}, Limit: search.MaxLimit})
		if r.Total == 0 || r.Nearest != c.nearest {
			t.Errorf("%q finds %d, nearest %v", c.text, r.Total, r.Nearest)
			continue
		}
		if len(r.Facets[search.ByKind]) == 0 {
			t.Errorf("%q counts nothing", c.text)
			continue
		}
		kind := r.Facets[search.ByKind][0]
		some := ask(t, t, e, search.Query{Text: c.text, Kinds: []string{kind.Value}, Limit: search.MaxLimit})
		if some.Total != kind.N || some.Nearest != c.nearest || slices.ContainsFunc(some.IDs(), func(id string) bool { return !slices.Contains(r.IDs(), id) }) {
			t.Errorf("%q of %s finds %d, nearest %v; %d were counted", c.text, kind.Value, some.Total, some.Nearest, kind.N)
		}
	}
	if r := ask(t, t, e, search.Query{}); r.Nearest {
		t.Error("browsing shows the nearest of nothing")
	}
}

// others: kinds, places and sellers are completed beside products, with how many stand
// behind them; those behind the age gate alone only for who is of age.
func others(t *testing.T, e search.Engine) {
	honey := func(id, shop string) search.Document {
		d := product(id, "Mật ong "+id, 1)
		d.Kinds = []search.Label{label("nong-san", "Nông sản"), label("mat-ong", "Mật ong", "Honey")}
		d.Divisions = []search.Label{{Value: "15-1", Names: map[string]string{"vi": "Xã Mậu A"}, Also: []string{"thị trấn Mậu A", "Văn Yên"}}}
		d.Seller, d.Shop = "s-"+shop, "HTX Mật "+shop
		return d
	}
	wine := product("w", "Rượu ngô", 1)
	wine.Alcohol, wine.Kinds = true, []search.Label{label("ruou", "Rượu mạnh")}
	wine.Seller, wine.Shop = "s-mau", "Hộ ông Mậu"
	fill(t, e, []search.Document{honey("1", "An"), honey("2", "An"), honey("3", "Bình"), wine})
	type line struct {
		of   search.Subject
		id   string
		name string
		n    int
	}
	for _, c := range []struct {
		t    search.Typing
		want []line
	}{
		{search.Typing{Prefix: "mật", Others: 5}, []line{{search.OfKind, "mat-ong", "Mật ong", 3}, {search.OfSeller, "s-An", "HTX Mật An", 2}, {search.OfSeller, "s-Bình", "HTX Mật Bình", 1}}},
		{search.Typing{Prefix: "mat o", Others: 5, Lang: "en"}, []line{{search.OfKind, "mat-ong", "Honey", 3}}},
		{search.Typing{Prefix: "honey", Others: 5}, []line{{search.OfKind, "mat-ong", "Mật ong", 3}}},
		{search.Typing{Prefix: "văn yê", Others: 5}, []line{{search.OfPlace, "15-1", "Xã Mậu A", 3}}},
		{search.Typing{Prefix: "mậu", Others: 5}, []line{{search.OfPlace, "15-1", "Xã Mậu A", 3}}},
		{search.Typing{Prefix: "mậu", Others: 5, IncludeAlcohol: true}, []line{{search.OfPlace, "15-1", "Xã Mậu A", 3}, {search.OfSeller, "s-mau", "Hộ ông Mậu", 1}}},
		{search.Typing{Prefix: "htx b", Others: 1}, []line{{search.OfSeller, "s-Bình", "HTX Mật Bình", 1}}},
		{search.Typing{Prefix: "htx m", Others: 1}, []line{{search.OfSeller, "s-An", "HTX Mật An", 2}}},
		{search.Typing{Prefix: "maatj o", Others: 2}, []line{{search.OfKind, "mat-ong", "Mật ong", 3}}},
		{search.Typing{Prefix: "rượu", Others: 5}, nil},
		{search.Typing{Prefix: "mật"}, nil},
	} {
		got, err := e.Suggest(t.Context(), c.t)
		if err != nil {
			t.Errorf("%+v: %v", c.t, err)
		}
		var lines []line
		for _, s := range got {
			if s.Of != search.OfProduct {
				lines = append(lines, line{s.Of, s.ID, s.Name, s.N})
			}
		}
		if !slices.Equal(lines, c.want) {
			t.Errorf("%+v suggests %v, want %v", c.t, lines, c.want)
		}
	}
}
