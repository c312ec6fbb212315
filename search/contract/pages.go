package contract

import (
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// pages hold every hit once, whatever their size, and are the same when asked again.
func pages(t *testing.T, e search.Engine) {
	for _, text := range []string{"", "chè", "quế"} {
		for _, s := range search.Sorts {
			whole := everything(t, t, e, search.Query{Text: text, Sort: s})
			for _, size := range []int{1, 7, 20} {
				var ids []string
				for at := 0; at <= len(whole); at += size {
					r := ask(t, t, e, search.Query{Text: text, Sort: s, Limit: size, Offset: at})
					if r.Total != len(whole) || r.More != (at+size < len(whole)) {
						t.Fatalf("%q by %s at %d: total %d of %d, more %v", text, s, at, r.Total, len(whole), r.More)
					}
					ids = append(ids, r.IDs()...)
				}
				if !slices.Equal(ids, whole) {
					t.Errorf("%q by %s in pages of %d differs from the whole", text, s, size)
				}
			}
			if distinct := slices.Compact(slices.Sorted(slices.Values(whole))); len(distinct) != len(whole) {
				t.Errorf("%q by %s repeats products", text, s)
			}
		}
	}
	// Scores fall from the first hit to the last.
	r := ask(t, t, e, search.Query{Text: "chè shan tuyết suối giàng", Limit: 50})
	for i := 1; i < len(r.Hits); i++ {
		if r.Hits[i-1].Score < r.Hits[i].Score {
			t.Errorf("hit %d scores %v after %v", i, r.Hits[i].Score, r.Hits[i-1].Score)
		}
	}
}

// ageGate hides alcohol from hits, counts and suggestions until the buyer is of age.
func ageGate(t *testing.T, e search.Engine) {
	alcohol := map[string]bool{}
	for _, d := range Market(t) {
		alcohol[d.ID] = d.Alcohol
	}
	shown := func(ids []string) int {
		return len(slices.DeleteFunc(ids, func(id string) bool { return !alcohol[id] }))
	}
	for _, text := range []string{"", "rượu", "ruou thoc la pan tan", "yên hưng"} {
		q := search.Query{Text: text, Facets: []search.Facet{search.ByKind}}
		if n := shown(everything(t, t, e, q)); n > 0 {
			t.Errorf("%q shows %d drinks to anybody", text, n)
		}
		for _, c := range ask(t, t, e, q).Facets[search.ByKind] {
			if c.Value == "spirits" {
				t.Errorf("%q counts %d drinks for anybody", text, c.N)
			}
		}
		q.IncludeAlcohol = true
		if shown(everything(t, t, e, q)) == 0 {
			t.Errorf("%q shows no drink to those of age", text)
		}
	}
	for _, grown := range []bool{false, true} {
		got, err := e.Suggest(t.Context(), search.Typing{Prefix: "rượu", IncludeAlcohol: grown})
		if err != nil || (len(got) > 0) != grown {
			t.Errorf("of age %v: %v, %v", grown, got, err)
		}
	}
}

// suggestions complete what is being typed.
func suggestions(t *testing.T, e search.Engine) {
	for prefix, want := range map[string]string{
		"khoai t": "Khoai tím Lục Yên", "mat ong r": "Mật ong rừng Trạm Tấu", "gạo séng cù h": "Gạo Séng Cù Hồ Bốn", "maatj ong ruw": "Mật ong rừng Trạm Tấu",
	} {
		got, err := e.Suggest(t.Context(), search.Typing{Prefix: prefix})
		if err != nil || len(got) == 0 || got[0].Name != want || got[0].ID == "" || got[0].Image == "" {
			t.Errorf("%q suggests %v, %v; want %q first", prefix, got, err, want)
		}
	}
	// What begins as was typed comes before what has it farther on, and what a word may mean
	// as well is no beginning: tea (chè, trà) is neither fruit (trái cây) nor Trạm Tấu.
	che, err := e.Suggest(t.Context(), search.Typing{Prefix: "che", Others: 10})
	if err != nil || len(che) == 0 {
		t.Errorf("che suggests %v, %v", che, err)
	}
	for _, s := range che {
		folded := vntext.Fold(s.Name)
		if s.Of == search.OfProduct && !strings.HasPrefix(folded, "che") || strings.HasPrefix(folded, "trai") {
			t.Errorf("che suggests %q", s.Name)
		}
	}
	got, err := e.Suggest(t.Context(), search.Typing{Prefix: "m", Limit: 3})
	if err != nil || len(got) != 3 || got[0].Name == got[1].Name {
		t.Errorf("three for m: %v, %v", got, err)
	}
	for _, prefix := range []string{"", " ", "?", "qwzxv"} {
		if got, err := e.Suggest(t.Context(), search.Typing{Prefix: prefix}); err != nil || len(got) != 0 {
			t.Errorf("%q suggests %v, %v", prefix, got, err)
		}
	}
}
