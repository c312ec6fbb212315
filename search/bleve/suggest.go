package bleve

import (
	"context"

	"github.com/chophien/chophien/search"
)

// Suggest completes names; see search.Engine. The last word counts as unfinished from
// the start, because the buyer is still typing.
func (e *Engine) Suggest(ctx context.Context, t search.Typing) ([]search.Suggestion, error) {
	t = t.Clean()
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.away() {
		return nil, search.ErrAway
	}
	readings := e.lexicon.Read(t.Prefix)
	if len(readings) == 0 {
		return nil, ctx.Err()
	}
	// Products of several shops may share a name, so more are kept than returned.
	p := newPage(search.Query{Sort: search.Relevance, Limit: 4 * t.Limit})
	_, err := e.gen.match(ctx, readings, beginning, true, func(h hit) {
		if !h.alcohol || t.IncludeAlcohol {
			p.add(h)
		}
	})
	if err != nil {
		return nil, err
	}
	var out []search.Suggestion
	seen := map[string]bool{}
	for _, h := range p.from(0) {
		name := h.in(t.Lang)
		if seen[name] || len(out) == t.Limit {
			continue
		}
		seen[name] = true
		out = append(out, search.Suggestion{Of: search.OfProduct, ID: h.id, Name: name, Image: h.image, N: 1})
	}
	for _, other := range []struct {
		of search.Subject
		l  *list
	}{{search.OfKind, e.gen.table.kinds}, {search.OfPlace, e.gen.table.divisions}, {search.OfSeller, e.gen.table.sellers}} {
		out = append(out, other.l.complete(other.of, readings, t)...)
	}
	return out, nil
}
