package checkout

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// short is a text of one line as typed, of least to most characters. It refuses with the
// key missing what is shorter, and with the keys of vntext.Input what cannot be taken.
func short(typed, field, missing string, least, most int) (string, *fault.Fault) {
	text, refused := vntext.Input(norm.NFC.String(typed), most, false)
	if refused == "" && utf8.RuneCountInString(text) < least {
		refused = missing
	}
	if refused != "" {
		return "", fault.New(fault.Invalid, refused).On(field).With("most", most)
	}
	return strings.Join(strings.Fields(text), " "), nil
}

// Recipient is the name of who takes a parcel as typed, of 2 to 80 characters. It refuses
// beside "recipient", with "checkout.recipient" one that is missing and with the keys of
// vntext.Input one that cannot be taken.
func Recipient(typed string) (string, *fault.Fault) {
	return short(typed, "recipient", "checkout.recipient", 2, 80)
}

// digitsAndLetters is an account number as typed, without spaces and dots.
func digitsAndLetters(s string) string { return code.Clean(s) }
