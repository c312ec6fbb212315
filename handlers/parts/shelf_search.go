package parts

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// match is a product with how well it answers.
type match struct {
	*good
	score  float64
	metres float64
}

// search answers q as the engine would but for the finer points of relevance.
func (s *shelf) search(ctx context.Context, q search.Query) (search.Result, error) {
	q = q.Clean()
	st, err := s.stock(ctx)
	if err != nil {
		return search.Result{}, err
	}
	readings := s.lexicon.Read(q.Text)
	if len(readings) == 0 && q.Text != "" {
		return search.Result{}, nil // nothing but signs: nothing is called that
	}
	found, nearest := said(st.goods, readings, q.IncludeAlcohol)
	res := search.Result{Nearest: nearest}
	counts := map[search.Facet]map[string]int{}
	for _, f := range q.Facets {
		counts[f] = map[string]int{}
	}
	var hits []match
	for _, m := range found {
		fails := m.fails(q)
		for f, n := range counts {
			if len(fails) == 0 || len(fails) == 1 && fails[0] == f {
				for _, v := range m.values(f) {
					n[v]++
				}
			}
		}
		if len(fails) == 0 {
			hits = append(hits, m)
		}
	}
	if q.Sort == search.Distance {
		for i, m := range hits {
			if hits[i].metres = math.Inf(1); m.point.Known() {
				hits[i].metres = m.point.Metres(q.Near)
			}
		}
	}
	slices.SortFunc(hits, inOrder(q.Sort))
	res.Total, res.More = len(hits), len(hits) > q.Offset+q.Limit
	res.Nearest = res.Nearest && len(hits) > 0
	for _, m := range hits[min(q.Offset, len(hits)):min(q.Offset+q.Limit, len(hits))] {
		res.Hits = append(res.Hits, search.Hit{ID: m.ID, Score: m.score})
	}
	for f, n := range counts {
		if res.Facets == nil {
			res.Facets = map[search.Facet][]search.Count{}
		}
		res.Facets[f] = ranked(f, n)
	}
	return res, nil
}

// said are the goods that have all words of a reading, or where none has, those that have
// the most words of the text itself. Without a text it is all of them.
func said(goods []good, readings []search.Reading, adult bool) (found []match, nearest bool) {
	most := 1
	var near []match
	for i := range goods {
		g := &goods[i]
		if g.Class.Adult() && !adult {
			continue
		}
		if len(readings) == 0 {
			found = append(found, match{good: g})
			continue
		}
		best, all := 0.0, false
		for _, r := range readings {
			score, n := g.has(r)
			if n == len(r.Words) && (!all || score > best) {
				best, all = score, true
			}
		}
		if all {
			found = append(found, match{good: g, score: best})
			continue
		}
		score, n := g.has(readings[0])
		if n > most {
			near, most = near[:0], n
		}
		if n == most {
			near = append(near, match{good: g, score: score})
		}
	}
	if len(found) == 0 && len(near) > 0 {
		return near, true
	}
	return found, false
}

// has says how many words of a reading a product has, and how well they name it.
func (g *good) has(r search.Reading) (score float64, n int) {
	for _, w := range r.Words {
		best := 0.0
		for _, f := range w {
			best = max(best, f.Weight*g.holds(f.Folded))
		}
		if best > 0 {
			n++
		}
		score += best
	}
	if n < len(r.Words) {
		return score / float64(len(r.Words)), n
	}
	var folded, spelled strings.Builder
	for _, w := range r.Words {
		folded.WriteString(" " + w[0].Folded)
		spelled.WriteString(" " + w[0].Spelled)
	}
	score /= float64(len(r.Words))
	if strings.Contains(g.name, folded.String()+" ") {
		score += 0.5
		if r.Marked && strings.Contains(" "+vntext.Spell(g.NameVI)+" ", spelled.String()+" ") {
			score += 0.5
		}
	}
	return score * r.Weight, n
}

// Letters that a beginning, and a word written together, need to say something.
const fewLetters, manyLetters = 3, 5

// holds says how well one folded word is found in a product, 0 for not at all.
func (g *good) holds(word string) float64 {
	switch {
	case strings.Contains(g.name, " "+word+" "):
		return 1
	case len(word) >= fewLetters && strings.Contains(g.name, " "+word),
		len(word) >= manyLetters && strings.Contains(g.joined, word):
		return 0.8
	case strings.Contains(g.words, " "+word+" "):
		return 0.5
	}
	return 0
}

// fails names the facets whose filters a product does not meet.
func (g *good) fails(q search.Query) (by []search.Facet) {
	check := func(f search.Facet, meets bool) {
		if !meets {
			by = append(by, f)
		}
	}
	among := func(wanted []string, has ...string) bool {
		return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return w != "" && slices.Contains(has, w) })
	}
	check(search.ByKind, among(q.Kinds, g.Kind))
	check(search.ByGroup, among(q.Groups, g.group))
	check(search.ByDivision, among(q.Divisions, g.divisions...))
	check(search.BySeller, among(q.Sellers, g.SellerID))
	check(search.ByStars, g.Stars >= q.StarsMin)
	check(search.ByPrice, g.Price.Cmp(q.PriceMin) >= 0 && (q.PriceMax.IsZero() || g.Price.Positive() && g.Price.Cmp(q.PriceMax) <= 0))
	check(search.BySeason, q.Month == 0 || g.Season.Has(q.Month))
	return by
}

// values are those of a product in a facet.
func (g *good) values(f search.Facet) []string {
	switch f {
	case search.ByKind:
		return []string{g.Kind}
	case search.ByGroup:
		if g.group != "" {
			return []string{g.group}
		}
	case search.ByDivision:
		return g.divisions
	case search.BySeller:
		return []string{g.SellerID}
	case search.ByStars:
		if g.Stars > 0 {
			return []string{strconv.Itoa(g.Stars)}
		}
	case search.ByPrice:
		if b, ok := search.BandOf(g.Price); ok {
			return []string{b.Key()}
		}
	case search.BySeason:
		var months []string
		for _, m := range g.Season.List() {
			months = append(months, strconv.Itoa(m))
		}
		return months
	}
	return nil
}

// ranked lists counts as search.Result does: bands, stars and months in their own order,
// the rest most frequent first.
func ranked(f search.Facet, n map[string]int) []search.Count {
	out := []search.Count{}
	for v, count := range n {
		out = append(out, search.Count{Value: v, N: count})
	}
	slices.SortFunc(out, func(a, b search.Count) int {
		switch f {
		case search.ByPrice, search.ByStars, search.BySeason:
			return cmp.Compare(leading(a.Value), leading(b.Value))
		}
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), search.MaxValues)]
}

// leading is the number that a value begins with.
func leading(value string) int {
	first, _, _ := strings.Cut(value, "-")
	n, _ := strconv.Atoi(first)
	return n
}

// inOrder is the order of the engine.
func inOrder(by search.Sort) func(a, b match) int {
	relevance := func(a, b match) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Stars, a.Stars), cmp.Compare(b.PublishedAt, a.PublishedAt))
	}
	unpriced := func(a, b match) int {
		switch {
		case a.Price.Positive() == b.Price.Positive():
			return 0
		case a.Price.Positive():
			return -1
		}
		return 1
	}
	first := relevance
	switch by {
	case search.Newest:
		first = func(a, b match) int { return cmp.Compare(b.PublishedAt, a.PublishedAt) }
	case search.PriceAsc:
		first = func(a, b match) int { return cmp.Or(unpriced(a, b), a.Price.Cmp(b.Price)) }
	case search.PriceDesc:
		first = func(a, b match) int { return cmp.Or(unpriced(a, b), b.Price.Cmp(a.Price)) }
	case search.Stars:
		first = func(a, b match) int { return cmp.Or(cmp.Compare(b.Stars, a.Stars), relevance(a, b)) }
	case search.Distance:
		first = func(a, b match) int { return cmp.Or(cmp.Compare(a.metres, b.metres), relevance(a, b)) }
	}
	return func(a, b match) int { return cmp.Or(first(a, b), strings.Compare(a.ID, b.ID)) }
}
