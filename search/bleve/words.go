package bleve

import (
	"context"
	"strings"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// What a place to find a word in is worth. A name written with its very marks beats one
// that only sounds like it; a description counts least, and alone never as a full match.
const (
	asSpelled = 1.3
	inName    = 1.0
	asJoined  = 1.0
	begun     = 0.8 // the word is being typed
	inAlso    = 0.6
	bySound   = 0.55
	nearly    = 0.45 // one letter off
	farther   = 0.36 // two
	inText    = 0.35
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
	reader index.IndexReader
	*scratch
	doc    index.TermFieldDoc // reused for every posting
	only   bool               // names only, for suggestions
	marked bool               // the reading at hand has marks
}

// word collects into best every document that has word at of words.
func (l *lookup) word(words []search.Word, at int, loose looseness) error {
	l.clearWord()
	last := at == len(words)-1
	for i, f := range words[at] {
		w := float32(f.Weight)
		// A guess (keys of Telex) may be unfinished or misspelled too; a synonym is not
		// what was typed, so only the text as typed is stretched.
		typed := i == 0 || f.Weight == search.KeyWeight
		if err := l.exact(f, w); err != nil {
			return err
		}
		if typed && last && loose >= beginning {
			if err := l.begun(f.Folded, w*begun); err != nil {
				return err
			}
		}
		if typed && loose == guessed {
			if err := l.near(f.Folded, w); err != nil {
				return err
			}
		}
	}
	if loose < guessed {
		return nil
	}
	// "home stay" for homestay: the word and its neighbour may be one.
	this := words[at][0].Folded
	if at > 0 {
		if err := l.term(fieldName, words[at-1][0].Folded+this, inName*0.9); err != nil {
			return err
		}
	}
	if !last {
		return l.term(fieldName, this+words[at+1][0].Folded, inName*0.9)
	}
	return nil
}

// exact sees the word in every field as it stands.
func (l *lookup) exact(f search.Form, w float32) error {
	if l.marked {
		if err := l.term(fieldRaw, f.Spelled, w*asSpelled); err != nil {
			return err
		}
	}
	for _, in := range []struct {
		field string
		w     float32
	}{{fieldName, inName}, {fieldJoin, asJoined}, {fieldAlso, inAlso}, {fieldText, inText}} {
		if l.only && in.field != fieldName && in.field != fieldJoin {
			continue
		}
		if err := l.term(in.field, f.Folded, w*in.w); err != nil {
			return err
		}
	}
	return nil
}

// begun sees words that start with prefix. Joined words are tried from four letters on:
// before, nearly every name has one.
func (l *lookup) begun(prefix string, w float32) error {
	fields := []string{fieldName}
	if !l.only {
		fields = append(fields, fieldAlso)
	}
	if len(prefix) >= 4 {
		fields = append(fields, fieldJoin)
	}
	for _, field := range fields {
		dict, err := l.reader.FieldDictPrefix(field, []byte(prefix))
		if err != nil {
			return err
		}
		fw := w
		if field == fieldAlso {
			fw *= inAlso
		}
		if err := l.terms(field, dict, maxBegun, func(*index.DictEntry) float32 { return fw }); err != nil {
			return err
		}
	}
	return nil
}

// near sees words that sound like word or are a letter or two off. Short words are not
// stretched by letters, for nearly all of them are neighbours; nor are numbers.
func (l *lookup) near(word string, w float32) error {
	if err := l.term(fieldSound, vntext.Sound(word), w*bySound); err != nil {
		return err
	}
	letters := 0
	switch n := len(word); {
	case n >= 8:
		letters = 2
	case n >= 4:
		letters = 1
	}
	fuzzy, ok := l.reader.(index.IndexReaderFuzzy)
	if letters == 0 || !ok || strings.ContainsAny(word, "0123456789") {
		return nil
	}
	for _, field := range []string{fieldName, fieldAlso, fieldJoin} {
		if l.only && field == fieldAlso || field == fieldJoin && len(word) < 6 {
			continue
		}
		dict, err := fuzzy.FieldDictFuzzy(field, word, letters, firstLetter(word))
		if err != nil {
			return err
		}
		fw := w
		if field == fieldAlso {
			fw *= inAlso
		}
		err = l.terms(field, dict, maxNearly, func(e *index.DictEntry) float32 {
			if e.EditDistance > 1 {
				return fw * farther
			}
			return fw * nearly
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
		if err := l.term(field, entry.Term, weight(entry)); err != nil {
			return err
		}
	}
	return nil
}

// term sees one term in one field.
func (l *lookup) term(field, term string, w float32) error {
	return l.each(field, term, func(d uint64) { l.see(d, w) })
}

// each calls fn with every document that has term in field.
func (l *lookup) each(field, term string, fn func(d uint64)) error {
	postings, err := l.reader.TermFieldReader(l.ctx, []byte(term), field, false, false, false)
	if err != nil {
		return err
	}
	defer postings.Close()
	for {
		p, err := postings.Next(l.doc.Reset())
		if err != nil || p == nil {
			return err
		}
		fn(p.ID.Value())
	}
}
