package search

import (
	_ "embed" // the list is text, so that people who know the words can mend it
	"fmt"
	"strings"
	"sync/atomic"
)

// Synonyms is the list of words for one thing that the market begins with, as
// Lexicon.Replace reads it.
//
//go:embed synonyms.txt
var Synonyms string

// Lexicon knows which words mean the same. Engines that share one understand a text
// alike; all methods may be called at the same time.
type Lexicon struct {
	byFirst atomic.Pointer[map[string][]synonym] // by the first word of from, folded
}

// synonym says that a buyer who writes from may mean to; an empty to means nothing by it.
type synonym struct {
	from, to []Form
}

// NewLexicon returns the lexicon of Synonyms.
func NewLexicon() *Lexicon {
	l := &Lexicon{}
	if err := l.Replace(Synonyms); err != nil {
		panic(err) // the list is compiled in, and a test reads it
	}
	return l
}

// LineError says which line of a list, counted from 1, names nothing.
type LineError struct {
	Line int
	Text string
}

func (e LineError) Error() string {
	return fmt.Sprintf("search: line %d of the synonyms names nothing: %q", e.Line, e.Text)
}

// Replace puts another list in place for the questions that follow: a line a group, "a | b"
// for words that stand for each other, "a > b" for a that may mean b, "a >" for words that
// may be left out beside others; "#" begins a remark. It refuses the whole list with a
// LineError when a side names nothing.
func (l *Lexicon) Replace(list string) error {
	m := map[string][]synonym{}
	add := func(from, to []Form) { m[from[0].Folded] = append(m[from[0].Folded], synonym{from, to}) }
	n := 0
	for line := range strings.Lines(list) {
		n++
		text, _, _ := strings.Cut(line, "#")
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if left, right, oneWay := strings.Cut(text, ">"); oneWay {
			from, to := forms(left), forms(right)
			if len(from) == 0 || len(to) == 0 && strings.TrimSpace(right) != "" {
				return LineError{n, text}
			}
			add(from, to)
			continue
		}
		group := make([][]Form, 0, 4)
		for one := range strings.SplitSeq(text, "|") {
			group = append(group, forms(one))
		}
		for i, from := range group {
			if len(from) == 0 || len(group) == 1 {
				return LineError{n, text}
			}
			for j, to := range group {
				if i != j {
					add(from, to)
				}
			}
		}
	}
	l.byFirst.Store(&m)
	return nil
}

// meant reports whether w may be the word f of a synonym. Typed without marks, every word
// of that base is meant; typed with marks, only the one that has them.
func (w Word) meant(f Form) bool {
	for _, form := range w {
		if form.Folded == f.Folded && (form.Spelled == form.Folded || form.Spelled == f.Spelled) {
			return true
		}
	}
	return false
}
