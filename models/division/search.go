package division

import (
	"cmp"
	"slices"
)

// How a name was matched, best first.
const (
	byWhole  = iota // the whole name
	byStart         // its beginning, still being typed
	byNear          // a slip of the finger away
	byAround        // only the names around it
)

// found is a candidate and why it stands where it does.
type found struct {
	entry  int32
	how    int8
	spoken int8 // 0 when the marks agree, or none were typed
	kind   int8 // 0 the kind that was typed, 1 none typed, 2 another
	home   int8 // 0 in the home province
	at     int8 // where the name stands: the ward comes first in an address
	own    int8 // found by what is around it: 0 when it bears that name itself
}

// Search finds wards by what people type of them: a present or an old name, with or
// without marks and with words such as "xã" and "huyện" or not, whole or still being
// typed, alone or with the district and province of then or now ("suoi giang, van chan").
// The home province comes first, each ward once, at most limit (10 when not positive, 50
// at most). Free text before the name is skipped and small slips are forgiven, but only
// when nothing else fits. It finds nothing for nothing.
func (d *Directory) Search(text string, limit int) []Hit {
	if limit <= 0 {
		limit = 10
	}
	limit = min(limit, 50)
	q := parse(text)
	if len(q.keys) == 0 {
		return nil
	}
	exact := d.index.spans(&q, false)
	candidates := d.match(&q, exact, false)
	if len(candidates) == 0 {
		near := append(exact, d.index.spans(&q, true)...)
		for _, try := range []struct {
			spans []span
			lead  bool
		}{{near, false}, {exact, true}, {near, true}} {
			if candidates = d.match(&q, try.spans, try.lead); len(candidates) > 0 {
				break
			}
		}
	}
	slices.SortFunc(candidates, d.better)
	var out []Hit
	seen := map[string]bool{}
	for _, c := range candidates {
		for _, h := range d.hits(&d.index.entries[c.entry]) {
			if !seen[h.Ward.Code] {
				seen[h.Ward.Code] = true
				out = append(out, h)
			}
		}
		if len(out) >= limit {
			return out[:limit]
		}
	}
	return out
}

// match collects the entries that explain every word of q; with lead, words before the
// name may stay unexplained.
func (d *Directory) match(q *query, spans []span, lead bool) []found {
	var out []found
	m := matcher{d: d, q: q, spans: spans, lead: lead}
	for i := range spans {
		s := &spans[i]
		for key := s.lo; key < s.hi; key++ {
			for _, at := range d.index.named[key] {
				if f, ok := m.named(at, s); ok {
					out = append(out, f)
				}
			}
		}
	}
	if lead {
		return out
	}
	tried := map[int32]bool{}
	for i := range spans {
		if s := &spans[i]; s.how == byWhole {
			for _, at := range d.index.within[s.lo] {
				if !tried[at] {
					tried[at] = true
					if f, ok := m.around(at); ok {
						out = append(out, f)
					}
				}
			}
		}
	}
	return out
}

func (d *Directory) better(a, b found) int {
	if c := cmp.Or(
		cmp.Compare(a.how, b.how), cmp.Compare(a.spoken, b.spoken), cmp.Compare(a.kind, b.kind),
		cmp.Compare(a.home, b.home), cmp.Compare(a.at, b.at), cmp.Compare(a.own, b.own),
	); c != 0 {
		return c
	}
	x, y := &d.index.entries[a.entry], &d.index.entries[b.entry]
	if a.how != byStart && x.age != y.age {
		return cmp.Compare(x.age, y.age)
	}
	return cmp.Or(byName(d.bare(x), d.bare(y)), cmp.Compare(x.age, y.age), cmp.Compare(a.entry, b.entry))
}
