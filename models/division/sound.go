package division

import (
	"strings"
	"unicode"

	"github.com/chophien/chophien/models/vntext"
)

// sound is a word with its marks in one order and i for y: "Hòa" and "Hoà", "Mỹ" and "Mĩ"
// sound alike; "Quán" and "Quân" do not. It is equal to the key when no mark was typed.
func sound(word string) string {
	return strings.ReplaceAll(vntext.Spell(word), "y", "i")
}

// words splits text where a letter, digit or mark does not follow another.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
}
