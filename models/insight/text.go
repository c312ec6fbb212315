package insight

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chophien/chophien/models/vntext"
)

const (
	longestText = 60 // runes
	mostDigits  = 5  // six may be a code, an order or a phone
)

// kept is text as it is counted: its words without marks. It is empty for what may be
// somebody's number, address or name: six digits or more, an e-mail address, a long text.
// asked is false for a text without a letter or a digit, which is no question.
func kept(text string) (words string, asked bool) {
	words = vntext.Fold(text)
	digits := 0
	for _, r := range words {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits > mostDigits || utf8.RuneCountInString(words) > longestText || strings.Contains(text, "@") {
		return "", true
	}
	return words, words != ""
}
