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
	results []result
	guarded bool
	filling string // when guarded: the mark of the index that gave them, empty when it has none
}

func (a answers) total(i int) int {
	return a.results[i].total
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
	results, err := readAnswers(r)
	if err != nil {
		return answers{}, err
	}
	if len(results) != len(queries) {
		return answers{}, errStrange
	}
	if !guarded {
		return answers{results: results}, nil
	}
	last := len(results) - 1
	filling := results[0].mark()
	if filling != results[last].mark() {
		return answers{}, errSwapped
	}
	return answers{results[1:last], true, filling}, nil
}

func (r result) mark() string {
	if len(r.entries) == 0 {
		return ""
	}
	return r.entries[0].mark
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
