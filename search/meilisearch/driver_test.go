package meilisearch

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// stall is a few goods of every sort.
func stall() []search.Document {
	kind := func(value, vi, en string) search.Label {
		return search.Label{Value: value, Names: map[string]string{"vi": vi, "en": en}}
	}
	good := func(id, name, seller string, price int64, kinds ...search.Label) search.Document {
		return search.Document{
			ID: id, Version: 1, Names: map[string]string{"vi": name}, Shop: "HTX " + seller, Seller: seller, Kinds: kinds,
			Divisions: []search.Label{{Value: "15", Names: map[string]string{"vi": "Lào Cai"}}}, Places: []string{"Văn Chấn"},
			Price: money.Of(price), Season: search.MonthsOf(3, 4), Image: "img/" + id, PublishedAt: 1000,
		}
	}
	honey, tea, wine := kind("mat-ong", "Mật ong", "Honey"), kind("che", "Chè", "Tea"), kind("ruou", "Rượu", "Spirits")
	docs := []search.Document{
		good("a", "Mật ong rừng Trạm Tấu", "an", 200_000, honey), good("b", "Mật ong hoa nhãn", "binh", 120_000, honey),
		good("c", "Chè Shan tuyết Suối Giàng", "an", 300_000, tea), good("d", "Tuyết Sơn Trà", "chau", 0, tea), good("e", "Rượu ngô", "binh", 90_000, wine),
	}
	docs[0].Stars, docs[0].StarsUntil, docs[2].Stars, docs[2].StarsUntil = 4, "2026-12-28", 3, "2027-12-31"
	docs[0].Point, docs[2].Point = search.Point{Lat: 21_500_000, Lon: 104_400_000}, search.Point{Lat: 21_600_000, Lon: 104_600_000}
	docs[3].Descriptions = map[string]string{"vi": "Chè cổ thụ, có mật của nắng"}
	docs[4].Alcohol = true
	return docs
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestRecordedSettingsAreAppliedWhenTheyDiffer(t *testing.T) {
	e, s := recorded(t)
	const settings = "/indexes/recorded_" + schema + "/settings"
	if n := s.asked(http.MethodPatch, settings); n != 1 {
		t.Errorf("a new index got its settings %d times", n)
	}
	again(t, s)
	if n := s.asked(http.MethodPatch, settings); n != 1 {
		t.Errorf("settings that fit were written again (%d)", n)
	}
	if h := must[search.Health](t)(e.Health(t.Context())); !h.RebuildWanted || h.Documents != 0 {
		t.Errorf("a new index is %+v", h)
	}
}

func TestRecordedFailureOfATaskIsTold(t *testing.T) {
	e, _ := recorded(t)
	// The server takes the request and fails the task.
	err := e.done(t.Context())(e.write.Index(e.index).AddDocumentsWithContext(t.Context(), []map[string]int{{fieldSold: 1}}, nil))
	var failed TaskError
	if !errors.As(err, &failed) || failed.Code != "missing_document_id" {
		t.Errorf("%v", err)
	}
	if h := must[search.Health](t)(e.Health(t.Context())); h.Documents != 0 {
		t.Errorf("%d products are held", h.Documents)
	}
}

func TestRecordedRebuildSwapsAndLeavesNothing(t *testing.T) {
	e, s := recorded(t)
	err := e.Rebuild(t.Context(), func(yield func(search.Document, error) bool) {
		for _, d := range stall() {
			if !yield(d, nil) {
				return
			}
		}
		newer := stall()[1]
		newer.Version = 2
		if err := errors.Join(e.Put(t.Context(), []search.Document{newer}), e.Remove(t.Context(), []string{"c"})); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := s.asked(http.MethodPost, "/swap-indexes"); n != 1 {
		t.Errorf("swapped %d times", n)
	}
	if h := must[search.Health](t)(e.Health(t.Context())); h.RebuildWanted || h.Documents != 4 {
		t.Errorf("after a rebuild: %+v", h)
	}
	// The past is skipped, also against what came during the rebuild.
	if err := e.Put(t.Context(), stall()[1:2]); err != nil {
		t.Error(err)
	}
	boom := errors.New("the database went away")
	if err := e.Rebuild(t.Context(), func(yield func(search.Document, error) bool) { yield(search.Document{}, boom) }); !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
	page := must[int64](t)(e.count(t.Context()))
	if page != 1 {
		t.Errorf("%d indexes are left", page)
	}
}

// count is how many indexes there are for this engine.
func (e *Engine) count(ctx context.Context) (int64, error) {
	page, err := e.write.ListIndexesWithContext(ctx, nil)
	if err != nil {
		return 0, err
	}
	var n int64
	for _, i := range page.Results {
		if len(i.UID) >= len(e.index) && i.UID[:len(e.index)] == e.index {
			n++
		}
	}
	return n, nil
}

func TestRecordedAnswersAreMapped(t *testing.T) {
	e, _ := recorded(t)
	if err := e.Rebuild(t.Context(), contract.All(stall())); err != nil {
		t.Fatal(err)
	}
	ids := func(q search.Query) []string {
		t.Helper()
		return must[search.Result](t)(e.Search(t.Context(), q)).IDs()
	}
	for name, c := range map[string]struct {
		q    search.Query
		want []string
	}{
		"as written":        {search.Query{Text: "mật ong"}, []string{"b", "a"}},
		"synonym":           {search.Query{Text: "trà shan"}, []string{"c"}},
		"unfinished":        {search.Query{Text: "mat ong ru"}, []string{"a"}},
		"misspelled":        {search.Query{Text: "tuyêt sơn cha"}, []string{"d"}},
		"newest":            {search.Query{Sort: search.Newest}, []string{"a", "b", "c", "d"}},
		"cheapest":          {search.Query{Sort: search.PriceAsc}, []string{"b", "a", "c", "d"}},
		"dearest":           {search.Query{Sort: search.PriceDesc, IncludeAlcohol: true}, []string{"c", "a", "b", "e", "d"}},
		"stars":             {search.Query{Sort: search.Stars}, []string{"a", "c", "b", "d"}},
		"stars, a day late": {search.Query{Sort: search.Stars, On: "2026-12-29"}, []string{"c", "a", "b", "d"}},
		"nearest to here":   {search.Query{Sort: search.Distance, Near: search.Point{Lat: 21_610_000, Lon: 104_600_000}}, []string{"c", "a", "b", "d"}},
		"filtered":          {search.Query{Kinds: []string{"mat-ong"}, Sellers: []string{"binh", "chau"}, Month: 3}, []string{"b"}},
	} {
		if got := ids(c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	r := must[search.Result](t)(e.Search(t.Context(), search.Query{Kinds: []string{"mat-ong"}, On: "2026-12-29", Facets: []search.Facet{search.ByKind, search.ByStars, search.ByPrice}}))
	want := map[search.Facet][]search.Count{
		search.ByKind: {{Value: "che", N: 2}, {Value: "mat-ong", N: 2}}, search.ByStars: {}, search.ByPrice: {{Value: "100000-199999", N: 1}, {Value: "200000-499999", N: 1}},
	}
	if !reflect.DeepEqual(r.Facets, want) || r.Total != 2 {
		t.Errorf("%d hits, facets %v", r.Total, r.Facets)
	}
	if r := must[search.Result](t)(e.Search(t.Context(), search.Query{Text: "mật ong rừng hawaii"})); !r.Nearest || !slices.Equal(r.IDs(), []string{"a"}) {
		t.Errorf("nearest %v: %v", r.Nearest, r.IDs())
	}
	got := must[[]search.Suggestion](t)(e.Suggest(t.Context(), search.Typing{Prefix: "mật o", Others: 3}))
	suggestions := []search.Suggestion{
		{Of: search.OfProduct, ID: "b", Name: "Mật ong hoa nhãn", Image: "img/b", N: 1}, {Of: search.OfProduct, ID: "a", Name: "Mật ong rừng Trạm Tấu", Image: "img/a", N: 1},
		{Of: search.OfKind, ID: "mat-ong", Name: "Mật ong", N: 2},
	}
	if !reflect.DeepEqual(got, suggestions) {
		t.Errorf("suggested %+v", got)
	}
}
