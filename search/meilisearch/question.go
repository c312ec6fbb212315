package meilisearch

import (
	"slices"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// looseness says how far a question is stretched.
type looseness int

const (
	asWritten looseness = iota
	beginning           // the last word may be unfinished
	guessed             // words may be misheard, misspelled or wrongly split
)

// question is a text as it was understood, as filters over the words of products.
type question struct {
	readings []search.Reading
	names    bool                // only names answer, for suggestions
	near     map[string][]string // what products have that is nearly a form; for guesses
}

// strong is met by products that have word at of words elsewhere than in a description.
func (q *question) strong(words []search.Word, at int, loose looseness) string {
	this, last := words[at], at == len(words)-1
	ways := []string{q.exact(this)}
	for i, f := range this {
		if !this.Stretched(i) {
			continue
		}
		if last && loose >= beginning {
			ways = append(ways, q.begun(f.Folded))
		}
		if loose == guessed {
			ways = append(ways, among(fieldSound, []string{vntext.Sound(f.Folded)}), q.nearly(f.Folded))
		}
	}
	if loose == guessed {
		if rejoined := rejoined(words, at); len(rejoined) > 0 {
			ways = append(ways, among(fieldName, rejoined))
		}
	}
	return either(ways...)
}

// anywhere is met by products that have word at of r at all.
func (q *question) anywhere(r search.Reading, at int, loose looseness) string {
	strong := q.strong(r.Words, at, loose)
	if q.names || r.Meant {
		return strong
	}
	return either(strong, among(fieldText, folded(r.Words[at])))
}

func (q *question) exact(w search.Word) string {
	if q.names {
		return either(among(fieldName, folded(w)), among(fieldJoin, folded(w)))
	}
	return among(fieldWords, folded(w))
}

func (q *question) begun(prefix string) string {
	long := len(prefix) >= search.JoinedFrom
	switch {
	case q.names && long:
		return either(begins(fieldName, prefix), begins(fieldJoin, prefix))
	case q.names:
		return begins(fieldName, prefix)
	case long:
		return begins(fieldWords, prefix)
	}
	return either(begins(fieldName, prefix), begins(fieldAlso, prefix))
}

func (q *question) nearly(form string) string {
	near := q.near[form]
	if len(near) == 0 {
		return ""
	}
	long := len(form) >= search.NearJoinedFrom
	switch {
	case q.names && long:
		return either(among(fieldName, near), among(fieldJoin, near))
	case q.names:
		return among(fieldName, near)
	case long:
		return among(fieldWords, near)
	}
	return either(among(fieldName, near), among(fieldAlso, near))
}

// rejoined are word at and its neighbours written as one: "home stay" for homestay.
func rejoined(words []search.Word, at int) []string {
	var out []string
	if at > 0 {
		out = append(out, words[at-1][0].Folded+words[at][0].Folded)
	}
	if at < len(words)-1 {
		out = append(out, words[at][0].Folded+words[at+1][0].Folded)
	}
	return out
}

func folded(w search.Word) []string {
	out := make([]string, len(w))
	for i, f := range w {
		out[i] = f.Folded
	}
	return out
}

// whole is met by products for which word is met by every word of some reading.
func (q *question) whole(word func(r search.Reading, at int) string) string {
	ways := make([]string, len(q.readings))
	for i, r := range q.readings {
		all := make([]string, len(r.Words))
		for at := range r.Words {
			all[at] = word(r, at)
		}
		ways[i] = every(all...)
	}
	return either(ways...)
}

// set is met by products that have every word of some reading; proof, where some product
// has them all outside its description, so that the question need not be stretched.
func (q *question) set(loose looseness) string {
	return q.whole(func(r search.Reading, at int) string { return q.anywhere(r, at, loose) })
}

func (q *question) proof(loose looseness) string {
	return q.whole(func(r search.Reading, at int) string { return q.strong(r.Words, at, loose) })
}

// sure is met by products that have every word of some reading, guessed, and not by guesses
// alone: a word as it stands outside the description, or each as it stands. One word alone may
// be a guess.
func (q *question) sure() string {
	ways := make([]string, len(q.readings))
	for i, r := range q.readings {
		var guesses, firm, stand []string
		for at := range r.Words {
			whole := ""
			if rejoined := rejoined(r.Words, at); len(rejoined) > 0 {
				whole = among(fieldName, rejoined)
			}
			guesses = append(guesses, q.anywhere(r, at, guessed))
			firm = append(firm, q.strong(r.Words, at, beginning), whole)
			stand = append(stand, either(q.anywhere(r, at, beginning), whole))
		}
		if ways[i] = every(guesses...); len(guesses) > 1 {
			ways[i] = every(ways[i], either(either(firm...), every(stand...)))
		}
	}
	return either(ways...)
}

// tiers tell better answers from worse ones where there are too many to weigh each: every
// word with its marks, every word in the name, every word outside descriptions. Each is
// part of the next. A question that had to be stretched has none of these.
func (q *question) tiers(loose looseness) []string {
	if loose > asWritten && !q.names {
		return nil
	}
	inName := q.whole(func(r search.Reading, at int) string {
		return either(among(fieldName, folded(r.Words[at])), among(fieldJoin, folded(r.Words[at])))
	})
	if q.names {
		return []string{inName}
	}
	tiers := []string{inName, q.proof(asWritten)}
	if slices.ContainsFunc(q.readings, func(r search.Reading) bool { return r.Marked }) {
		marked := q.whole(func(r search.Reading, at int) string {
			spelled := make([]string, len(r.Words[at]))
			for i, f := range r.Words[at] {
				spelled[i] = f.Spelled
			}
			return among(fieldRaw, spelled)
		})
		tiers = append([]string{marked}, tiers...)
	}
	return tiers
}
