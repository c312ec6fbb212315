package parts

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/chophien/chophien/search"
)

// suggest completes names as the engine would: every word but the last stands whole, the
// last may be a beginning.
func (s *shelf) suggest(ctx context.Context, t search.Typing) ([]search.Suggestion, error) {
	t = t.Clean()
	st, err := s.stock(ctx)
	if err != nil {
		return nil, err
	}
	readings := s.lexicon.Read(t.Prefix)
	if len(readings) == 0 {
		return nil, nil
	}
	var hits []match
	for i := range st.goods {
		g := &st.goods[i]
		if g.Class.Adult() && !t.IncludeAlcohol {
			continue
		}
		if score := begins(g.name, readings); score > 0 {
			hits = append(hits, match{good: g, score: score})
		}
	}
	slices.SortFunc(hits, inOrder(search.Relevance))
	var out []search.Suggestion
	seen := map[string]bool{}
	for _, m := range hits {
		name := m.NameVI
		if t.Lang == "en" {
			name = cmp.Or(m.NameEN, name)
		}
		if !seen[name] && len(seen) < t.Limit {
			seen[name] = true
			out = append(out, search.Suggestion{Of: search.OfProduct, ID: m.ID, Name: name, Image: m.PhotoID, N: 1})
		}
	}
	for _, of := range []search.Subject{search.OfKind, search.OfPlace, search.OfSeller} {
		out = append(out, st.complete(of, readings, t)...)
	}
	return out, nil
}

func (st *stock) complete(of search.Subject, readings []search.Reading, t search.Typing) []search.Suggestion {
	var out []search.Suggestion
	for _, o := range st.others {
		n := o.products
		if !t.IncludeAlcohol {
			n -= o.adults
		}
		if o.of != of || n == 0 || begins(" "+o.words+" ", readings) == 0 {
			continue
		}
		name := o.vi
		if t.Lang == "en" {
			name = cmp.Or(o.en, name)
		}
		out = append(out, search.Suggestion{Of: of, ID: o.id, Name: name, N: n})
	}
	slices.SortFunc(out, func(a, b search.Suggestion) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.ID, b.ID)) })
	return out[:min(len(out), t.Others)]
}

// begins says how well one of the readings begins what stands between the spaces of text,
// 0 for not at all: 2 from the first word on, else 1.
func begins(text string, readings []search.Reading) float64 {
	best := 0.0
	for _, r := range readings {
		all := true
		for i, w := range r.Words {
			has := false
			for at, f := range w {
				end := " "
				if i == len(r.Words)-1 && w.Stretched(at) {
					end = ""
				}
				has = has || strings.Contains(text, " "+f.Folded+end)
			}
			all = all && has
		}
		if !all {
			continue
		}
		score := r.Weight
		if strings.HasPrefix(text, " "+r.Words[0][0].Folded) {
			score++
		}
		best = max(best, score)
	}
	return best
}
