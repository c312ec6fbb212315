package meilisearch

import (
	"slices"
	"strings"

	"github.com/chophien/chophien/search"
)

// scale weighs products against a question: the sum that the embedded engine makes over
// the postings of words, made over the words of one product.
type scale struct {
	names    bool // only names count
	loose    looseness
	missing  int // words that every product found lacks
	readings []measure
	weights  []float64 // of the words of the reading at hand
	product  product
}

// measure is a reading made ready to be looked for in many products.
type measure struct {
	sought []sought
	pairs  []string  // neighbouring words as one
	worth  []float64 // of each word: how rare it is
	all    float64
	weight float64
	named  bool // descriptions do not count
}

// scores weighs hits.
func (s *scale) scores(hits []hit) {
	for i := range hits {
		s.product.take(&hits[i].card)
		hits[i].score = s.score()
	}
}

// score is that of the reading which the product answers best.
func (s *scale) score() float64 {
	var best float64
	fewest := -1
	for i := range s.readings {
		score, absent := s.reading(&s.readings[i])
		// What a product has in its description alone does not come with its card. A
		// reading that leaves nothing to it is certain, the others are not.
		absent = max(absent, s.missing)
		if fewest < 0 || absent < fewest || absent == fewest && score > best {
			best, fewest = score, absent
		}
	}
	return best
}

// reading weighs the product against one reading and counts the words found nowhere on its
// card. Of these all but missing are in the description, for the server found the product.
func (s *scale) reading(m *measure) (score float64, absent int) {
	var sum float64
	s.weights = s.weights[:0]
	for i := range m.sought {
		w := s.word(&m.sought[i], i == len(m.sought)-1)
		s.weights = append(s.weights, w)
		if w == 0 {
			absent++
		}
		sum += m.worth[i] * w
	}
	described := absent - s.missing
	for i, w := range s.weights {
		if w == 0 && described > 0 && !m.named {
			sum += m.worth[i] * search.InText * m.sought[i].forms[0].Weight
			described--
		}
	}
	for i, pair := range m.pairs {
		bonus := search.Neighbours * (m.worth[i] + m.worth[i+1])
		switch {
		case s.product.joins(pair):
			sum += bonus
		case i == len(m.pairs)-1 && s.loose >= beginning && s.product.joinsBegin(pair):
			sum += bonus * search.Begun
		case slices.Contains(s.product.also, pair):
			sum += bonus * search.InAlso
		}
	}
	sum += search.Head * m.worth[0] * s.head(&m.sought[0], len(m.sought) == 1)
	return sum / m.all * m.weight * search.Whole(len(m.sought), s.product.length), absent
}

// head is the most that the first word of a question gives a product whose name it begins.
func (s *scale) head(first *sought, alone bool) float64 {
	var best float64
	for i := range first.forms {
		f := &first.forms[i]
		for _, name := range s.product.names {
			switch {
			case len(name) == 0:
			case name[0] == f.Folded:
				best = max(best, f.Weight)
			case alone && s.loose >= beginning && f.stretched && strings.HasPrefix(name[0], f.Folded):
				best = max(best, f.Weight*search.Begun)
			}
		}
	}
	return best
}

// word is the most that the product has of a word, 0 when nothing.
func (s *scale) word(w *sought, last bool) float64 {
	var best float64
	p := &s.product
	for i := range w.forms {
		f := &w.forms[i]
		if v := f.Weight * search.AsSpelled; w.marked && v > best && slices.Contains(p.raw, f.Spelled) {
			best = v
		}
		if v := f.Weight * search.InName; v > best && (p.has(f.Folded) || p.joins(f.Folded)) {
			best = v
		}
		if v := f.Weight * search.InAlso; !s.names && v > best && slices.Contains(p.also, f.Folded) {
			best = v
		}
		if !f.stretched {
			continue
		}
		if last && s.loose >= beginning {
			best = max(best, s.begun(f, w.marked, best))
		}
		if v := f.Weight * search.BySound; s.loose == guessed && v > best && slices.Contains(p.sounds, f.sound) {
			best = v
		}
	}
	if s.loose < guessed {
		return best
	}
	if w.near != nil {
		best = max(best, s.nearly(w))
	}
	if v := search.InName * search.Rejoined; v > best && slices.ContainsFunc(w.rejoined, p.has) {
		best = v
	}
	return best
}

// begun is the most that the product has of an unfinished word, if that is more than best.
// Marks that were typed are there already: of the words that begin so, those that have them
// come first.
func (s *scale) begun(f *form, marked bool, best float64) float64 {
	p := &s.product
	if v := f.Weight * search.Begun * search.AsSpelled; marked && f.Spelled != f.Folded && v > best && slices.ContainsFunc(p.raw, f.begins) {
		best = v
	}
	if v := f.Weight * search.Begun; v > best && (p.hasBegin(f.Folded) || len(f.Folded) >= search.JoinedFrom && p.joinsBegin(f.Folded)) {
		best = v
	}
	if v := f.Weight * search.Begun * search.InAlso; !s.names && v > best {
		for _, word := range p.also {
			if strings.HasPrefix(word, f.Folded) {
				return v
			}
		}
	}
	return best
}

// nearly is the most that the product has of words that are a letter or two off.
func (s *scale) nearly(w *sought) (best float64) {
	for _, name := range s.product.names {
		for _, word := range name {
			best = max(best, w.near[word])
		}
	}
	for near, v := range w.nearJoined {
		if v > best && s.product.joins(near) {
			best = v
		}
	}
	if s.names {
		return best
	}
	for _, word := range s.product.also {
		best = max(best, w.near[word]*search.InAlso)
	}
	return best
}
