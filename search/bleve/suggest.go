package bleve

import (
	"cmp"
	"context"

	"github.com/chophien/chophien/search"
)

// Suggest completes names; see search.Engine. The last word counts as unfinished from
// the start, because the buyer is still typing.
func (e *Engine) Suggest(ctx context.Context, t search.Typing) ([]search.Suggestion, error) {
	t = t.Clean()
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return nil, search.ErrAway
	}
	readings := search.Read(t.Prefix)
	if len(readings) == 0 {
		return nil, ctx.Err()
	}
	// Products of several shops may share a name, so more are kept than returned.
	p := newPage(search.Query{Sort: search.Relevance, Limit: 4 * t.Limit})
	err := e.gen.match(ctx, readings, beginning, true, func(h hit) {
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
		name := cmp.Or(h.names[t.Lang], h.names["vi"])
		if seen[name] || len(out) == t.Limit {
			continue
		}
		seen[name] = true
		out = append(out, search.Suggestion{ID: h.id, Name: name, Image: h.image})
	}
	return out, nil
}
