package bleve

import (
	"cmp"
	"slices"

	"github.com/chophien/chophien/search"
)

// complete finds the values that have products and whose names hold the words of a
// reading, the last of which may be unfinished: names that begin so first, then those
// with the most products.
func (l *list) complete(of search.Subject, readings []search.Reading, t search.Typing) []search.Suggestion {
	if t.Others == 0 {
		return nil
	}
	type match struct {
		*value
		begins bool
		n      int
	}
	var found []match
	for i := range l.values {
		v := &l.values[i]
		m := match{value: v, n: v.open}
		if t.IncludeAlcohol {
			m.n += v.gated
		}
		if m.n == 0 {
			continue
		}
		holds := false
		for _, name := range v.said {
			for _, r := range readings {
				held, begins := r.Within(name)
				holds, m.begins = holds || held, m.begins || begins
			}
		}
		if holds {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		if a.begins != b.begins {
			if a.begins {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.Value, b.Value))
	})
	var out []search.Suggestion
	for _, m := range found[:min(len(found), t.Others)] {
		out = append(out, search.Suggestion{Of: of, ID: m.Value, Name: cmp.Or(m.Names[t.Lang], m.Names["vi"]), N: m.n})
	}
	return out
}
