package meilisearch

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/chophien/chophien/search"
)

// counts are the questions how many products have each word of each reading: as it stands,
// and with what it may be mistaken for.
type counts struct {
	ask             *question
	loose           looseness
	products        int
	stands, guesses [][]int
}

// weights asks how rare the words are. One word alone needs no weight.
func weights(b *batch, ask *question, loose looseness) counts {
	c := counts{ask: ask, loose: loose}
	asked := map[string]int{}
	place := func(filter string) int {
		if _, ok := asked[filter]; !ok {
			asked[filter] = b.count(filter)
		}
		return asked[filter]
	}
	for _, r := range ask.readings {
		var stands, guesses []int
		for at := range r.Words {
			if len(r.Words) > 1 {
				stands = append(stands, place(ask.anywhere(r, at, min(loose, beginning))))
				guesses = append(guesses, place(ask.anywhere(r, at, loose)))
			}
		}
		c.stands, c.guesses = append(c.stands, stands), append(c.guesses, guesses)
	}
	if len(asked) > 0 {
		c.products = b.count(gate(true))
	}
	return c
}

// having is how many products have word at of reading r in any way; 0 for one alone.
func (c counts) having(got answers, r, at int) int {
	if len(c.guesses[r]) == 0 {
		return 0
	}
	return got.total(c.guesses[r][at])
}

// scale makes the weights of the answers.
func (c counts) scale(got answers, missing int) scale {
	s := scale{names: c.ask.names, loose: c.loose, missing: missing}
	for r, reading := range c.ask.readings {
		m := measure{weight: reading.Weight, named: c.ask.names || reading.Meant, worth: []float64{1}}
		for at, i := range c.stands[r] {
			// A word is as rare as it is itself; what it may be mistaken for says nothing of that.
			n := got.total(i)
			if n == 0 {
				n = c.having(got, r, at)
			}
			m.worth = append(m.worth[:at], search.Rarity(got.total(c.products), n))
		}
		for at, w := range reading.Words {
			m.sought, m.all = append(m.sought, c.ask.ready(reading, at, c.loose)), m.all+m.worth[at]
			if at > 0 {
				m.pairs = append(m.pairs, reading.Words[at-1].Likeliest().Folded+w.Likeliest().Folded)
			}
		}
		s.readings = append(s.readings, m)
	}
	return s
}

// mostWords is how many words of a long question are looked at when no product has all:
// those that the fewest have. mostSets is how many combinations of as many words.
const (
	mostWords = 8
	mostSets  = 48
)

// partial is which words of a reading some product has together.
type partial struct {
	reading  search.Reading
	at       []int    // the words that any product has, the rarest first
	anywhere []string // the filter of each of these
	levels   [][]uint // sets of them that some product has, by how many: levels[0] holds single words
}

// nearest finds the products that have the most words of the question: at least half of
// them, one outside the description, or two there. It looks for words that stand together,
// two, then three that do so in twos, and so on.
func (s *session) nearest(q search.Query, ask *question, c counts, counted answers) (found, error) {
	var parts []*partial
	for r := range ask.readings {
		parts = append(parts, ask.partial(r, c, counted))
	}
	for grown := true; grown; {
		grown = false
		var b batch
		tried := make([][]uint, len(parts))
		first := make([]int, len(parts))
		for i, p := range parts {
			first[i] = len(b.queries)
			tried[i] = p.larger()
			for _, set := range tried[i] {
				b.count(p.filter(set))
			}
		}
		if len(b.queries) == 0 {
			break
		}
		got, err := s.ask(&b)
		if err != nil {
			return found{}, err
		}
		for i, p := range parts {
			var level []uint
			for n, set := range tried[i] {
				if got.total(first[i]+n) > 0 {
					level = append(level, set)
				}
			}
			if len(level) > 0 {
				p.levels = append(p.levels, level)
				grown = true
			}
		}
	}
	return s.fewest(q, ask, parts, c, counted)
}

// fewest shows the products that lack the fewest words.
func (s *session) fewest(q search.Query, ask *question, parts []*partial, c counts, counted answers) (found, error) {
	longest := 0
	for _, p := range parts {
		longest = max(longest, len(p.reading.Words))
	}
	for missing := 1; missing < longest; missing++ {
		var ways []string
		for _, p := range parts {
			ways = append(ways, p.lacking(ask, missing))
		}
		set := either(ways...)
		if set == "" {
			continue // an empty filter would let everything through
		}
		var b batch
		some := b.count(set)
		laid := lay(&b, q, ask, set, guessed)
		got, err := s.ask(&b)
		if err != nil {
			return found{}, err
		}
		if got.total(some) > 0 {
			return s.shown(q, laid, got, c.scale(counted, missing))
		}
	}
	return s.find(q, question{}, guessed)
}

func (q *question) partial(reading int, c counts, counted answers) *partial {
	p := &partial{reading: q.readings[reading]}
	for i := range p.reading.Words {
		if c.having(counted, reading, i) > 0 {
			p.at = append(p.at, i)
		}
	}
	slices.SortStableFunc(p.at, func(a, b int) int {
		return cmp.Compare(c.having(counted, reading, a), c.having(counted, reading, b))
	})
	p.at = p.at[:min(len(p.at), mostWords)]
	var single []uint
	for i, at := range p.at {
		p.anywhere = append(p.anywhere, q.anywhere(p.reading, at, guessed))
		single = append(single, 1<<i)
	}
	p.levels = [][]uint{single}
	return p
}

// larger are the sets of one word more than the last level has, of which all but any one
// word are known to stand together.
func (p *partial) larger() []uint {
	last := p.levels[len(p.levels)-1]
	size := len(p.levels)
	var out []uint
	for _, set := range last {
		if bits.OnesCount(set) != size {
			continue
		}
		for i := bits.Len(set); i < len(p.at) && len(out) < mostSets; i++ {
			grown := set | 1<<i
			known := true
			for j := range p.at {
				if grown&(1<<j) != 0 && !slices.Contains(last, grown&^(1<<j)) {
					known = false
				}
			}
			if known {
				out = append(out, grown)
			}
		}
	}
	return out
}

// filter is met by products that have the words of set.
func (p *partial) filter(set uint) string {
	var has []string
	for i := range p.at {
		if set&(1<<i) != 0 {
			has = append(has, p.anywhere[i])
		}
	}
	return every(has...)
}

// lacking is met by products that lack so many words of the reading and have the others. It
// is empty when none can be.
func (p *partial) lacking(q *question, missing int) string {
	words := p.reading.Words
	have := len(words) - missing
	few := have*2 < len(words)
	if have < 1 || have > len(p.levels) || few && have < 2 {
		return ""
	}
	var ways, strong []string
	for _, set := range p.levels[have-1] {
		ways = append(ways, p.filter(set))
	}
	for _, at := range p.at {
		strong = append(strong, q.strong(words, at, guessed))
	}
	if few {
		var pairs []string
		for i := range strong {
			for j := range i {
				pairs = append(pairs, every(strong[j], strong[i]))
			}
		}
		strong = pairs
	}
	if len(ways) == 0 {
		return ""
	}
	return every(either(ways...), either(strong...))
}
