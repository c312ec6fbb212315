package vntext

import (
	"strings"
	"unicode"
)

// tone is one of the six tones of Vietnamese; the zero value is the level one (ngang).
type tone byte

const (
	level tone = iota
	acute      // sắc
	grave      // huyền
	hook       // hỏi
	tilde      // ngã
	dot        // nặng
)

// letter is a marked letter taken apart: "ế" is the letter ê with the acute tone.
type letter struct {
	shape rune
	tone  tone
}

// letters takes marked letters apart; composed puts them together again.
var letters, composed = func() (map[rune]letter, map[letter]rune) {
	apart, together := map[rune]letter{}, map[letter]rune{}
	order := []tone{level, grave, acute, hook, tilde, dot} // as each family is written
	for plain, marked := range families {
		shape, n := plain, 0
		for _, r := range marked {
			if strings.ContainsRune("ăâêôơưđ", r) {
				shape, n = r, 0
			} else {
				n++
			}
			l := letter{shape, order[n]}
			apart[r], together[l] = l, r
		}
	}
	return apart, together
}()

// combining marks, for text that comes decomposed (as from some phones).
var toneMarks = map[rune]tone{'\u0301': acute, '\u0300': grave, '\u0309': hook, '\u0303': tilde, '\u0323': dot}
var shapeMarks = map[rune]map[rune]rune{
	'\u0302': {'a': 'â', 'e': 'ê', 'o': 'ô'}, '\u0306': {'a': 'ă'}, '\u031b': {'o': 'ơ', 'u': 'ư'},
}

// ToneSigns are the signs of which one ends a spelled word that has a tone. None is a letter
// or a digit, so no text contains one.
const ToneSigns = "'`?~."

// Written is what Spell made as people write it: "hoa`" is "hòa".
func Written(spelled string) string {
	words := strings.Fields(spelled)
	for i, w := range words {
		at := strings.IndexByte(ToneSigns, w[len(w)-1])
		if at < 0 {
			continue
		}
		k := typing{out: []rune(w[:len(w)-1]), tone: tone(at + 1)}
		if words[i] = string(k.out); k.vowel() {
			words[i] = k.compose()
		}
	}
	return strings.Join(words, " ")
}

// Spell is s in lower case with its marks in one fixed order: the tone stands at the end
// of the word, so "hòa", "hoà" and decomposed text are spelled alike ("hoa`") and apart
// from "hoa". Words are those of Fold, in the same number and order.
func Spell(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	var word []rune
	var t tone
	flush := func() {
		if len(word) == 0 {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(word))
		if t != level {
			b.WriteByte(ToneSigns[t-1])
		}
		word, t = word[:0], level
	}
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) {
			if len(word) == 0 {
				continue
			}
			if m, ok := toneMarks[r]; ok {
				t = m
			} else if shape, ok := shapeMarks[r][word[len(word)-1]]; ok {
				word[len(word)-1] = shape
			}
			continue
		}
		r = unicode.ToLower(r)
		l, marked := letters[r]
		switch {
		case marked:
			word = append(word, l.shape)
			if l.tone != level {
				t = l.tone
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return b.String()
}
