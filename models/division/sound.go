package division

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// sound is a word with its marks in one order: the tone last, i for y. "Hòa" and "Hoà",
// "Mỹ" and "Mĩ" sound alike; "Quán" and "Quân" do not. It is equal to the folded word when
// no mark was typed.
func sound(word string) string {
	var b strings.Builder
	tone := rune(0)
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch r {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
			tone = r
		case 'y':
			b.WriteByte('i')
		default:
			b.WriteRune(r)
		}
	}
	if tone != 0 {
		b.WriteRune(tone)
	}
	return b.String()
}

// words splits text where a letter, digit or mark does not follow another.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
}
