package catalog

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/vntext"
)

// MaxOffered is the most kinds that a name is answered with.
const MaxOffered = 3

// Recognise says what a product of this name may be, the likeliest kind first, at most
// MaxOffered; none when no word tells. A person decides: it only saves them the list.
//
// Words keep their marks where they are typed with marks (cá is a fish, cà is not) and fit
// any marks where they are typed without. A longer phrase says more than a shorter one,
// and what a name begins with says more than what follows: the cake of sticky rice is a cake.
func Recognise(name string) []Kind {
	words := wordsOf(name)
	best := map[string]int{}
	for _, t := range telling {
		for _, phrase := range t.phrases {
			if at := find(words, strings.Fields(phrase)); at >= 0 {
				best[t.kind] = max(best[t.kind], weigh(strings.Count(phrase, " ")+1, at))
			}
		}
	}
	var out []Kind
	for _, k := range kinds {
		if best[k.Slug] > 0 {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b Kind) int { return cmp.Compare(best[b.Slug], best[a.Slug]) })
	return out[:min(len(out), MaxOffered)]
}

// weigh is what a phrase of n words says at a place of a name; always above 0.
func weigh(n, at int) int {
	w := 30 + 10*n - 3*min(at, 8)
	if at == 0 {
		w += 8
	}
	return w
}

// ClassOf is of which class a product of a kind is by its name: dried and pickled goods are
// packed food where the fresh ones are produce.
func ClassOf(k Kind, name string) Class {
	words := wordsOf(name)
	for _, c := range classWords {
		if c.kind == k.Slug && slices.ContainsFunc(c.words, func(p string) bool { return p == "" || find(words, strings.Fields(p)) >= 0 }) {
			return c.class
		}
	}
	return k.Class
}

// RawUnit is the word by which raw goods of a name are most likely counted: Kilogram unless
// the name tells otherwise.
func RawUnit(name string) string {
	words := wordsOf(name)
	for _, c := range counting {
		if find(words, strings.Fields(c.phrase)) >= 0 {
			return c.unit
		}
	}
	return Kilogram
}

// wordsOf are the words of a name in small letters, as composed as they are listed; what
// is longer than any name is not read to its end.
func wordsOf(name string) []string {
	name = name[:min(len(name), 4*maxName)]
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), func(r rune) bool { return strings.ContainsRune(" \t\n-–,.()/'\"", r) })
}

// find is where phrase stands in words, or -1.
func find(words, phrase []string) int {
	for at := 0; at+len(phrase) <= len(words); at++ {
		all := true
		for i, p := range phrase {
			w := words[at+i]
			all = all && (w == p || w == vntext.Fold(p))
		}
		if all {
			return at
		}
	}
	return -1
}
