package meilisearch

import (
	"context"
	"sync"

	"github.com/chophien/chophien/search"
	jsoniter "github.com/json-iterator/go"
	meili "github.com/meilisearch/meilisearch-go"
)

// maxNearly is how many words one word may widen to.
const maxNearly = 50

// widen asks which words of products are nearly what was typed.
func (s *session) widen(q *question) error {
	q.near = map[string][]string{}
	for _, r := range q.readings {
		for _, w := range r.Words {
			for i, f := range w {
				if w.Stretched(i) && search.Slack(f.Folded) > 0 {
					q.near[f.Folded] = nil
				}
			}
		}
	}
	var mu sync.Mutex
	return eachOf(s.ctx, q.near, func(form string) error {
		found, err := s.complete(fieldWords, form, "")
		var near []string
		for _, v := range found {
			if word := plain(v.Value); off(form, word) <= search.Slack(form) && len(near) < maxNearly {
				near = append(near, word)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		q.near[form] = near
		return err
	})
}

// eachOf calls do with every key of m, eight at a time, and returns the first error.
func eachOf(ctx context.Context, m map[string][]string, do func(string) error) error {
	keys := make(chan string, len(m))
	for k := range m {
		keys <- k
	}
	close(keys)
	errs := make(chan error, 8)
	for range cap(errs) {
		go func() {
			var first error
			for k := range keys {
				if first == nil {
					first = do(k)
				}
			}
			errs <- first
		}()
	}
	var first error
	for range cap(errs) {
		if err := <-errs; first == nil {
			first = err
		}
	}
	return first
}

// valued is a value of a facet with the number of products that have it.
type valued struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// completions lists the values of a field that begin with prefix, or nearly so where typos are
// allowed, with the most products first.
func (e *Engine) completions(ctx context.Context, field, prefix, filter string) ([]valued, error) {
	q := &meili.FacetSearchRequest{FacetName: field, FacetQuery: token(prefix)}
	if filter != "" {
		q.Filter = filter
	}
	raw, err := e.read.Index(e.index).FacetSearchWithContext(ctx, q)
	if err != nil {
		return nil, e.fault(ctx, err)
	}
	var r struct {
		FacetHits []valued `json:"facetHits"`
	}
	if err := jsoniter.ConfigFastest.Unmarshal(*raw, &r); err != nil {
		return nil, errStrange
	}
	return r.FacetHits, nil
}

func (s *session) complete(field, prefix, filter string) ([]valued, error) {
	return s.completions(s.ctx, field, prefix, filter)
}

// off is how many letters b is off a: put in, left out, changed, or two changed places.
// Words that begin with different letters are never near, nor are those longer than any.
func off(a, b string) int {
	const far, longest = 100, 64
	if len(a) == 0 || len(b) == 0 || len(a) >= longest || len(b) >= longest || a[0] != b[0] {
		return far
	}
	var x, y [longest]rune
	m, n := letters(x[:0], a), letters(y[:0], b)
	if x[0] != y[0] {
		return far
	}
	var rows [3][longest + 1]int
	before, last, this := &rows[0], &rows[1], &rows[2]
	for j := range n + 1 {
		last[j] = j
	}
	for i := 1; i <= m; i++ {
		this[0] = i
		for j := 1; j <= n; j++ {
			change := last[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			this[j] = min(last[j]+1, this[j-1]+1, change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				this[j] = min(this[j], before[j-2]+1)
			}
		}
		before, last, this = last, this, before
	}
	return last[n]
}

// letters appends those of word to all, which has room, and counts them.
func letters(all []rune, word string) int {
	for _, r := range word {
		all = append(all, r)
	}
	return len(all)
}
