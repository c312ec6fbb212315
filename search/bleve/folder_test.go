package bleve

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

func filled(t *testing.T, dir string) *Engine {
	t.Helper()
	e := open(t, dir)
	if err := e.Rebuild(t.Context(), contract.All(contract.Market(t))); err != nil {
		t.Fatal(err)
	}
	return e
}

// portrait is what a reader sees of an engine.
func portrait(t *testing.T, e *Engine) []any {
	t.Helper()
	var seen []any
	for _, q := range []search.Query{
		{}, {IncludeAlcohol: true, Sort: search.PriceAsc}, {Text: "chè"}, {Text: "maatj ong", StarsMin: 3}, {Kinds: []string{"que"}, Month: 2},
	} {
		q.Facets, q.Limit = search.Facets, search.MaxLimit
		r, err := e.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, r)
	}
	s, err := e.Suggest(t.Context(), search.Typing{Prefix: "mi", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	h, err := e.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return append(seen, s, h)
}

func shut(t *testing.T, e *Engine) {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnIndexIsTheSameAfterItWasClosed(t *testing.T) {
	dir := t.TempDir()
	e := filled(t, dir)
	docs := contract.Market(t)
	docs[0].Version, docs[0].Names["vi"] = 5, "Tuyết Sơn Trà hộp quà"
	if err := e.Put(t.Context(), docs[:3]); err != nil {
		t.Fatal(err)
	}
	if err := e.Remove(t.Context(), []string{docs[7].ID}); err != nil {
		t.Fatal(err)
	}
	before := portrait(t, e)
	shut(t, e)
	e = open(t, dir)
	if after := portrait(t, e); !reflect.DeepEqual(before, after) {
		t.Errorf("reopened:\n%v\nbefore:\n%v", after, before)
	}
	docs[0].Version, docs[0].Names["vi"] = 4, "Chuyện cũ"
	if err := e.Put(t.Context(), docs[:1]); err != nil {
		t.Fatal(err)
	}
	if r, err := e.Search(t.Context(), search.Query{Text: "chuyện cũ"}); err != nil || len(r.Hits) > 0 && r.Hits[0].ID == docs[0].ID {
		t.Errorf("versions were forgotten: %v, %v", r, err)
	}
}

// What a product said before it was changed, or taken out, stays in segments until the
// library merges them, which it does when it likes: no score may tell.
func TestScoresForgetWhatWasReplaced(t *testing.T) {
	e, fresh := filled(t, t.TempDir()), open(t, t.TempDir())
	docs := contract.Market(t)
	if err := e.Put(t.Context(), docs[:len(docs)/2]); err != nil {
		t.Fatal(err)
	}
	if err := e.Remove(t.Context(), []string{docs[len(docs)-1].ID}); err != nil {
		t.Fatal(err)
	}
	if err := fresh.Rebuild(t.Context(), contract.All(docs[:len(docs)-1])); err != nil {
		t.Fatal(err)
	}
	if changed, new := portrait(t, e), portrait(t, fresh); !reflect.DeepEqual(changed, new) {
		t.Errorf("changed:\n%v\nnew:\n%v", changed, new)
	}
}

// What Put has promised is there after a crash: the files as they are on disk while the
// engine still runs open as an engine that knows it.
func TestWhatWasPutSurvivesACrash(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	e := filled(t, dir)
	d := contract.Market(t)[0]
	d.ID, d.Names = "fresh", map[string]string{"vi": "Hạt dổi rừng"}
	if err := e.Put(t.Context(), []search.Document{d}); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	r, err := open(t, copied).Search(t.Context(), search.Query{Text: "hạt dổi"})
	if err != nil || len(r.Hits) != 1 || r.Hits[0].ID != "fresh" {
		t.Errorf("found %v, %v", r.IDs(), err)
	}
}

func TestOneEngineOwnsAFolder(t *testing.T) {
	dir := t.TempDir()
	e := filled(t, dir)
	if second, err := Open(dir, search.NewLexicon()); !errors.Is(err, search.ErrBusy) {
		t.Fatalf("a second open gave %v, %v", second, err)
	}
	shut(t, e)
	open(t, dir)
}

func TestAnotherSchemaAsksForARebuild(t *testing.T) {
	dir := t.TempDir()
	e := filled(t, dir)
	s := e.owner.state
	s.Schema = "an older one"
	if err := e.owner.save(s); err != nil {
		t.Fatal(err)
	}
	shut(t, e)
	startsEmpty(t, dir)
}

func TestADamagedIndexAsksForARebuild(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"folder gone":    os.RemoveAll,
		"no description": func(path string) error { return os.Remove(filepath.Join(path, "index_meta.json")) },
		"words cut short": func(path string) error {
			return each(filepath.Join(path, "store", "*.zap"), func(f string) error { return os.Truncate(f, 40) })
		},
		"words gone": func(path string) error { return each(filepath.Join(path, "store", "*.zap"), os.Remove) },
		"list of words overwritten": func(path string) error {
			return os.WriteFile(filepath.Join(path, "store", "root.bolt"), make([]byte, 8192), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			e := filled(t, dir)
			path := e.gen.path
			shut(t, e)
			if err := damage(path); err != nil {
				t.Fatal(err)
			}
			staysDamaged(t, dir)
			startsEmpty(t, dir)
		})
	}
}

func TestADamagedOwnerAsksForARebuild(t *testing.T) {
	for name, garbage := range map[string][]byte{"text": []byte("not a database\n"), "zeroes": make([]byte, 64<<10), "cut short": {0xed, 0xda}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			shut(t, filled(t, dir))
			if err := os.WriteFile(filepath.Join(dir, "owner.db"), garbage, 0o600); err != nil {
				t.Fatal(err)
			}
			staysDamaged(t, dir)
			startsEmpty(t, dir)
		})
	}
}

// staysDamaged looks at a damaged index twice: a look says so and mends nothing.
func staysDamaged(t *testing.T, dir string) {
	t.Helper()
	for range 2 {
		if e, err := Look(dir, search.NewLexicon()); !errors.Is(err, ErrDamaged) {
			t.Errorf("looked at: %v, %v", e, err)
		}
	}
}

func TestALookReadsAndChangesNothing(t *testing.T) {
	dir := t.TempDir()
	if e, err := Look(dir, search.NewLexicon()); !errors.Is(err, ErrNone) {
		t.Fatalf("nothing there: %v, %v", e, err)
	}
	e := filled(t, dir)
	if second, err := Look(dir, search.NewLexicon()); !errors.Is(err, search.ErrBusy) {
		t.Fatalf("owned: %v, %v", second, err)
	}
	before := portrait(t, e)
	shut(t, e)
	files := contents(t, dir)
	e, err := Look(dir, search.NewLexicon())
	if err != nil {
		t.Fatal(err)
	}
	if seen := portrait(t, e); !reflect.DeepEqual(before, seen) {
		t.Errorf("looked at:\n%v\nbefore:\n%v", seen, before)
	}
	docs := contract.Market(t)
	for what, err := range map[string]error{
		"put": e.Put(t.Context(), docs[:1]), "remove": e.Remove(t.Context(), []string{docs[0].ID}), "rebuild": e.Rebuild(t.Context(), contract.All(docs)),
	} {
		if !errors.Is(err, errLooking) {
			t.Errorf("%s: %v", what, err)
		}
	}
	shut(t, e)
	if after := contents(t, dir); !reflect.DeepEqual(files, after) {
		t.Error("a look changed the files")
	}
}

// contents are the files under dir with what is in them.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A batch could not be written, and what it left cannot be read: search is away until the
// index is built anew, which needs no start.
func TestAnIndexThatIsLostCanBeBuiltAnew(t *testing.T) {
	e := filled(t, t.TempDir())
	docs := contract.Market(t)
	if err := os.RemoveAll(e.gen.path); err != nil {
		t.Fatal(err)
	}
	e.writing.Lock()
	err := e.reopen()
	e.writing.Unlock()
	_, searching := e.Search(t.Context(), search.Query{})
	_, health := e.Health(t.Context())
	for what, err := range map[string]error{"reopen": err, "search": searching, "health": health, "put": e.Put(t.Context(), docs[:1])} {
		if !errors.Is(err, search.ErrAway) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := e.Rebuild(t.Context(), contract.All(docs)); err != nil {
		t.Fatal(err)
	}
	if r, err := e.Search(t.Context(), search.Query{IncludeAlcohol: true}); err != nil || r.Total != len(docs) {
		t.Errorf("%d products, %v", r.Total, err)
	}
}

func each(pattern string, fn func(string) error) error {
	files, err := filepath.Glob(pattern)
	if len(files) == 0 {
		err = errors.Join(err, os.ErrNotExist)
	}
	for _, f := range files {
		err = errors.Join(err, fn(f))
	}
	return err
}

// startsEmpty opens dir and sees an index that knows it is empty and can be filled.
func startsEmpty(t *testing.T, dir string) {
	t.Helper()
	e := open(t, dir)
	if h, err := e.Health(t.Context()); err != nil || !h.RebuildWanted || h.Documents != 0 {
		t.Fatalf("%+v, %v", h, err)
	}
	if err := e.Rebuild(t.Context(), contract.All(contract.Market(t))); err != nil {
		t.Fatal(err)
	}
	shut(t, e)
	if h, err := open(t, dir).Health(t.Context()); err != nil || h.RebuildWanted || h.Documents == 0 {
		t.Fatalf("after the rebuild: %+v, %v", h, err)
	}
}

func TestOnlyOurLeftoversAreSweptAway(t *testing.T) {
	dir := t.TempDir()
	e := filled(t, dir)
	current := filepath.Base(e.gen.path)
	shut(t, e)
	for _, name := range []string{"gen-77", "gen-78.build", "gen-other", "photos"} {
		if err := os.MkdirAll(filepath.Join(dir, name, "store"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "market.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	same(t, dir, current, "gen-other", "market.db", "owner.db", "photos")

	// A rebuild leaves one index, whether it works or not.
	failed := errors.New("read failed")
	err := e.Rebuild(t.Context(), func(yield func(search.Document, error) bool) {
		_ = yield(contract.Market(t)[0], nil) && yield(search.Document{}, failed)
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	same(t, dir, current, "gen-other", "market.db", "owner.db", "photos")
	if err := e.Rebuild(t.Context(), contract.All(contract.Market(t))); err != nil {
		t.Fatal(err)
	}
	same(t, dir, filepath.Base(e.gen.path), "gen-other", "market.db", "owner.db", "photos")
}

func same(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
}
