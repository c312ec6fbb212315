package search

import (
	"slices"
	"strings"

	"github.com/chophien/chophien/models/vntext"
)

const (
	maxWords    = 12
	maxLetters  = 40 // of one word
	maxReadings = 5
)

// KeyWeight is the weight of a form that was read from keys of Telex or VNI.
const KeyWeight = 0.95

// Reading is one way to understand a text: its words in order. Engines look for each and
// take the best.
type Reading struct {
	Words  []Word
	Weight float64 // 1 for the text as it stands

	// Marked is set when a word has a mark, typed or read from keys: then one without
	// stands for the word that has none ("sơn tra" is not "Sơn Trà").
	Marked bool
}

// Word is one word of a reading in the forms it may stand in, the likeliest first.
type Word []Form

// Form is a word folded (no marks) and spelled (marks in one fixed order; the same as
// Folded when it was typed without). Weight is 1 for what was typed, less for a guess.
type Form struct {
	Folded, Spelled string
	Weight          float64
}

// Read understands a text as buyers type it: with and without marks, in keys of Telex and
// VNI, with words that mean the same. The first reading is the text itself; none is
// returned for a text without a letter or a digit.
func (l *Lexicon) Read(text string) []Reading {
	typed := forms(text)
	if len(typed) == 0 {
		return nil
	}
	words := make([]Word, 0, len(typed))
	for _, f := range typed {
		words = append(words, wordOf(f))
	}
	var phrases []func() Reading
	for at := range words {
		for _, s := range l.synonymsAt(words, at) {
			if len(s.from) == 1 && len(s.to) == 1 {
				words[at] = append(words[at], Form{s.to[0].Folded, s.to[0].Spelled, 0.9})
				continue
			}
			if len(s.to) == 0 && len(s.from) == len(words) {
				continue
			}
			phrases = append(phrases, func() Reading { return Reading{Words: replaced(words, at, s), Weight: 0.95} })
		}
	}
	// Phrases come after every word has its synonyms, so that each reading has them all.
	readings := []Reading{{Words: words, Weight: 1}}
	for _, phrase := range phrases[:min(len(phrases), maxReadings-1)] {
		readings = append(readings, phrase())
	}
	for i := range readings {
		readings[i].Words = once(readings[i].Words)
		readings[i].Marked = slices.ContainsFunc(readings[i].Words, marked)
	}
	return readings
}

func forms(text string) []Form {
	folded, spelled := strings.Fields(vntext.Fold(text)), strings.Fields(vntext.Spell(text))
	out := make([]Form, 0, min(len(folded), maxWords))
	for i, w := range folded[:min(len(folded), maxWords)] {
		out = append(out, Form{cut(w), cut(spelled[i]), 1})
	}
	return out
}

func cut(w string) string {
	if len(w) <= maxLetters {
		return w
	}
	return strings.ToValidUTF8(w[:maxLetters], "")
}

// wordOf is a typed word with what its keys may have meant.
func wordOf(f Form) Word {
	if f.Spelled == f.Folded {
		if meant, ok := vntext.Typed(f.Folded); ok {
			return Word{f, {vntext.Fold(meant), vntext.Spell(meant), KeyWeight}}
		}
	}
	return Word{f}
}

func (l *Lexicon) synonymsAt(words []Word, at int) []synonym {
	var found []synonym
	known := *l.byFirst.Load()
	for _, f := range words[at] {
		for _, s := range known[f.Folded] {
			if at+len(s.from) <= len(words) && spells(words[at:], s.from) {
				found = append(found, s)
			}
		}
	}
	return found
}

func spells(words []Word, phrase []Form) bool {
	for i, f := range phrase {
		if !words[i].meant(f) {
			return false
		}
	}
	return true
}

func replaced(words []Word, at int, s synonym) []Word {
	out := slices.Clone(words[:at])
	for _, f := range s.to {
		out = append(out, Word{f})
	}
	return append(out, words[at+len(s.from):]...)
}

// once leaves out words that were said before ("su su" is one thing to look for).
func once(words []Word) []Word {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(words), func(w Word) bool {
		again := seen[w[0].Spelled]
		seen[w[0].Spelled] = true
		return again
	})
}

// marked reports whether what was typed for w has a mark, as letters or as keys.
func marked(w Word) bool {
	return slices.ContainsFunc(w, func(f Form) bool {
		return f.Spelled != f.Folded && (f.Weight == 1 || f.Weight == KeyWeight)
	})
}
