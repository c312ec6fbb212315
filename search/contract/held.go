package contract

import (
	"context"
	"maps"
	"testing"

	"github.com/chophien/chophien/search"
)

// held: the index tells what it knows of every product, so that it can be compared with
// the database, and nothing beside.
func held(t *testing.T, e search.Engine) {
	market := Market(t)
	fill(t, e, market)
	want := map[string]string{}
	for _, d := range market {
		want[d.ID] = d.Digest()
	}
	tells(t, e, want)

	changed := market[0]
	changed.Version, changed.Sold = 9, 1_000_000
	put(t, e, changed, product("Mới/1", "Hàng mới", 1))
	want[changed.ID], want["Mới/1"] = changed.Digest(), product("Mới/1", "Hàng mới", 1).Digest()
	if err := e.Remove(t.Context(), []string{market[1].ID}); err != nil {
		t.Fatal(err)
	}
	delete(want, market[1].ID)
	tells(t, e, want)

	for range e.Held(t.Context()) {
		break // a reader may have seen enough
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range e.Held(ctx) {
		if err == nil {
			t.Error("products are told after the context has ended")
		}
		return
	}
	t.Error("a context that has ended looks like an empty index")
}

func tells(t *testing.T, e search.Engine, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for h, err := range e.Held(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := got[h.ID]; twice {
			t.Errorf("%s is held twice", h.ID)
		}
		got[h.ID] = h.Digest
	}
	if !maps.Equal(got, want) {
		t.Errorf("%d products are held, want %d, or they say something else", len(got), len(want))
	}
}
