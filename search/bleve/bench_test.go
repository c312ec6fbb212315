package bleve

import (
	"fmt"
	"testing"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// The questions of the measurements: each with two facets, as the search page asks.
var asked = []struct {
	name string
	q    search.Query
}{
	{"Browse", search.Query{Sort: search.Newest}},
	{"BrowseFiltered", search.Query{Kinds: []string{"mat-ong", "che"}, PriceMin: money.Of(50_000), PriceMax: money.Of(500_000)}},
	{"Word", search.Query{Text: "chè"}},
	{"Words", search.Query{Text: "mật ong rừng trạm tấu"}},
	{"WordsFiltered", search.Query{Text: "che shan tuyet", Kinds: []string{"che"}, PriceMin: money.Of(50_000), PriceMax: money.Of(500_000)}},
	{"Unfinished", search.Query{Text: "mien d"}},
	{"Misspelled", search.Query{Text: "chè shan tuyêt suối dàng"}},
	{"Keys", search.Query{Text: "tinh daauf quees"}},
	{"Nothing", search.Query{Text: "máy giặt cửa ngang"}},
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		e := open(b, b.TempDir())
		if err := e.Rebuild(b.Context(), contract.All(contract.Street(b, n))); err != nil {
			b.Fatal(err)
		}
		for _, a := range asked {
			a.q.Facets = []search.Facet{search.ByKind, search.ByStars}
			b.Run(fmt.Sprintf("%s/%d", a.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := e.Search(b.Context(), a.q); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("Suggest/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Suggest(b.Context(), search.Typing{Prefix: "mật o"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPut(b *testing.B) {
	docs := contract.Street(b, 1_000)
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := open(b, b.TempDir())
			if err := e.Rebuild(b.Context(), contract.All(docs)); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := e.Put(b.Context(), docs[:n]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
