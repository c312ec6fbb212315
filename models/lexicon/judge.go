package lexicon

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// How much a list holds: every question is read with it.
const (
	MostLines    = 2000 // in use
	MostOfWord   = 200  // texts of lines in use that begin with one word
	MostMeanings = 20   // other texts that a text stands for, in all lines in use

	mostWords = 8  // texts of one line
	mostLong  = 5  // words of a text
	mostRunes = 60 // of a text
)

// clean is g with its words as they are written down. It refuses, all at once: a kind that
// is none (lexicon.kind); too few or too many words (lexicon.two, lexicon.one,
// lexicon.many, args: most), a text that names nothing (lexicon.word), with a sign of the
// list in it (lexicon.sign), of more than five words (lexicon.long, args: most), or what
// vntext.Input refuses; a text that is said twice (lexicon.twice).
func (g Group) clean() (Group, error) {
	var l fault.List
	g.Words = slices.DeleteFunc(slices.Clone(g.Words), func(w string) bool { return strings.TrimSpace(w) == "" })
	for i := range g.Words {
		g.Words[i] = word(&l, g.Words[i], "words")
	}
	switch {
	case !slices.Contains(Kinds, g.Kind):
		l.Add(fault.New(fault.Invalid, "lexicon.kind").On("kind"))
	case g.Kind == Same && len(g.Words) < 2:
		l.Add(fault.New(fault.Invalid, "lexicon.two").On("words"))
	case g.Kind == Same && len(g.Words) > mostWords:
		l.Add(fault.New(fault.Invalid, "lexicon.many").On("words").With("most", mostWords))
	case g.Kind != Same && len(g.Words) != 1:
		l.Add(fault.New(fault.Invalid, "lexicon.one").On("words"))
	}
	if g.Kind == Means {
		g.Means = word(&l, g.Means, "means")
	} else {
		g.Means = ""
	}
	if len(l) == 0 && g.repeats() {
		l.Add(fault.New(fault.Invalid, "lexicon.twice").On("words"))
	}
	return g, l.Err()
}

// word cleans one text of a group; what is wrong with it is told once a field.
func word(l *fault.List, text, field string) string {
	text, refused := vntext.Input(strings.Join(strings.Fields(text), " "), mostRunes, false)
	said := vntext.Fold(text)
	var f *fault.Fault
	switch {
	case refused != "":
		f = fault.New(fault.Invalid, refused).With("most", mostRunes)
	case strings.ContainsAny(text, "|>#"):
		f = fault.New(fault.Invalid, "lexicon.sign")
	case said == "":
		f = fault.New(fault.Invalid, "lexicon.word")
	case len(strings.Fields(said)) > mostLong:
		f = fault.New(fault.Invalid, "lexicon.long").With("most", mostLong)
	}
	if f != nil && !slices.ContainsFunc(*l, func(had *fault.Fault) bool { return had.Field == field }) {
		l.Add(f.On(field))
	}
	return text
}

func (g Group) repeats() bool {
	seen := map[string]bool{}
	for _, w := range append(slices.Clone(g.Words), g.Means) {
		said := vntext.Spell(w)
		if said != "" && seen[said] {
			return true
		}
		seen[said] = true
	}
	return false
}

// fits refuses a line for which the list, read in tx, has no room beside the others: with
// lexicon.full (args: most) as a whole, with lexicon.crowded (args: word) for one of its words.
// What the search engines themselves would not read is refused too, whatever it is.
func (s Synonym) fits(ctx context.Context, tx *gorm.DB) error {
	if err := new(search.Lexicon).Replace(s.Line); err != nil {
		return fault.New(fault.Invalid, "lexicon.word").On("words").From(err)
	}
	others, err := inUse(ctx, tx)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(o Synonym) bool { return o.ID == s.ID })
	if len(others) >= MostLines {
		return fault.New(fault.Conflict, "lexicon.full").On("words").With("most", MostLines)
	}
	begin, mean := map[string]int{}, map[string]int{}
	for _, o := range append(others, s) {
		for text, n := range o.Group().from() {
			first, _, _ := strings.Cut(text, " ")
			begin[first]++
			mean[text] += n
		}
	}
	for text := range s.Group().from() {
		first, _, _ := strings.Cut(text, " ")
		if begin[first] > MostOfWord || mean[text] > MostMeanings {
			return fault.New(fault.Conflict, "lexicon.crowded").On("words").With("word", text)
		}
	}
	return nil
}

// inUse are the lines that questions are read with, the oldest first.
func inUse(ctx context.Context, q *gorm.DB) ([]Synonym, error) {
	var all []Synonym
	if err := q.WithContext(ctx).Where("active").Order("id").Find(&all).Error; err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	return all, nil
}
