package api

import (
	"context"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/bleve"
)

// absent is an engine that is away.
type absent struct{ search.Engine }

func (absent) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, search.ErrAway
}

func (absent) Health(context.Context) (search.Health, error) { return search.Health{}, search.ErrAway }

func (absent) Suggest(context.Context, search.Typing) ([]search.Suggestion, error) {
	return nil, search.ErrAway
}

// Who asks the API cannot tell whether the engine answers or the database.
func TestSearchThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		seller, _ := ct.Seller(t)
		for _, l := range []markettest.Listed{
			{Name: "Chè ở Văn Chấn", Prices: []int64{90_000}, Photo: true},
			{Name: "Chè ở Hà Nội", Ward: markettest.Away, Prices: []int64{250_000}, Photo: true},
			{Name: "Mật ong rừng", Kind: "honey", Prices: []int64{250_000}},
		} {
			l.SellerID = seller
			ct.List(t, l)
		}
		lexicon := search.NewLexicon()
		engine, err := bleve.Open(filepath.Join(t.TempDir(), "search"), lexicon)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = engine.Close() })
		if err := (&feed.Feed{DB: d, Engine: engine, Places: ct.parts.Places, Now: ct.Now}).Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		for name, e := range map[string]search.Engine{"engine": engine, "database": absent{}} {
			t.Run(name, func(t *testing.T) {
				ct.parts.Finder = parts.NewFinder(e, lexicon, d, ct.parts.Places, ct.Now, ct.parts.Log)
				s := streetOf(t, d, ct)
				s.t = t
				searches(t, s)
			})
		}
	})
}

func searches(t *testing.T, s *street) {
	get := func(path string) reply { t.Helper(); return s.ask("GET", prefix+path, "") }
	for near, first := range map[string]string{markettest.Ward: "Chè ở Văn Chấn", markettest.Away: "Chè ở Hà Nội"} {
		if a := get("/search?q=che&sort=distance&near=" + near); a.status != 200 || a.text("items.0.name_vi") != first || a.number("total") != 2 || a.at("nearest") != false {
			t.Errorf("from %s: %d %s", near, a.status, a.raw)
		}
	}
	if a := get("/search?q=" + url.QueryEscape("mật ong xoài")); a.status != 200 || a.at("nearest") != true || a.text("items.0.name_vi") != "Mật ong rừng" {
		t.Errorf("the nearest: %d %s", a.status, a.raw)
	}
	if a := get("/suggestions?q=che"); a.status != 200 || strings.Contains(a.raw, `"of":"kind"`) {
		t.Errorf("suggestions that were not asked for: %d %s", a.status, a.raw)
	}
	a := get("/suggestions?q=che&others=3")
	if a.status != 200 || a.text("items.0.of") != "product" || a.text("items.0.photo.small") == "" || a.number("items.0.products") != 1 {
		t.Errorf("suggestions: %d %s", a.status, a.raw)
	}
	if a.text("items.2.of") != "kind" || a.text("items.2.id") != "tea" || a.number("items.2.products") != 2 {
		t.Errorf("the kind that is suggested: %s", a.raw)
	}
	for query, want := range map[string]string{
		"/search?q=" + strings.Repeat("a", 10_000):      "q=api.long",
		"/suggestions?q=" + strings.Repeat("a", 10_000): "q=api.long",
		"/search?sort=evil":                             "sort=api.word",
		"/search?facet=evil":                            "facet=api.word",
		"/search?limit=-1":                              "limit=page.limit",
		"/search?cursor=" + offsetCursor(1_000_000_000): "cursor=page.cursor",
		"/search?cursor=evil":                           "cursor=page.cursor",
		"/search?sort=distance":                         "near=api.near",
		"/search?sort=distance&near=15":                 "near=place.ward",
		"/search?near=x":                                "near=place.ward",
	} {
		if a := get(query); a.status != 422 || !slices.Equal(a.keys(), []string{want}) {
			t.Errorf("%.60s: %d %v, want %s", query, a.status, a.keys(), want)
		}
	}
	for _, query := range []string{"kind=" + url.QueryEscape("x OR price > 0"), "seller=" + url.QueryEscape(`" OR alcohol = true OR "`), "q=" + url.QueryEscape("zzzz qqqq")} {
		if a := get("/search?" + query); a.status != 200 || a.number("total") != 0 || a.at("items.0") != nil {
			t.Errorf("%s: %d %s", query, a.status, a.raw)
		}
	}
	if a := get("/search?cursor=" + offsetCursor(9_000)); a.status != 200 || a.at("items.0") != nil || a.text("next_cursor") != "" {
		t.Errorf("a page behind the last: %d %s", a.status, a.raw)
	}
}
