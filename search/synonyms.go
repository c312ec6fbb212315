package search

import (
	_ "embed" // the list is text, so that people who know the words can mend it
	"strings"
	"sync"
)

//go:embed synonyms.txt
var synonymList string

// synonym says that a buyer who writes from may mean to; an empty to means nothing by it.
type synonym struct {
	from, to []Form
}

// synonyms are kept by the first word of from, folded.
var synonyms = sync.OnceValue(func() map[string][]synonym {
	m := map[string][]synonym{}
	add := func(from, to string) {
		s := synonym{forms(from), forms(to)}
		m[s.from[0].Folded] = append(m[s.from[0].Folded], s)
	}
	for line := range strings.Lines(synonymList) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if from, to, oneWay := strings.Cut(line, ">"); oneWay {
			add(from, to)
			continue
		}
		group := strings.Split(line, "|")
		for i, from := range group {
			for j, to := range group {
				if i != j {
					add(from, to)
				}
			}
		}
	}
	return m
})

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
