package parts

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/bleve"
)

var places = sync.OnceValues(func() (*division.Directory, error) { return division.New("15") })

// twin is one shelf behind two doors: with its engine, and with one that is away.
type twin struct {
	*markettest.Market
	with, without *Finder
	names         map[string]string // by product id
	sellers       []string
}

type away struct{ search.Engine }

func (away) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, search.ErrAway
}

func (away) Health(context.Context) (search.Health, error) { return search.Health{}, search.ErrAway }

func (away) Suggest(context.Context, search.Typing) ([]search.Suggestion, error) {
	return nil, search.ErrAway
}

func open(t *testing.T, d *db.DB) *twin {
	t.Helper()
	atlas, err := places()
	if err != nil {
		t.Fatal(err)
	}
	w := &twin{Market: markettest.New(t, d), names: map[string]string{}}
	for range 2 {
		id, _ := w.Seller(t)
		w.sellers = append(w.sellers, id)
	}
	for i, l := range []markettest.Listed{
		{Name: "Chè Shan tuyết Suối Giàng", Kind: "tea", Group: 1, Season: 0b1111, Prices: []int64{450_000, 90_000}, Stars: 5},
		{Name: "Trà hoa vàng", Kind: "tea", Group: 2, Prices: []int64{120_000}, Stars: 4, Until: "2026-10-01"},
		{Name: "Gạo nếp Tú Lệ", Kind: "rice", Group: 1, Season: 1 << 9, Prices: []int64{45_000}, Stars: 3},
		{Name: "Mật ong bạc hà", Kind: "honey", Ward: markettest.Away, Prices: []int64{250_000}},
		{Name: "Mật ong rừng", Kind: "honey", Season: 0xfff, Prices: []int64{250_000, 480_000}},
		{Name: "Rượu thóc La Pán Tẩn", Kind: "spirits", Class: "alcohol", Prices: []int64{90_000}},
		{Name: "Ngày ở bản", Kind: "homestay"},
		{Name: "Măng khô", Kind: "vegetables", Group: 1, Prices: []int64{999_999}},
		{Name: "Miến dong Giới Phiên", Kind: "noodles", Group: 1, Prices: []int64{1_000_000}},
	} {
		l.SellerID = w.sellers[i%2]
		w.names[w.List(t, l)] = l.Name
		w.Pass(time.Minute)
	}
	lexicon := search.NewLexicon()
	engine, err := bleve.Open(filepath.Join(t.TempDir(), "search"), lexicon)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	if err := (&feed.Feed{DB: d, Engine: engine, Places: atlas, Now: w.Now}).Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	w.with = NewFinder(engine, lexicon, d, atlas, w.Now, log)
	w.without = NewFinder(away{}, lexicon, d, atlas, w.Now, log)
	return w
}

func (w *twin) found(r search.Result) string {
	var all []string
	for _, id := range r.IDs() {
		all = append(all, w.names[id])
	}
	return strings.Join(all, ", ")
}

// A buyer who filters, sorts and turns pages cannot tell whether the engine answers.
func TestTheShelfAnswersAsTheEngineDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		some := func(values ...string) *rapid.Generator[[]string] {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(values), 0, 2, rapid.ID)
		}
		price := rapid.SampledFrom([]int64{0, 1, 45_000, 90_000, 100_000, 250_000, 999_999, 1_000_000})
		rapid.Check(t, func(rt *rapid.T) {
			q := search.Query{
				Kinds: some("tea", "honey", "rice", "spirits", "none").Draw(rt, "kinds"), Groups: some("1", "2", "6").Draw(rt, "groups"),
				Divisions: some(markettest.Ward, markettest.Away, "15", "01", "x").Draw(rt, "divisions"), Sellers: some(append(w.sellers, "nobody")...).Draw(rt, "sellers"),
				StarsMin: rapid.IntRange(0, 5).Draw(rt, "stars"), PriceMin: money.Of(price.Draw(rt, "from")), PriceMax: money.Of(price.Draw(rt, "to")),
				Month: rapid.IntRange(0, 12).Draw(rt, "month"), IncludeAlcohol: rapid.Bool().Draw(rt, "adult"), On: w.Now().Date(),
				Near: search.Point{Lat: 21_000_000, Lon: 105_800_000}, Sort: rapid.SampledFrom(search.Sorts).Draw(rt, "sort"),
				Limit: rapid.IntRange(1, 4).Draw(rt, "limit"), Offset: rapid.IntRange(0, 9).Draw(rt, "offset"), Facets: search.Facets,
			}
			want, err := w.with.Search(t.Context(), q)
			if err != nil {
				rt.Fatal(err)
			}
			got, err := w.without.Search(t.Context(), q)
			if err != nil {
				rt.Fatal(err)
			}
			if got.Total != want.Total || got.More != want.More || w.found(got) != w.found(want) {
				rt.Fatalf("%+v\nthe shelf: %d, %v, %s\nthe engine: %d, %v, %s", q, got.Total, got.More, w.found(got), want.Total, want.More, w.found(want))
			}
			for _, f := range search.Facets {
				if !slices.Equal(got.Facets[f], want.Facets[f]) {
					rt.Fatalf("%+v\n%s on the shelf: %v, in the engine: %v", q, f, got.Facets[f], want.Facets[f])
				}
			}
		})
	})
}

func TestTheShelfIsFoundByWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for text, want := range map[string]string{
			"che shan": "Chè Shan tuyết Suối Giàng", "Mật ong rừng": "Mật ong rừng", "mat ong rwngf": "Mật ong rừng", "trà shan tuyết": "Chè Shan tuyết Suối Giàng",
			"gaonep": "Gạo nếp Tú Lệ", "miến đao": "Miến dong Giới Phiên", "honey hà nội": "Mật ong bạc hà", "chè Đồng Khê": "", "gạo văn chấn": "Gạo nếp Tú Lệ",
			"ruou": "", "…": "", "'; DROP TABLE products; --": "", "kind = x OR price > 0": "", "%": "", "_": "",
		} {
			got, err := w.without.Search(t.Context(), search.Query{Text: text})
			if err != nil || !strings.HasPrefix(w.found(got), want) || want == "" && !got.Nearest && got.Total > 0 {
				t.Errorf("%q finds %s (nearest: %v), %v", text, w.found(got), got.Nearest, err)
			}
		}
		near, err := w.without.Search(t.Context(), search.Query{Text: "mật ong xoài"})
		if err != nil || !near.Nearest || near.Total != 2 {
			t.Errorf("nearest to honey: %s, %+v, %v", w.found(near), near, err)
		}
		typed, err := w.without.Suggest(t.Context(), search.Typing{Prefix: "che", Others: 3})
		if err != nil || len(typed) < 2 || typed[0].Name != "Chè Shan tuyết Suối Giàng" || !slices.ContainsFunc(typed, func(s search.Suggestion) bool {
			return s.Of == search.OfKind && s.ID == "tea" && s.N == 2
		}) {
			t.Errorf("%+v, %v", typed, err)
		}
		for _, s := range typed {
			if s.ID == "spirits" {
				t.Error("what is behind the age gate is suggested")
			}
		}
	})
}

// moody is an engine that does what it is told, and counts how often it is asked.
type moody struct {
	search.Engine
	mood  atomic.Value // of error, or nil for well, or errHang
	asked atomic.Int32
	empty atomic.Bool // never filled
}

var errHang = errors.New("hangs")

func (m *moody) Health(context.Context) (search.Health, error) {
	return search.Health{RebuildWanted: m.empty.Load()}, nil
}

func (m *moody) Search(ctx context.Context, _ search.Query) (search.Result, error) {
	m.asked.Add(1)
	switch err := m.mood.Load().(error); {
	case errors.Is(err, errHang):
		<-ctx.Done()
		return search.Result{}, ctx.Err()
	case errors.Is(err, errWell):
		return search.Result{Total: 77}, nil
	default:
		return search.Result{}, err
	}
}

var errWell = errors.New("is well")

// A breaker over a clock that stands: what passes is what the test lets pass.
func finderOf(e search.Engine, now clock.Clock) *Finder {
	return &Finder{engine: e, away: breaker{now: now, pause: searchPause}, budget: searchBudget, log: slog.New(slog.DiscardHandler)}
}

// ask reports whether the engine answered, and how long it took.
func (f *Finder) ask(ctx context.Context) (bool, time.Duration) {
	begun := time.Now()
	r, _ := find(ctx, f, func(ctx context.Context) (search.Result, error) { return f.engine.Search(ctx, search.Query{}) },
		func() (search.Result, error) { return search.Result{}, nil })
	return r.Total == 77, time.Since(begun)
}

func TestOneFailureSparesTheOthersTheWait(t *testing.T) {
	for _, mood := range []error{errHang, search.ErrAway, errors.New("broken")} {
		synctest.Test(t, func(t *testing.T) {
			e := &moody{}
			e.mood.Store(mood)
			f := finderOf(e, clock.System)
			if ok, took := f.ask(t.Context()); ok || took > searchBudget {
				t.Fatalf("%v: answered %v after %v", mood, ok, took)
			}
			for range 50 {
				if ok, took := f.ask(t.Context()); ok || took > 0 {
					t.Fatalf("%v: the next waited %v", mood, took)
				}
			}
			if n := e.asked.Load(); n != 1 {
				t.Errorf("%v: asked %d times", mood, n)
			}
			time.Sleep(searchPause)
			var probes sync.WaitGroup
			for range 20 {
				probes.Go(func() { f.ask(t.Context()) })
			}
			probes.Wait()
			if n := e.asked.Load(); n > 3 { // one probe; when it fails at once another may not follow before the pause
				t.Errorf("%v: %d of 20 tried at once", mood, n-1)
			}
			e.mood.Store(errWell)
			time.Sleep(searchPause)
			f.ask(t.Context())
			if ok, _ := f.ask(t.Context()); !ok {
				t.Errorf("%v: it did not come back", mood)
			}
		})
	}
}

// A clock that is set right, or that the demo turns, keeps nobody from the engine.
func TestAClockThatGoesBackEndsTheRest(t *testing.T) {
	e := &moody{}
	e.mood.Store(search.ErrAway)
	now := clock.System()
	f := finderOf(e, func() clock.Instant { return now })
	f.ask(t.Context())
	e.mood.Store(errWell)
	now = now.Add(-time.Hour)
	if ok, _ := f.ask(t.Context()); !ok {
		t.Error("the engine rests for an hour")
	}
}

// After a restore the index is filled while the market is open already.
func TestAnEngineAnswersAsSoonAsItIsFilled(t *testing.T) {
	e := &moody{}
	e.mood.Store(errWell)
	e.empty.Store(true)
	f := finderOf(e, clock.System)
	for range 3 {
		if ok, _ := f.ask(t.Context()); ok || e.asked.Load() > 0 {
			t.Fatal("an index that holds nothing yet says that there is nothing")
		}
	}
	e.empty.Store(false)
	if ok, _ := f.ask(t.Context()); !ok {
		t.Error("the engine is filled, and not asked")
	}
}

func TestWhoGoesAwaySaysNothingOfTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &moody{}
		e.mood.Store(errHang)
		f := finderOf(e, clock.System)
		gone, cancel := context.WithCancel(t.Context())
		go func() { time.Sleep(10 * time.Millisecond); cancel() }()
		f.ask(gone)
		e.mood.Store(errWell)
		if ok, _ := f.ask(t.Context()); !ok {
			t.Error("the engine was taken for away")
		}
	})
}
