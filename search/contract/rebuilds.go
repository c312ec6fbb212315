package contract

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/chophien/chophien/search"
)

func wanted(t *testing.T, e search.Engine) bool {
	t.Helper()
	h, err := e.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h.RebuildWanted
}

// rebuild replaces everything, may be repeated, and may leave nothing.
func rebuild(t *testing.T, e search.Engine) {
	if !wanted(t, e) {
		t.Error("a new index does not ask to be filled")
	}
	put(t, e, product("old", "Cũ", 9))
	if !wanted(t, e) {
		t.Error("one document counts as a filled index")
	}
	fill(t, e, []search.Document{product("a", "Măng", 2), product("b", "Chè", 1), product("a", "Măng non", 1), product("b", "Chè ngon", 3)})
	if wanted(t, e) {
		t.Error("a rebuilt index asks for more")
	}
	holds(t, e, "a", "b")
	found(t, e, "non")
	found(t, e, "ngon", "b")
	put(t, e, product("c", "Quế", 1))
	holds(t, e, "a", "b", "c")

	fill(t, e, nil)
	holds(t, e)
	if wanted(t, e) {
		t.Error("a market without products asks for a rebuild for ever")
	}
	fill(t, e, []search.Document{product("a", "Măng", 1)}) // versions of before are forgotten
	holds(t, e, "a")
}

// paused yields docs, then waits in the middle of the rebuild until meanwhile has run.
func paused(t *testing.T, docs []search.Document, meanwhile func(), after []search.Document, last error) func(func(search.Document, error) bool) {
	return func(yield func(search.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
		meanwhile()
		for _, d := range after {
			if !yield(d, nil) {
				return
			}
		}
		if last != nil {
			yield(search.Document{}, last)
		}
	}
}

// rebuildWhileChanging: what changes while documents are being read is not lost, and what
// was removed does not come back from a page that was read before.
func rebuildWhileChanging(t *testing.T, e search.Engine) {
	put(t, e, product("kept", "Măng", 1), product("gone", "Chè", 1), product("changed", "Quế", 1))
	err := e.Rebuild(t.Context(), paused(t,
		[]search.Document{product("kept", "Măng", 1), product("gone", "Chè", 1), product("changed", "Quế", 1)},
		func() {
			put(t, e, product("changed", "Quế thanh", 3), product("new", "Cốm", 1), product("back", "Gạo", 1))
			if err := e.Remove(t.Context(), []string{"gone", "back", "early"}); err != nil {
				t.Error(err)
			}
			put(t, e, product("back", "Gạo nếp", 2))
			holds(t, e, "kept", "changed", "new", "back")
			if err := e.Rebuild(t.Context(), All(nil)); !errors.Is(err, search.ErrBusy) {
				t.Errorf("a second rebuild beside the first: %v", err)
			}
		},
		[]search.Document{product("changed", "Quế chi", 2), product("early", "Sắn", 1), product("new", "Cốm", 1)}, nil))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, e, "kept", "changed", "new", "back")
	found(t, e, "thanh", "changed")
	found(t, e, "chi")
	found(t, e, "nếp", "back")
}

// rebuildThatFails changes nothing, and the next one works.
func rebuildThatFails(t *testing.T, e search.Engine) {
	put(t, e, product("a", "Măng", 1))
	boom := errors.New("the database went away")
	if err := e.Rebuild(t.Context(), paused(t, Market(t), func() { put(t, e, product("b", "Chè", 1)) }, nil, boom)); !errors.Is(err, boom) {
		t.Errorf("rebuild: %v", err)
	}
	holds(t, e, "a", "b")
	ctx, cancel := context.WithCancel(t.Context())
	if err := e.Rebuild(ctx, paused(t, Market(t), cancel, Market(t), nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("rebuild: %v", err)
	}
	holds(t, e, "a", "b")
	if !wanted(t, e) {
		t.Error("a failed rebuild counts as one")
	}
	fill(t, e, []search.Document{product("c", "Quế", 1)})
	holds(t, e, "c")
}

// rebuildWhileSearching: every answer is wholly of the old index or wholly of the new.
func rebuildWhileSearching(t *testing.T, e search.Engine) {
	shelf := func(kind string, n int) []search.Document {
		var docs []search.Document
		for i := range n {
			d := product(fmt.Sprintf("%s%03d", kind, i), "Chè "+kind, 1)
			d.Kinds = []search.Label{label(kind, kind)}
			docs = append(docs, d)
		}
		return docs
	}
	green, black := shelf("xanh", 60), shelf("đen", 90)
	fill(t, e, green)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for _, text := range []string{"", "chè", "che", ""} {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := e.Search(t.Context(), search.Query{Text: text, Facets: []search.Facet{search.ByKind}})
				if err != nil {
					t.Error(err)
					return
				}
				if k := r.Facets[search.ByKind]; len(k) != 1 || k[0].N != r.Total || r.Total != 60 && r.Total != 90 {
					t.Errorf("%q: %d hits, %v", text, r.Total, k)
					return
				}
			}
		})
	}
	for range 3 {
		fill(t, e, black)
		fill(t, e, green)
	}
	close(done)
	wg.Wait()
	holds(t, e, everything(t, t, e, search.Query{})...)
}

// manyAtOnce: puts, removals, searches and a rebuild at the same time end in what the
// last of each said.
func manyAtOnce(t *testing.T, e search.Engine) {
	fill(t, e, nil)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for v := int64(1); v <= 6; v++ {
				id := fmt.Sprintf("p%d", w)
				if err := e.Put(t.Context(), []search.Document{product(id, fmt.Sprintf("Gạo lần%d", v), v), product("shared", fmt.Sprintf("Măng lần%d", v), v)}); err != nil {
					t.Error(err)
				}
				if err := e.Remove(t.Context(), []string{fmt.Sprintf("x%d", w)}); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range 60 {
				if _, err := e.Search(t.Context(), search.Query{Text: "gạo", Facets: search.Facets}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		if err := e.Rebuild(t.Context(), All([]search.Document{product("shared", "Măng lần0", 0)})); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	// The rebuild may have read before or after a product came; put all again, as the
	// outbox does, and everything is there.
	for w := range 4 {
		put(t, e, product(fmt.Sprintf("p%d", w), "Gạo lần6", 6))
	}
	holds(t, e, "p0", "p1", "p2", "p3", "shared")
	found(t, e, "lần6", "p0", "p1", "p2", "p3", "shared")
}
