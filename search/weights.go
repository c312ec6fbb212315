package search

import (
	"math"
	"slices"
	"strings"
)

// What a place to find a word in is worth, so that every engine orders alike. A name
// written with its very marks beats one that only sounds like it; a description counts
// least, and alone never as a full match.
const (
	AsSpelled = 1.3
	InName    = 1.0
	AsJoined  = 1.0
	Begun     = 0.8 // the word is being typed
	InAlso    = 0.6
	BySound   = 0.55
	Nearly    = 0.45 // one letter off
	Farther   = 0.36 // two
	InText    = 0.35
	Rejoined  = 0.9 // the word and its neighbour are one, of InName

	// Neighbours is what two words that stand side by side in a name, as in the question,
	// add to the weight of the two.
	Neighbours = 0.3

	// Head is what a word adds that begins both the question and a name, of its weight: in
	// Vietnamese the first word says what a thing is, and those after it of which sort.
	Head = 0.15
)

// JoinedFrom and NearJoinedFrom are the letters from which a word is taken as the beginning
// of joined words, and as nearly one: before, nearly every name has one.
const (
	JoinedFrom     = 4
	NearJoinedFrom = 6
)

// Rarity weighs a word by how few of all products have it.
func Rarity(products, having int) float64 {
	return math.Log1p(float64(products) / float64(having+1))
}

// Whole favours names that the question covers: "Gạo Mường Lò" before "Gạo Séng Cù Mường
// Lò" for the buyer who wrote the former. Words are those of the Vietnamese name.
func Whole(asked, words int) float64 {
	return 0.85 + 0.15*float64(min(asked, words))/float64(max(words, 1))
}

// Slack is how many letters a product's word may be off the word that was typed. Short
// words are not stretched, for nearly all of them are neighbours; nor are numbers.
func Slack(word string) int {
	switch n := len(word); {
	case strings.ContainsAny(word, "0123456789"), n < 4:
		return 0
	case n < 8:
		return 1
	}
	return 2
}

// Stretched reports whether form i of w may be unfinished, misheard or misspelled: what was
// typed, and what its keys give. A synonym is not what was typed.
func (w Word) Stretched(i int) bool { return i == 0 || w[i].keyed() }

// Likeliest is the form that the buyer meant: what the keys give when they give something.
func (w Word) Likeliest() Form {
	for _, f := range w {
		if f.keyed() {
			return f
		}
	}
	return w[0]
}

// Within reports whether name, the folded words of a label, holds every word of r, the
// last of them as a beginning, and whether name begins with them.
func (r Reading) Within(name []string) (holds, begins bool) {
	begins = len(name) >= len(r.Words)
	for i := range r.Words {
		is := func(said string) bool { return r.has(i, said) }
		if !slices.ContainsFunc(name, is) {
			return false, false
		}
		begins = begins && is(name[i])
	}
	return true, begins
}

// has reports whether said is word i of r, of the last of which only the beginning may have
// been typed. A synonym was not typed: it is said whole.
func (r Reading) has(i int, said string) bool {
	w, last := r.Words[i], i == len(r.Words)-1
	for at, f := range w {
		if said == f.Folded || last && w.Stretched(at) && strings.HasPrefix(said, f.Folded) {
			return true
		}
	}
	return false
}
