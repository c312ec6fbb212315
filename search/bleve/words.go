package bleve

import (
	"context"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// Limits of what one word may widen to.
const (
	maxBegun  = 200
	maxNearly = 50
)

// looseness says how far a question is stretched.
type looseness int

const (
	asWritten looseness = iota
	beginning           // the last word may be unfinished
	guessed             // words may be misheard, misspelled or wrongly split
)

// lookup finds words in one snapshot.
type lookup struct {
	ctx    context.Context
	reader *scorch.IndexSnapshot
	*scratch
	products int  // in the index; what was taken out stands in segments until a merge, and is none
	only     bool // names only, for suggestions
	marked   bool // the reading at hand has marks
	having   int  // documents that have the word at hand as it stands
}

// word collects into best every document that has word at of words.
func (l *lookup) word(words []search.Word, at int, loose looseness) error {
	l.clearWord()
	last := at == len(words)-1
	for i, f := range words[at] {
		w := float32(f.Weight)
		typed := words[at].Stretched(i)
		if err := l.exact(f, w); err != nil {
			return err
		}
		if typed && last && loose >= beginning {
			if err := l.begun(f, w*search.Begun); err != nil {
				return err
			}
		}
	}
	// A word is as rare as it is itself; what it may be mistaken for says nothing of that.
	l.having = len(l.touched)
	if loose == guessed {
		if err := l.rejoined(words, at); err != nil {
			return err
		}
		l.stand()
		for i, f := range words[at] {
			if words[at].Stretched(i) {
				if err := l.near(f.Folded, float32(f.Weight)); err != nil {
					return err
				}
			}
		}
	}
	if l.having == 0 {
		l.having = len(l.touched)
	}
	return nil
}

// rejoined sees word at of words and a neighbour as one: "home stay" for homestay.
func (l *lookup) rejoined(words []search.Word, at int) error {
	this := words[at][0].Folded
	if at > 0 {
		if err := l.term(fieldName, words[at-1][0].Folded+this, search.InName*search.Rejoined); err != nil {
			return err
		}
	}
	if at < len(words)-1 {
		return l.term(fieldName, this+words[at+1][0].Folded, search.InName*search.Rejoined)
	}
	return nil
}

// head favours names that begin with the first of words.
func (l *lookup) head(words []search.Word, bonus float32, loose looseness) error {
	l.clearWord()
	for i, f := range words[0] {
		w := bonus * float32(f.Weight)
		if err := l.term(fieldHead, f.Folded, w); err != nil {
			return err
		}
		if len(words) == 1 && loose >= beginning && words[0].Stretched(i) {
			if err := l.unfinished(fieldHead, f.Folded, "", w*search.Begun); err != nil {
				return err
			}
		}
	}
	l.favour()
	return nil
}

// exact sees the word in every field as it stands.
func (l *lookup) exact(f search.Form, w float32) error {
	if l.marked {
		if err := l.term(fieldRaw, f.Spelled, w*search.AsSpelled); err != nil {
			return err
		}
	}
	for _, in := range []struct {
		field string
		w     float32
	}{{fieldName, search.InName}, {fieldJoin, search.AsJoined}, {fieldAlso, search.InAlso}, {fieldText, search.InText}} {
		if l.only && in.field != fieldName && in.field != fieldJoin {
			continue
		}
		if err := l.term(in.field, f.Folded, w*in.w); err != nil {
			return err
		}
	}
	return nil
}

// begun sees words that start as f does. Marks that were typed are there already, so among
// the words that begin so those with the same marks come first.
func (l *lookup) begun(f search.Form, w float32) error {
	prefix := f.Folded
	if l.marked && f.Spelled != f.Folded {
		letters := strings.TrimRight(f.Spelled, vntext.ToneSigns)
		if err := l.unfinished(fieldRaw, letters, f.Spelled[len(letters):], w*search.AsSpelled); err != nil {
			return err
		}
	}
	fields := []string{fieldName}
	if !l.only {
		fields = append(fields, fieldAlso)
	}
	if len(prefix) >= search.JoinedFrom {
		fields = append(fields, fieldJoin)
	}
	for _, field := range fields {
		fw := w
		if field == fieldAlso {
			fw *= search.InAlso
		}
		if err := l.unfinished(field, prefix, "", fw); err != nil {
			return err
		}
	}
	return nil
}

// unfinished sees the terms of a field that start with prefix and end with end.
func (l *lookup) unfinished(field, prefix, end string, w float32) error {
	dict, err := l.reader.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return err
	}
	return l.terms(field, dict, maxBegun, func(e *index.DictEntry) float32 {
		if !strings.HasSuffix(e.Term, end) {
			return 0
		}
		return w
	})
}

// near sees words that sound like word or are a letter or two off.
func (l *lookup) near(word string, w float32) error {
	if err := l.term(fieldSound, vntext.Sound(word), w*search.BySound); err != nil {
		return err
	}
	letters := search.Slack(word)
	if letters == 0 {
		return nil
	}
	for _, field := range []string{fieldName, fieldAlso, fieldJoin} {
		if l.only && field == fieldAlso || field == fieldJoin && len(word) < search.NearJoinedFrom {
			continue
		}
		dict, err := l.reader.FieldDictFuzzy(field, word, letters, firstLetter(word))
		if err != nil {
			return err
		}
		fw := w
		if field == fieldAlso {
			fw *= search.InAlso
		}
		err = l.terms(field, dict, maxNearly, func(e *index.DictEntry) float32 {
			if e.EditDistance > 1 {
				return fw * search.Farther
			}
			return fw * search.Nearly
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func firstLetter(word string) string {
	for i := range word {
		if i > 0 {
			return word[:i]
		}
	}
	return word
}

// terms sees the first n terms of a dictionary, each with its weight.
func (l *lookup) terms(field string, dict index.FieldDict, n int, weight func(*index.DictEntry) float32) error {
	defer dict.Close()
	for range n {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return err
		}
		if w := weight(entry); w > 0 {
			if err := l.term(field, entry.Term, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// term sees one term in one field.
func (l *lookup) term(field, term string, w float32) error {
	return l.postings.each(field, term, func(some []uint32) { l.see(some, w) })
}
