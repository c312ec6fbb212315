package meilisearch

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

// Held yields what the index holds; see search.Engine. It is read page by page; a product
// that moves between two pages meanwhile may be seen twice or not.
func (e *Engine) Held(ctx context.Context) iter.Seq2[search.Holding, error] {
	return func(yield func(search.Holding, error) bool) {
		if err := e.usable(ctx); err != nil {
			yield(search.Holding{}, err)
			return
		}
		for offset := int64(0); ; offset += atOnce {
			var page meili.DocumentsResult
			err := e.write.Index(e.index).GetDocumentsWithContext(ctx, &meili.DocumentsQuery{
				Offset: offset, Limit: atOnce, Fields: []string{fieldID, fieldDigest}, Filter: gate(true),
			}, &page)
			if err != nil {
				yield(search.Holding{}, e.fault(ctx, err))
				return
			}
			for _, h := range page.Results {
				var id, digest string
				if err := errors.Join(json.Unmarshal(h[fieldID], &id), json.Unmarshal(h[fieldDigest], &digest)); err != nil {
					yield(search.Holding{}, errors.Join(errForeign, err))
					return
				}
				if !yield(search.Holding{ID: plain(id), Digest: digest}, nil) {
					return
				}
			}
			if offset+int64(len(page.Results)) >= page.Total || len(page.Results) == 0 {
				return
			}
		}
	}
}
