package meilisearch

import (
	"context"
	"slices"

	"github.com/chophien/chophien/search"
)

// window is how many hits are weighed here, one against the other. Where more are found
// they follow in the server's order.
const window = 100

// Search answers q; see search.Engine. Browsing, and a question that products answer as it
// was written, take one round trip unless very many do; each stretch takes one more.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	q = q.Clean()
	if err := e.usable(ctx); err != nil {
		return search.Result{}, err
	}
	return steady(func() (search.Result, error) {
		s := &session{Engine: e, ctx: ctx}
		if q.Text == "" {
			return s.browse(q)
		}
		f, err := s.find(q, question{readings: e.lexicon.Read(q.Text)}, asWritten)
		if err != nil {
			return search.Result{}, err
		}
		r := page(q, f.hits, f.total)
		r.Nearest = f.missing > 0
		r.Facets = f.facets
		return r, nil
	})
}

// page makes a result of the hits of one page.
func page(q search.Query, hits []hit, total int) search.Result {
	r := search.Result{Hits: make([]search.Hit, len(hits)), Total: total, More: q.Offset+q.Limit < total}
	for i, h := range hits {
		r.Hits[i] = search.Hit{ID: h.ID, Score: h.score}
	}
	return r
}

// browse answers a query without text.
func (s *session) browse(q search.Query) (search.Result, error) {
	var b batch
	counted := counting{}
	together := counted.apart(&b, q, "")
	order, base := shelves(q), conditions(q, "")
	main := 0
	if len(order) > 1 {
		main = b.count(base, together...)
	}
	// The first page is asked for at once, wherever a shelf may end.
	first := make([]int, len(order))
	for i, o := range order {
		offset := 0
		if i == 0 {
			offset = q.Offset
		}
		first[i] = b.hits(every(base, o.filter), o.sort, offset, q.Limit, fieldID)
	}
	if len(order) == 1 {
		main = first[0]
		b.queries[main].Facets = together
	}
	got, err := s.ask(&b)
	if err != nil {
		return search.Result{}, err
	}
	totals := make([]int, len(order))
	for i := range order {
		totals[i] = got.total(first[i])
	}
	var hits []hit
	for _, c := range cut(totals, q.Offset, q.Limit) {
		var part []hit
		if c.shelf == 0 || c.offset == 0 {
			part, err = got.ids(first[c.shelf])
		} else {
			part, err = s.stretches(base, order, []stretch{c}, answers.ids, fieldID)
		}
		if err != nil {
			return search.Result{}, err
		}
		hits = append(hits, part[:min(len(part), c.limit)]...)
	}
	r := page(q, hits, got.total(main))
	r.Facets, err = counted.read(got, main, q)
	return r, err
}

// stretches reads runs of hits in one round trip.
func (s *session) stretches(base string, order []shelf, runs []stretch, read func(answers, int) ([]hit, error), fields ...string) ([]hit, error) {
	if len(runs) == 0 {
		return nil, nil
	}
	var b batch
	for _, c := range runs {
		b.hits(every(base, order[c.shelf].filter), order[c.shelf].sort, c.offset, c.limit, fields...)
	}
	got, err := s.ask(&b)
	if err != nil {
		return nil, err
	}
	var hits []hit
	for i := range runs {
		part, err := read(got, i)
		if err != nil {
			return nil, err
		}
		hits = append(hits, part...)
	}
	return hits, nil
}

// found is what answers a question: one page of hits, best first.
type found struct {
	hits    []hit
	total   int
	missing int // words of the question that every hit lacks
	facets  map[search.Facet][]search.Count
}

// find stretches a question only as far as needed, from as written to as many words as any
// product has, but at least half; see the embedded engine. How far does not depend on the
// filters of q: what is found under filters is what is found without them, filtered.
func (s *session) find(q search.Query, ask question, from looseness) (found, error) {
	if len(ask.readings) == 0 {
		f := found{}
		for _, facet := range q.Facets {
			if f.facets == nil {
				f.facets = map[search.Facet][]search.Count{}
			}
			f.facets[facet] = []search.Count{}
		}
		return f, s.fault(s.ctx, s.ctx.Err())
	}
	for loose := from; ; loose++ {
		if loose == guessed {
			if err := s.widen(&ask); err != nil {
				return found{}, err
			}
		}
		var b batch
		set := ask.set(loose)
		proof := -1
		if loose == guessed {
			proof = b.count(set)
		} else {
			proof = b.count(ask.proof(loose))
		}
		w := weights(&b, &ask, loose)
		l := lay(&b, q, &ask, set)
		got, err := s.ask(&b)
		if err != nil {
			return found{}, err
		}
		if got.total(proof) > 0 {
			return s.shown(q, set, l, got, w.scale(got, 0))
		}
		if loose == guessed {
			return s.nearest(q, &ask, w, got)
		}
	}
}

// layout says where in a batch the hits and facets of an answer are.
type layout struct {
	main    int
	counted counting
	order   []shelf
	shelves []int // how many hits each holds; only asked where the window may not do
}

// lay asks for the hits of set under the filters of q, as many as are weighed.
func lay(b *batch, q search.Query, ask *question, set string) layout {
	l := layout{counted: counting{}, order: shelves(q)}
	base := every(set, conditions(q, ""))
	fields := []string{fieldCard}
	if ask.names {
		fields = append(fields, fieldFace)
	}
	together := l.counted.apart(b, q, set)
	if q.Sort == search.Relevance {
		l.order = graded(ask.tiers())
	}
	l.main = b.hits(base, best, 0, window, fields...)
	b.queries[l.main].Facets = together
	for _, o := range l.order {
		l.shelves = append(l.shelves, b.count(every(base, o.filter)))
	}
	return l
}

// shown makes one page of what was laid out.
func (s *session) shown(q search.Query, set string, l layout, got answers, weigh scale) (found, error) {
	f := found{total: got.total(l.main), missing: weigh.missing}
	var err error
	if f.facets, err = l.counted.read(got, l.main, q); err != nil {
		return f, err
	}
	end := q.Offset + q.Limit
	if f.total <= window {
		hits, err := got.hits(l.main)
		if err != nil {
			return f, err
		}
		f.hits = sorted(q, hits, weigh)
		f.hits = f.hits[min(q.Offset, len(f.hits)):min(end, len(f.hits))]
		return f, nil
	}
	totals := make([]int, len(l.shelves))
	for i, n := range l.shelves {
		totals[i] = got.total(n)
	}
	base := every(set, conditions(q, ""))
	beyond := q.Offset
	if q.Sort == search.Relevance {
		beyond = max(window, q.Offset)
		if q.Offset < window {
			fields := []string{fieldCard}
			if weigh.q.names {
				fields = append(fields, fieldFace)
			}
			hits, err := s.stretches(base, l.order, cut(totals, 0, window), answers.hits, fields...)
			if err != nil {
				return f, err
			}
			hits = sorted(q, hits, weigh)
			f.hits = hits[min(q.Offset, len(hits)):min(end, len(hits))]
		}
	}
	if end > beyond {
		rest, err := s.stretches(base, l.order, cut(totals, beyond, end-beyond), answers.ids, fieldID)
		if err != nil {
			return f, err
		}
		f.hits = append(f.hits, rest...)
	}
	return f, nil
}

func sorted(q search.Query, hits []hit, weigh scale) []hit {
	for i := range hits {
		hits[i].score = weigh.score(&hits[i].card)
	}
	slices.SortFunc(hits, order(q))
	return hits
}
