package checkout

import (
	"strings"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/vntext"
)

// clean is a short text as typed, or "" when it cannot be taken: the length check beside
// the caller then refuses it.
func clean(s string) string {
	text, refused := vntext.Input(s, 200, false)
	if refused != "" {
		return ""
	}
	return strings.Join(strings.Fields(text), " ")
}

// digitsAndLetters is an account number as typed, without spaces and dots.
func digitsAndLetters(s string) string { return code.Clean(s) }
