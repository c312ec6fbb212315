package division

import "slices"

// span says that the words from i up to j are, or begin, the names lo up to hi.
type span struct {
	i, j, lo, hi int
	how          int8
}

// spans finds names in q. With near it finds those a slip away instead.
func (x *index) spans(q *query, near bool) []span {
	n := len(q.keys)
	var out []span
	for i := range n {
		for j := i + 1; j <= n; j++ {
			text := q.between(i, j)
			if near {
				if j-i <= 4 { // no name is longer in words
					out = append(out, x.slips(text, i, j)...)
				}
				continue
			}
			at, ok := slices.BinarySearch(x.keys, text)
			if ok {
				out = append(out, span{i, j, at, at + 1, byWhole})
			}
			if j == n {
				lo, hi := x.starting(text)
				if ok {
					lo++
				}
				if lo < hi {
					out = append(out, span{i, j, lo, hi, byStart})
				}
			}
		}
	}
	return out
}

// slips finds the names one slip from text, or two from a long one. Short text and numbers
// are left alone: nearly everything is a slip away from them.
func (x *index) slips(text string, i, j int) []span {
	if len(text) < 5 || len(text) > 40 {
		return nil
	}
	most := 1
	if len(text) >= 12 {
		most = 2
	}
	var out []span
	for n := len(text) - most; n <= len(text)+most && n < len(x.long); n++ {
		for _, at := range x.long[n] {
			if within(text, x.keys[at], most) {
				out = append(out, span{i, j, int(at), int(at) + 1, byNear})
			}
		}
	}
	return out
}

// within reports whether a becomes b, and is not b, by at most n letters put in, left out
// or changed.
func within(a, b string, n int) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return (a != "" || b != "") && edits(a, b, n)
}

func edits(a, b string, n int) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	switch {
	case len(a)-len(b) > n || len(b)-len(a) > n:
		return false
	case a == "" || b == "":
		return true
	case n == 0:
		return false
	}
	return edits(a[1:], b, n-1) || edits(a, b[1:], n-1) || edits(a[1:], b[1:], n-1)
}

// matcher asks of one entry after another whether it explains the words.
type matcher struct {
	d     *Directory
	q     *query
	spans []span
	lead  bool

	entry    *entry
	name     *span // nil when only what is around counts
	kind     int8  // how the title before the name fits the entry
	explains int   // words explained by what is around
	steps    int   // taken so far, for texts made to be explained in a thousand ways
}

// named tries the entry at with its name in s.
func (m *matcher) named(at int32, s *span) (found, bool) {
	e := &m.d.index.entries[at]
	m.entry, m.name, m.kind, m.explains, m.steps = e, s, 1, 0, 0
	from := 0
	if m.lead {
		from = s.i
		for from > 0 && from > s.i-2 { // a title directly before the name still counts
			if n, _ := m.q.title(from - 1); n != 1 && !(n == 2 && from-1 == s.i-2) {
				break
			}
			from--
		}
	}
	if !m.covers(from, unsaid) {
		return found{}, false
	}
	if m.lead && s.j-s.i < 2 && m.explains == 0 {
		return found{}, false // one syllable in a free text is no proof
	}
	u := m.d.bare(e)
	f := found{entry: at, how: s.how, kind: m.kind, at: int8(s.i), home: away(e.home != m.d.home)}
	f.spoken = away(!m.q.hears(s.i, s.j, u.Bare, s.how == byStart))
	return f, true
}

// around tries the entry at with nothing but the names around it.
func (m *matcher) around(at int32) (found, bool) {
	e := &m.d.index.entries[at]
	m.entry, m.name, m.kind, m.explains, m.steps = e, nil, 1, 0, 0
	if !m.covers(0, unsaid) {
		return found{}, false
	}
	own := slices.ContainsFunc(m.spans, func(s span) bool {
		return s.how == byWhole && slices.Contains(e.names, uint16(s.lo))
	})
	return found{entry: at, how: byAround, home: away(e.home != m.d.home), own: away(!own)}, true
}

// covers reports whether the words from i on are the name, names around it and titles;
// said is what the title before i allows.
func (m *matcher) covers(i int, said rank) bool {
	if m.steps++; m.steps > 300 {
		return false
	}
	if m.name != nil && i == m.name.i {
		if !said.ward {
			return m.skips(i)
		}
		kind := int8(1)
		switch said.kind {
		case "":
		case m.d.bare(m.entry).Kind:
			kind = 0
		default:
			kind = 2
		}
		name := m.name
		m.name = nil
		if m.covers(name.j, unsaid) {
			m.name, m.kind = name, kind
			return true
		}
		m.name = name
		return false
	}
	if i == len(m.q.keys) {
		return m.name == nil
	}
	for k := range m.spans {
		s := &m.spans[k]
		if s.i != i || m.name != nil && s.j > m.name.i {
			continue
		}
		for _, r := range m.entry.in {
			fits := r.province && said.province || !r.province && said.district
			if fits && int(r.key) >= s.lo && int(r.key) < s.hi && m.covers(s.j, unsaid) {
				m.explains += s.j - s.i
				return true
			}
		}
	}
	return m.skips(i)
}

// skips goes on behind a title at i, or to the end when a title is still being typed.
func (m *matcher) skips(i int) bool {
	if n, said := m.q.title(i); n > 0 && (m.name == nil || i+n <= m.name.i) && m.covers(i+n, said) {
		return true
	}
	return m.name == nil && m.q.untitled(i)
}

func away(yes bool) int8 {
	if yes {
		return 1
	}
	return 0
}
