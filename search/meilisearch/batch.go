package meilisearch

import (
	"context"
	"errors"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

// batch gathers questions that the server answers in one round trip.
type batch struct {
	queries []*meili.SearchRequest
}

// count asks how many products meet filter, and by facets, and returns the question's place.
func (b *batch) count(filter string, facets ...string) int {
	none := int64(0)
	return b.add(&meili.SearchRequest{Filter: filter, Facets: facets, HitsPerPage: &none})
}

// hits asks for products in an order, from offset on. The server would read 0 as its
// default, so a caller that wants none counts.
func (b *batch) hits(filter string, sort []string, offset, limit int, fields ...string) int {
	return b.add(&meili.SearchRequest{Filter: filter, Sort: sort, Offset: int64(offset), Limit: int64(limit), AttributesToRetrieve: fields})
}

func (b *batch) add(q *meili.SearchRequest) int {
	b.queries = append(b.queries, q)
	return len(b.queries) - 1
}

// answers are those of a batch, in its order.
type answers struct {
	results []meili.SearchResponse
	guarded bool
	filling string // when guarded: the mark of the index that gave them, empty when it has none
}

func (a answers) total(i int) int {
	r := &a.results[i]
	return int(max(r.TotalHits, r.EstimatedTotalHits))
}

// errForeign is returned when the index holds what this program did not write.
var errForeign = errors.New("search: the index holds documents of another program")

// errSwapped is returned when the index was exchanged between the questions of a batch.
var errSwapped = errors.New("search: the index was exchanged meanwhile")

// ask puts the questions to the server in one request. It answers them one after the other,
// and a rebuild may be swapped in between: so the mark is read first and last, unless one
// question stands alone.
func (e *Engine) ask(ctx context.Context, b *batch, more bool) (answers, error) {
	queries := b.queries
	guarded := more || len(queries) > 1
	if guarded {
		mark := func() *meili.SearchRequest {
			return &meili.SearchRequest{Filter: exists(fieldMark), Limit: 1, AttributesToRetrieve: []string{fieldMark}}
		}
		queries = append(append([]*meili.SearchRequest{mark()}, queries...), mark())
	}
	for _, q := range queries {
		q.IndexUID = e.index
	}
	r, err := e.read.MultiSearchWithContext(ctx, &meili.MultiSearchRequest{Queries: queries})
	if err != nil {
		return answers{}, e.fault(ctx, err)
	}
	if len(r.Results) != len(queries) {
		return answers{}, errForeign
	}
	if !guarded {
		return answers{results: r.Results}, nil
	}
	last := len(r.Results) - 1
	filling := markOf(r.Results[0])
	if filling != markOf(r.Results[last]) {
		return answers{}, errSwapped
	}
	return answers{r.Results[1:last], true, filling}, nil
}

func markOf(r meili.SearchResponse) string {
	if len(r.Hits) == 0 {
		return ""
	}
	return string(r.Hits[0][fieldMark])
}

// steady repeats answer, which may take several batches, when a rebuild was swapped in.
func steady[T any](answer func() (T, error)) (T, error) {
	for range 5 {
		got, err := answer()
		if !errors.Is(err, errSwapped) {
			return got, err
		}
	}
	var none T
	return none, search.ErrAway
}
