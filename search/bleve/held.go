package bleve

import (
	"context"
	"iter"

	"github.com/chophien/chophien/search"
)

// Held yields what the index holds; see search.Engine. It is as of the moment of the call,
// and what a caller does between two does not keep others waiting.
func (e *Engine) Held(ctx context.Context) iter.Seq2[search.Holding, error] {
	return func(yield func(search.Holding, error) bool) {
		e.mu.RLock()
		if e.away() {
			e.mu.RUnlock()
			yield(search.Holding{}, search.ErrAway)
			return
		}
		all := make([]search.Holding, len(e.gen.table.rows))
		for i, r := range e.gen.table.rows {
			all[i] = search.Holding{ID: r.id, Digest: r.digest}
		}
		e.mu.RUnlock()
		for _, h := range all {
			if err := ctx.Err(); err != nil {
				yield(search.Holding{}, err)
				return
			}
			if !yield(h, nil) {
				return
			}
		}
	}
}
