package contract

import (
	"errors"
	"slices"
	"testing"

	"github.com/chophien/chophien/search"
)

// holds checks that exactly these products are held, by id.
func holds(t *testing.T, e search.Engine, want ...string) {
	t.Helper()
	got := everything(t, t, e, search.Query{IncludeAlcohol: true})
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("holds %v, want %v", got, want)
	}
	h, err := e.Health(t.Context())
	if err != nil || h.Documents != len(want) {
		t.Errorf("health says %d documents, want %d (%v)", h.Documents, len(want), err)
	}
}

func found(t *testing.T, e search.Engine, text string, want ...string) {
	t.Helper()
	got := everything(t, t, e, search.Query{Text: text})
	slices.Sort(got)
	if !slices.Equal(got, want) && len(got)+len(want) > 0 {
		t.Errorf("%q finds %v, want %v", text, got, want)
	}
}

func putAndRemove(t *testing.T, e search.Engine) {
	holds(t, e)
	put(t, e, product("a", "Măng khô", 1), product("b", "Măng tươi", 1), product("c", "Chè xanh", 1))
	holds(t, e, "a", "b", "c")
	found(t, e, "măng", "a", "b")

	put(t, e, product("a", "Cốm non", 2))
	holds(t, e, "a", "b", "c")
	found(t, e, "măng", "b")
	found(t, e, "cốm", "a")

	for range 2 { // the second time there is nothing to do
		if err := e.Remove(t.Context(), []string{"a", "c", "never"}); err != nil {
			t.Fatal(err)
		}
		holds(t, e, "b")
		found(t, e, "cốm")
		found(t, e, "măng", "b")
	}

	put(t, e, product("a", "Cốm non", 1)) // removal forgets versions
	holds(t, e, "a", "b")
	found(t, e, "cốm", "a")
	put(t, e)
	if err := e.Remove(t.Context(), nil); err != nil {
		t.Error(err)
	}
	holds(t, e, "a", "b")
}

// versions: the past never comes back.
func versions(t *testing.T, e search.Engine) {
	put(t, e, product("a", "Bưởi chín", 5))
	put(t, e, product("a", "Bưởi xanh", 4), product("b", "Chuối", 1))
	found(t, e, "chín", "a")
	found(t, e, "chuối", "b")

	put(t, e, product("a", "Bưởi da xanh", 5)) // the same version may be told again
	found(t, e, "da xanh", "a")

	put(t, e, product("a", "Hồng giòn", 7), product("a", "Hồng ngâm", 6))
	found(t, e, "giòn", "a")
	put(t, e, product("a", "Mận hậu", 8), product("a", "Mận cơm", 8))
	found(t, e, "cơm", "a")
	holds(t, e, "a", "b")
}

// refusals leave everything as it was.
func refusals(t *testing.T, e search.Engine) {
	for _, bad := range []search.Document{product("", "Không tên", 1), product("x", "", 1), {ID: "y"}} {
		err := e.Put(t.Context(), []search.Document{product("good", "Tốt", 1), bad})
		if !errors.Is(err, search.ErrDocument) {
			t.Errorf("%+v: %v", bad, err)
		}
		err = e.Rebuild(t.Context(), All([]search.Document{product("good", "Tốt", 1), bad}))
		if !errors.Is(err, search.ErrDocument) {
			t.Errorf("rebuild with %+v: %v", bad, err)
		}
	}
	holds(t, e)
}

func closed(t *testing.T, e search.Engine) {
	fill(t, e, Market(t))
	for range 2 {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, searching := e.Search(t.Context(), search.Query{Text: "chè"})
	_, browsing := e.Search(t.Context(), search.Query{})
	_, suggesting := e.Suggest(t.Context(), search.Typing{Prefix: "chè"})
	_, health := e.Health(t.Context())
	for what, err := range map[string]error{
		"search": searching, "browse": browsing, "suggest": suggesting, "health": health,
		"put":     e.Put(t.Context(), []search.Document{product("a", "A", 1)}),
		"remove":  e.Remove(t.Context(), []string{"a"}),
		"rebuild": e.Rebuild(t.Context(), All(nil)),
	} {
		if !errors.Is(err, search.ErrAway) {
			t.Errorf("%s after close: %v", what, err)
		}
	}
}
