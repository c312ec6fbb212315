package bleve

import (
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/chophien/chophien/search"
)

// scratch is the working memory of one search, by document number. Only the numbers in
// the lists are in use, so clearing costs what was found and not what is held.
type scratch struct {
	weight  []float32 // of the word at hand
	touched []uint32  // documents with that word

	sum   []tally // of the reading at hand
	found []uint32

	best []answer // of all readings
	hits []uint32

	postings postings
}

// tally is what one document has of a reading.
type tally struct {
	score  float32
	words  int16
	strong int16 // of these, found elsewhere than in the description
	stand  int16 // found as they stand
	firm   int16 // of these, elsewhere than in the description
}

// answer is how a document answers its best reading; the zero value is not at all.
type answer struct {
	score   float32
	missing int16 // words of the question that it lacks
	strong  bool  // has every word outside the description
	sure    bool  // does not answer by guesses alone
}

func (a answer) better(b answer) bool {
	switch {
	case b.score == 0 || a.missing != b.missing:
		return b.score == 0 || a.missing < b.missing
	case a.score != b.score:
		return a.score > b.score
	}
	return a.strong && !b.strong
}

// scratches wait for the next search. They are few, and unlike those of a sync.Pool they
// stay: to get megabytes of fresh memory costs as much as a search.
var scratches = make(chan *scratch, 4)

// scratchFor returns cleared memory for the documents of v.
func scratchFor(v view) *scratch {
	var s *scratch
	select {
	case s = <-scratches:
	default:
		s = new(scratch)
	}
	if n := len(v.rows); len(s.weight) < n {
		*s = scratch{weight: make([]float32, n), sum: make([]tally, n), best: make([]answer, n)}
	}
	s.postings = postings{snapshot: v.snapshot, fields: map[string][]segment.TermDictionary{}}
	return s
}

// free clears what was used and hands the memory on.
func (s *scratch) free() {
	s.clearWord()
	s.clearReading()
	s.clearAnswers()
	s.postings = postings{}
	select {
	case scratches <- s:
	default:
	}
}

func (s *scratch) clearWord() {
	for _, d := range s.touched {
		s.weight[d] = 0
	}
	s.touched = s.touched[:0]
}

func (s *scratch) clearReading() {
	for _, d := range s.found {
		s.sum[d] = tally{}
	}
	s.found = s.found[:0]
}

func (s *scratch) clearAnswers() {
	for _, d := range s.hits {
		s.best[d] = answer{}
	}
	s.hits = s.hits[:0]
}

// see notes that some documents have the word at hand with weight w.
func (s *scratch) see(some []uint32, w float32) {
	for _, d := range some {
		switch was := s.weight[d]; {
		case was == 0:
			s.touched = append(s.touched, d)
			s.weight[d] = w
		case was < w:
			s.weight[d] = w
		}
	}
}

// stand notes the documents that have the word at hand before it is guessed.
func (s *scratch) stand() {
	for _, d := range s.touched {
		t := &s.sum[d]
		t.stand++
		if s.weight[d] > search.InText {
			t.firm++
		}
	}
}

// count adds the word at hand, worth rarity, to the reading.
func (s *scratch) count(rarity float32) {
	for _, d := range s.touched {
		t := &s.sum[d]
		if t.words == 0 {
			s.found = append(s.found, d)
		}
		t.words++
		t.score += rarity * s.weight[d]
		if s.weight[d] > search.InText {
			t.strong++
		}
	}
}

// favour adds the weight at hand to documents of which the reading has found a word.
func (s *scratch) favour() {
	for _, d := range s.touched {
		if s.sum[d].words > 0 {
			s.sum[d].score += s.weight[d]
		}
	}
}

// keep notes an answer of document d when it is its best so far.
func (s *scratch) keep(d uint32, a answer) {
	if s.best[d].score == 0 {
		s.hits = append(s.hits, d)
	}
	b := s.best[d]
	if a.missing == b.missing {
		a.sure, b.sure = a.sure || b.sure, a.sure || b.sure
	}
	if a.better(b) {
		b = a
	}
	s.best[d] = b
}
