package meilisearch

import (
	"slices"
	"strings"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// scale weighs products against a question: the sum that the embedded engine makes over
// the postings of words, made over the words of one product.
type scale struct {
	q        *question
	loose    looseness
	missing  int         // words that every product found lacks
	rarities [][]float64 // of the words of each reading
}

// product is a card taken apart.
type product struct {
	names             [][]string // words of each name
	raw, also, sounds []string
	length            int
}

func taken(c *card) product {
	p := product{also: strings.Fields(c.Also), sounds: strings.Fields(c.Sound), length: int(c.Length)}
	for _, n := range c.Names {
		p.names = append(p.names, strings.Fields(n))
	}
	for _, n := range c.Spelled {
		p.raw = append(p.raw, strings.Fields(n)...)
	}
	return p
}

// score is that of the reading that c answers best.
func (s *scale) score(c *card) float64 {
	p := taken(c)
	var best float64
	fewest := -1
	for i, r := range s.q.readings {
		score, absent := s.reading(&p, r, s.rarities[i])
		// What a product has in its description alone does not come with its card. A
		// reading that leaves nothing to it is certain, the others are not.
		absent = max(absent, s.missing)
		if fewest < 0 || absent < fewest || absent == fewest && score > best {
			best, fewest = score, absent
		}
	}
	return best
}

// reading weighs p against one reading and counts the words found nowhere on its card. Of
// these all but missing are in the description, for the server found p.
func (s *scale) reading(p *product, r search.Reading, rarities []float64) (score float64, absent int) {
	var sum, all float64
	for i := range r.Words {
		w := s.word(p, r, i)
		all += rarities[i]
		if w == 0 {
			absent++
			continue
		}
		sum += rarities[i] * w
	}
	described := absent - s.missing
	for i := range r.Words {
		if described > 0 && !s.q.names && s.word(p, r, i) == 0 {
			sum += rarities[i] * search.InText * r.Words[i][0].Weight
			described--
		}
	}
	for i := range len(r.Words) - 1 {
		pair := r.Words[i].Likeliest().Folded + r.Words[i+1].Likeliest().Folded
		bonus := search.Neighbours * (rarities[i] + rarities[i+1])
		switch {
		case p.joins(pair):
			sum += bonus
		case i+2 == len(r.Words) && s.loose >= beginning && p.joined(func(w string) bool { return strings.HasPrefix(w, pair) }):
			sum += bonus * search.Begun
		case slices.Contains(p.also, pair):
			sum += bonus * search.InAlso
		}
	}
	sum += search.Head * rarities[0] * s.head(p, r.Words)
	return sum / all * r.Weight * search.Whole(len(r.Words), p.length), absent
}

// head is the most that the first of words gives a product whose name it begins.
func (s *scale) head(p *product, words []search.Word) float64 {
	var best float64
	for i, f := range words[0] {
		for _, name := range p.names {
			switch {
			case len(name) == 0:
			case name[0] == f.Folded:
				best = max(best, f.Weight)
			case len(words) == 1 && s.loose >= beginning && words[0].Stretched(i) && strings.HasPrefix(name[0], f.Folded):
				best = max(best, f.Weight*search.Begun)
			}
		}
	}
	return best
}

// word is the most that p has of a word, 0 when nothing.
func (s *scale) word(p *product, r search.Reading, at int) float64 {
	this, last := r.Words[at], at == len(r.Words)-1
	var best float64
	see := func(w float64, found bool) {
		if found && w > best {
			best = w
		}
	}
	for i, f := range this {
		see(f.Weight*search.AsSpelled, r.Marked && slices.Contains(p.raw, f.Spelled))
		see(f.Weight*search.InName, p.hasWord(func(w string) bool { return w == f.Folded }))
		see(f.Weight*search.AsJoined, p.joins(f.Folded))
		see(f.Weight*search.InAlso, !s.q.names && slices.Contains(p.also, f.Folded))
		if !this.Stretched(i) {
			continue
		}
		if last && s.loose >= beginning {
			begun := func(w string) bool { return strings.HasPrefix(w, f.Folded) }
			// Marks that were typed are there already: of the words that begin so, those that
			// have them come first.
			see(f.Weight*search.Begun*search.AsSpelled, r.Marked && f.Spelled != f.Folded && slices.ContainsFunc(p.raw, func(w string) bool {
				letters := strings.TrimRight(f.Spelled, vntext.ToneSigns)
				return strings.HasPrefix(w, letters) && strings.HasSuffix(w, f.Spelled[len(letters):])
			}))
			see(f.Weight*search.Begun, p.hasWord(begun))
			see(f.Weight*search.Begun*search.InAlso, !s.q.names && slices.ContainsFunc(p.also, begun))
			see(f.Weight*search.Begun, len(f.Folded) >= search.JoinedFrom && p.joined(begun))
		}
		if s.loose == guessed {
			see(f.Weight*search.BySound, slices.Contains(p.sounds, vntext.Sound(f.Folded)))
			s.nearly(p, f, see)
		}
	}
	if s.loose == guessed {
		for _, w := range rejoined(r.Words, at) {
			see(search.InName*search.Rejoined, p.hasWord(func(said string) bool { return said == w }))
		}
	}
	return best
}

func (s *scale) nearly(p *product, f search.Form, see func(float64, bool)) {
	for _, near := range s.q.near[f.Folded] {
		w := f.Weight * search.Nearly
		if off(f.Folded, near) > 1 {
			w = f.Weight * search.Farther
		}
		is := func(said string) bool { return said == near }
		see(w, p.hasWord(is))
		see(w*search.InAlso, !s.q.names && slices.ContainsFunc(p.also, is))
		see(w, len(f.Folded) >= search.NearJoinedFrom && p.joins(near))
	}
}

// hasWord reports whether one word of a name is such.
func (p *product) hasWord(is func(string) bool) bool {
	return slices.ContainsFunc(p.names, func(name []string) bool { return slices.ContainsFunc(name, is) })
}

// joins reports whether two to four neighbouring words of a name make word.
func (p *product) joins(word string) bool {
	for _, name := range p.names {
		for from := range name {
			rest, ok := strings.CutPrefix(word, name[from])
			for to := from + 1; ok && to < min(from+4, len(name)); to++ {
				if rest, ok = strings.CutPrefix(rest, name[to]); ok && rest == "" {
					return true
				}
			}
		}
	}
	return false
}

// joined reports whether two to four neighbouring words of a name make such a word.
func (p *product) joined(is func(string) bool) bool {
	for _, name := range p.names {
		for from := range name {
			for to := from + 2; to <= min(from+4, len(name)); to++ {
				if is(strings.Join(name[from:to], "")) {
					return true
				}
			}
		}
	}
	return false
}
