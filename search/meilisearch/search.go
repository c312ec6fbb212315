package meilisearch

import (
	"context"

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
		r.Nearest = f.missing > 0 || f.doubtful
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
	r.Facets = counted.read(got, main, q)
	return r, nil
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
	hits     []hit
	total    int
	missing  int  // words of the question that every hit lacks
	doubtful bool // of several words none has one as it stands
	facets   map[search.Facet][]search.Count
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
		proof, sure := 0, 0
		if loose == guessed {
			proof, sure = b.count(set), b.count(ask.sure())
		} else {
			proof = b.count(ask.proof(loose))
		}
		w := weights(&b, &ask, loose)
		l := lay(&b, q, &ask, set, loose)
		got, err := s.ask(&b)
		if err != nil {
			return found{}, err
		}
		if got.total(proof) > 0 {
			f, err := s.shown(q, l, got, w.scale(got, 0))
			f.doubtful = loose == guessed && got.total(sure) == 0
			return f, err
		}
		if loose == guessed {
			return s.nearest(q, &ask, w, got)
		}
	}
}
