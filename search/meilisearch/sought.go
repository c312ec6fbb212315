package meilisearch

import (
	"strings"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// sought is a word of a question, made ready to be looked for in many products.
type sought struct {
	forms    []form
	marked   bool     // the reading has marks
	rejoined []string // the word and a neighbour as one

	// What products have that is nearly the word, with what it is worth in a name: words, and
	// neighbouring words as one.
	near, nearJoined map[string]float64
}

// form is one that a word may stand in.
type form struct {
	search.Form
	stretched     bool
	sound         string
	letters, tone string // of Spelled
}

// begins reports whether a word as spelled is what f begins.
func (f *form) begins(spelled string) bool {
	return strings.HasPrefix(spelled, f.letters) && strings.HasSuffix(spelled, f.tone)
}

// ready makes word at of r ready.
func (q *question) ready(r search.Reading, at int, loose looseness) sought {
	s := sought{marked: r.Marked}
	for i, f := range r.Words[at] {
		one := form{Form: f, stretched: r.Words[at].Stretched(i)}
		if one.stretched {
			one.letters = strings.TrimRight(f.Spelled, vntext.ToneSigns)
			one.tone = f.Spelled[len(one.letters):]
			if loose == guessed {
				one.sound = vntext.Sound(f.Folded)
				s.widen(f, q.near[f.Folded])
			}
		}
		s.forms = append(s.forms, one)
	}
	if loose == guessed {
		s.rejoined = rejoined(r.Words, at)
	}
	return s
}

// widen adds what products have that is nearly f.
func (s *sought) widen(f search.Form, near []string) {
	for _, word := range near {
		w := f.Weight * search.Nearly
		if off(f.Folded, word) > 1 {
			w = f.Weight * search.Farther
		}
		if s.near == nil {
			s.near, s.nearJoined = map[string]float64{}, map[string]float64{}
		}
		s.near[word] = max(s.near[word], w)
		if len(f.Folded) >= search.NearJoinedFrom {
			s.nearJoined[word] = max(s.nearJoined[word], w)
		}
	}
}
