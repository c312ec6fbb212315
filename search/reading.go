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

// KeyWeight is the weight of a form that was read from keys of Telex or VNI, SlipWeight that
// of one for which two of the keys had to change places.
const (
	KeyWeight  = 0.95
	SlipWeight = 0.85
)

// Reading is one way to understand a text: its words in order. Engines look for each and
// take the best.
type Reading struct {
	Words  []Word
	Weight float64 // 1 for the text as it stands

	// Meant is set when words stand for others that were typed: a product whose name does not
	// say them is not an answer because its description does.
	Meant bool

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
	idle := make([]bool, len(words))   // words that name nothing here
	longest := make([]int, len(words)) // of the phrases that a word is part of
	for at := range words {
		idle[at] = idle[at] || isAmount(words, at)
		for _, s := range l.synonymsAt(words, at) {
			for i := at; i < at+len(s.from); i++ {
				if len(s.from) > longest[i] || len(s.from) == longest[i] && len(s.to) == 0 {
					longest[i], idle[i] = len(s.from), len(s.to) == 0
				}
			}
			switch {
			case len(s.to) == 0:
			case len(s.from) == 1 && len(s.to) == 1:
				words[at] = append(words[at], Form{s.to[0].Folded, s.to[0].Spelled, 0.9})
			default:
				phrases = append(phrases, func() Reading {
					return Reading{Words: without(replaced(words, idle, at, s)), Weight: 0.95, Meant: true}
				})
			}
		}
	}
	// Phrases come after every word has its synonyms, so that each reading has them all.
	readings := []Reading{{Words: words, Weight: 1}}
	if bare := without(words, idle); len(bare) > 0 && len(bare) < len(words) {
		readings = append(readings, Reading{Words: bare, Weight: 0.97})
	}
	for _, phrase := range phrases[:min(len(phrases), maxReadings-len(readings))] {
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
		if meant, ok := vntext.Slipped(f.Folded); ok {
			return Word{f, {vntext.Fold(meant), vntext.Spell(meant), SlipWeight}}
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

// replaced is words with what s means at a place, and which of them are idle.
func replaced(words []Word, idle []bool, at int, s synonym) ([]Word, []bool) {
	meant := make([]Word, len(s.to))
	for i, f := range s.to {
		meant[i] = Word{f}
	}
	end := at + len(s.from)
	return slices.Concat(words[:at], meant, words[end:]), slices.Concat(idle[:at], make([]bool, len(meant)), idle[end:])
}

// without leaves out the idle words.
func without(words []Word, idle []bool) []Word {
	var out []Word
	for i, w := range words {
		if !idle[i] {
			out = append(out, w)
		}
	}
	return out
}

// isAmount reports whether the word at a place says how much: "500g", "2 kg", "kg".
func isAmount(words []Word, at int) bool {
	w := words[at][0].Folded
	number := strings.TrimLeft(w, "0123456789")
	switch {
	case units[w] && at > 0 && isNumber(words[at-1]):
		return true
	case isNumber(words[at]):
		return at+1 < len(words) && units[words[at+1][0].Folded]
	}
	return number != w && units[number]
}

func isNumber(w Word) bool { return strings.Trim(w[0].Folded, "0123456789") == "" }

// units are what goods are counted and weighed in.
var units = map[string]bool{"g": true, "gr": true, "gam": true, "gram": true, "kg": true, "ky": true, "ki": true, "can": true, "lang": true, "yen": true, "ta": true,
	"ml": true, "l": true, "lit": true, "hop": true, "goi": true, "tui": true, "chai": true, "lo": true, "bo": true, "con": true, "qua": true, "trai": true, "cai": true}

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
		return f.Spelled != f.Folded && (f.Weight == 1 || f.keyed())
	})
}

// keyed reports whether f was read from keys.
func (f Form) keyed() bool { return f.Weight == KeyWeight || f.Weight == SlipWeight }
