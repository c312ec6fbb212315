package bleve

import (
	"sync"
	"testing"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// Who searches while products change may see a product as it was, and never keeps it so:
// once all is quiet, words lead to the prices that were put last.
func TestWhatChangesWhileOthersSearchIsNotRememberedAsItWas(t *testing.T) {
	e := filled(t, t.TempDir())
	docs := contract.Market(t)[:20]
	done := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if _, err := e.Search(t.Context(), search.Query{Text: docs[0].Names["vi"]}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for version := range int64(8) {
		for i := range docs {
			docs[i].Version, docs[i].Price = version+2, money.Of(10_000_000+version)
		}
		if err := e.Put(t.Context(), docs); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	all.Wait()
	for _, d := range docs {
		r, err := e.Search(t.Context(), search.Query{Text: d.Names["vi"], PriceMin: d.Price, PriceMax: d.Price, IncludeAlcohol: true})
		if err != nil || len(r.Hits) == 0 || r.Hits[0].ID != d.ID {
			t.Errorf("%q is found by %v at its price, %v", d.Names["vi"], r.IDs(), err)
		}
	}
}
