package meilisearch

import (
	"slices"

	"github.com/chophien/chophien/search"
)

// layout says where in a batch the hits and facets of an answer are.
type layout struct {
	base    string // the filter that every hit meets
	fields  []string
	counted counting
	main    int // how many hits there are
	order   []shelf
	holds   []int // where is counted how many hits each shelf holds; the last has the rest
	read    []int // where the first hits of the first shelves are, as many as are weighed
}

// lay asks for the hits of set under the filters of q. Those of the best shelf come at once;
// what others are needed for the hits that are weighed takes a second trip.
func lay(b *batch, q search.Query, ask *question, set string, loose looseness) layout {
	l := layout{base: every(set, conditions(q, "")), fields: []string{fieldCard}, counted: counting{}, order: shelves(q)}
	if ask.names {
		l.fields = append(l.fields, fieldFace)
	}
	if loose == guessed {
		l.fields = append(l.fields, fieldSounds)
	}
	together := l.counted.apart(b, q, set)
	if q.Sort == search.Relevance {
		l.order = graded(ask.tiers(loose))
	}
	if q.Sort != search.Relevance || len(l.order) == 1 {
		l.main = b.hits(l.base, best, 0, window, l.fields...)
		l.read = []int{l.main}
	} else {
		l.main = b.count(l.base)
	}
	b.queries[l.main].Facets = together
	for i, o := range l.order[:len(l.order)-1] {
		filter := every(l.base, o.filter)
		if i == 0 && l.read == nil {
			first := b.hits(filter, best, 0, window, l.fields...)
			l.holds, l.read = append(l.holds, first), append(l.read, first)
			continue
		}
		l.holds = append(l.holds, b.count(filter))
	}
	if ask.names && len(l.order) == 2 {
		// Whoever is typing does not wait for a second trip.
		l.read = append(l.read, b.hits(every(l.base, l.order[1].filter), best, 0, window, l.fields...))
	}
	return l
}

// totals are how many hits each shelf holds.
func (l layout) totals(got answers) []int {
	rest := got.total(l.main)
	var out []int
	for _, i := range l.holds {
		out = append(out, got.total(i))
		rest -= got.total(i)
	}
	return append(out, max(rest, 0))
}

// shown makes one page of what was laid out.
func (s *session) shown(q search.Query, l layout, got answers, weigh scale) (found, error) {
	f := found{total: got.total(l.main), missing: weigh.missing, facets: l.counted.read(got, l.main, q)}
	weighed := min(f.total, window)
	if q.Sort != search.Relevance && f.total > window {
		weighed = 0
	}
	end, totals := q.Offset+q.Limit, l.totals(got)
	if q.Offset < weighed {
		hits, err := s.weighable(l, got, totals, weighed)
		if err != nil {
			return f, err
		}
		hits = sorted(q, hits, weigh)
		f.hits = hits[min(q.Offset, len(hits)):min(end, len(hits))]
	}
	if from := max(weighed, q.Offset); from < min(end, f.total) {
		rest, err := s.stretches(l.base, l.order, cut(totals, from, end-from), answers.ids, fieldID)
		if err != nil {
			return f, err
		}
		f.hits = append(f.hits, rest...)
	}
	return f, nil
}

// weighable reads the first n hits in the order of the shelves.
func (s *session) weighable(l layout, got answers, totals []int, n int) ([]hit, error) {
	if q := l.read[0]; q == l.main {
		return got.hits(q)
	}
	var hits []hit
	for i, q := range l.read {
		part, err := got.hits(q)
		if err != nil {
			return nil, err
		}
		hits = append(hits, part...)
		if len(part) < totals[i] {
			break // the shelf holds more than is weighed
		}
	}
	if len(hits) >= n {
		return hits[:n], nil
	}
	rest, err := s.stretches(l.base, l.order, cut(totals, len(hits), n-len(hits)), answers.hits, l.fields...)
	return append(hits, rest...), err
}

func sorted(q search.Query, hits []hit, weigh scale) []hit {
	weigh.scores(hits)
	slices.SortFunc(hits, order(q))
	return hits
}
