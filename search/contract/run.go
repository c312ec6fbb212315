package contract

import (
	"testing"

	"github.com/chophien/chophien/search"
)

// Run tests the engines that open makes: each is empty, and closed by open's own cleanup.
// It skips nothing; a driver whose server is missing says so before it calls.
func Run(t *testing.T, open func(t *testing.T) search.Engine) {
	filled := open(t)
	fill(t, filled, Market(t))
	for _, c := range []struct {
		name string
		test func(*testing.T, search.Engine)
	}{
		{"Relevance", relevance},
		{"Understanding", understanding},
		{"FiltersAndFacets", filters},
		{"Pages", pages},
		{"AgeGate", ageGate},
		{"Suggestions", suggestions},
		{"HostileTexts", hostile},
		{"NothingFound", nothing},
		{"Nearest", nearest},
		{"FarPages", farPages},
		{"EndedContext", ended},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, filled) })
	}
	for _, c := range []struct {
		name string
		test func(*testing.T, search.Engine)
	}{
		{"PutAndRemove", putAndRemove},
		{"Versions", versions},
		{"Refusals", refusals},
		{"Rebuild", rebuild},
		{"RebuildWhileChanging", rebuildWhileChanging},
		{"RebuildWhileSearching", rebuildWhileSearching},
		{"RebuildThatFails", rebuildThatFails},
		{"ManyAtOnce", manyAtOnce},
		{"Held", held},
		{"OddValues", oddValues},
		{"OtherSuggestions", others},
		{"Closed", closed},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func fill(t *testing.T, e search.Engine, docs []search.Document) {
	t.Helper()
	if err := e.Rebuild(t.Context(), All(docs)); err != nil {
		t.Fatal(err)
	}
}

// failer is what *testing.T and *rapid.T share.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func ask(t *testing.T, f failer, e search.Engine, q search.Query) search.Result {
	f.Helper()
	r, err := e.Search(t.Context(), q)
	if err != nil {
		f.Fatalf("%+v: %v", q, err)
	}
	return r
}

// everything reads all pages of q.
func everything(t *testing.T, f failer, e search.Engine, q search.Query) []string {
	f.Helper()
	var ids []string
	q.Limit = search.MaxLimit
	for q.Offset = 0; ; q.Offset += q.Limit {
		r := ask(t, f, e, q)
		ids = append(ids, r.IDs()...)
		if !r.More {
			return ids
		}
	}
}

func put(t *testing.T, e search.Engine, docs ...search.Document) {
	t.Helper()
	if err := e.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
}

// product is a small document for tests of what is kept.
func product(id, name string, version int64) search.Document {
	return search.Document{ID: id, Version: version, Names: map[string]string{"vi": name}}
}
