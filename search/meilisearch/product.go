package meilisearch

import (
	"slices"
	"strings"
)

// product is a card taken apart. One is used for many cards, so that their lists need no
// fresh memory.
type product struct {
	names             [][]string // words of each name
	raw, also, sounds []string
	length            int
	words             []string // what names is cut from
}

func (p *product) take(c *card) {
	p.length = c.Length
	p.also, p.sounds = cutInto(p.also[:0], c.Also), cutInto(p.sounds[:0], c.Sounds)
	p.names, p.words, p.raw = p.names[:0], p.words[:0], p.raw[:0]
	// Cut in two steps: a list that grows moves, and the names would be left behind.
	for name := range strings.SplitSeq(c.Names, ";") {
		p.words = cutInto(p.words, name)
	}
	from := 0
	for name := range strings.SplitSeq(c.Names, ";") {
		to := from + count(name)
		p.names = append(p.names, p.words[from:to])
		from = to
	}
	for name := range strings.SplitSeq(c.Spelled, ";") {
		p.raw = cutInto(p.raw, name)
	}
}

// cutInto appends the words of text, which has one space between them.
func cutInto(words []string, text string) []string {
	for text != "" {
		var word string
		word, text, _ = strings.Cut(text, " ")
		words = append(words, word)
	}
	return words
}

func count(text string) int {
	if text == "" {
		return 0
	}
	return 1 + strings.Count(text, " ")
}

// has reports whether a name has the word.
func (p *product) has(word string) bool { return slices.Contains(p.words, word) }

// hasBegin reports whether a name has a word that begins so.
func (p *product) hasBegin(prefix string) bool {
	for _, word := range p.words {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}

// joins reports whether two to four neighbouring words of a name make word.
func (p *product) joins(word string) bool {
	for _, name := range p.names {
		for from := range name {
			rest, ok := strings.CutPrefix(word, name[from])
			for to := from + 1; ok && to < min(from+4, len(name)); to++ {
				if rest, ok = strings.CutPrefix(rest, name[to]); ok && rest == "" {
					return true
				}
			}
		}
	}
	return false
}

// joinsBegin reports whether what two to four neighbouring words of a name make begins so.
func (p *product) joinsBegin(prefix string) bool {
	for _, name := range p.names {
		for from := range len(name) - 1 {
			rest := prefix
			for at := from; at < min(from+4, len(name)); at++ {
				if strings.HasPrefix(name[at], rest) {
					return true
				}
				after, ok := strings.CutPrefix(rest, name[at])
				if !ok {
					break
				}
				rest = after
			}
		}
	}
	return false
}
