package meilisearch

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

// atOnce is how many documents go in one request.
const atOnce = 1000

// Put indexes docs as one batch; see search.Engine. Versions are compared here, under one
// lock, so within one process the past never comes back. The server knows no comparing
// write: of two processes that put the same product within the same few milliseconds the
// later task wins, whatever its version. The outbox gives a product to one worker at a
// time, and the nightly comparison mends what slips through.
func (e *Engine) Put(ctx context.Context, docs []search.Document) error {
	for _, d := range docs {
		if err := check(d); err != nil {
			return err
		}
	}
	if err := e.hold(ctx, e.writing); err != nil {
		return err
	}
	defer func() { <-e.writing }()
	if err := e.usable(ctx); err != nil || len(docs) == 0 {
		return err
	}
	fresh, err := e.newer(ctx, docs)
	if err != nil {
		return err
	}
	if err := e.add(ctx, e.index, fresh); err != nil {
		return err
	}
	e.journal.put(fresh)
	return nil
}

// Remove takes products out; see search.Engine.
func (e *Engine) Remove(ctx context.Context, ids []string) error {
	if err := e.hold(ctx, e.writing); err != nil {
		return err
	}
	defer func() { <-e.writing }()
	if err := e.usable(ctx); err != nil {
		return err
	}
	if err := e.drop(ctx, e.index, ids); err != nil {
		return err
	}
	e.journal.remove(ids)
	return nil
}

// check refuses what no index can hold.
func check(d search.Document) error {
	if len(d.ID) > longest {
		return fmt.Errorf("%w: an id of %d bytes", search.ErrDocument, len(d.ID))
	}
	return d.Check()
}

// newer picks of docs, for each id, the one to index: the highest version, the later one
// of equals, and none when a higher one is held.
func (e *Engine) newer(ctx context.Context, docs []search.Document) (map[string]search.Document, error) {
	fresh := map[string]search.Document{}
	for _, d := range docs {
		if other, ok := fresh[d.ID]; !ok || other.Version <= d.Version {
			fresh[d.ID] = d
		}
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(fresh)), atOnce) {
		var held meili.DocumentsResult
		err := e.write.Index(e.index).GetDocumentsWithContext(ctx, &meili.DocumentsQuery{Ids: tokens(ids), Limit: atOnce, Fields: []string{fieldID, fieldVersion}}, &held)
		if err != nil {
			return nil, e.fault(ctx, err)
		}
		for _, h := range held.Results {
			var id string
			var version int64
			if json.Unmarshal(h[fieldID], &id) != nil || json.Unmarshal(h[fieldVersion], &version) != nil {
				continue // not a version that could be newer
			}
			if d, ok := fresh[plain(id)]; ok && d.Version < version {
				delete(fresh, d.ID)
			}
		}
	}
	return fresh, nil
}

// add writes docs to an index.
func (e *Engine) add(ctx context.Context, uid string, docs map[string]search.Document) error {
	for part := range slices.Chunk(inOrder(docs), atOnce) {
		if err := e.done(ctx)(e.send(ctx, uid, part)); err != nil {
			return err
		}
	}
	return nil
}

// inOrder lists docs by id.
func inOrder(docs map[string]search.Document) []search.Document {
	out := make([]search.Document, 0, len(docs))
	for _, id := range slices.Sorted(maps.Keys(docs)) {
		out = append(out, docs[id])
	}
	return out
}

// send begins to write docs, at most atOnce, to an index.
func (e *Engine) send(ctx context.Context, uid string, docs []search.Document) (*meili.TaskInfo, error) {
	out := make([]document, len(docs))
	for i, d := range docs {
		out[i] = stored(d)
	}
	return e.write.Index(uid).AddDocumentsWithContext(ctx, out, nil)
}

// drop takes products out of an index.
func (e *Engine) drop(ctx context.Context, uid string, ids []string) error {
	for part := range slices.Chunk(tokens(ids), atOnce) {
		if err := e.done(ctx)(e.write.Index(uid).DeleteDocumentsWithContext(ctx, part, nil)); err != nil {
			return err
		}
	}
	return nil
}
