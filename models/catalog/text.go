package catalog

import (
	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Longest texts, in characters.
const (
	maxName  = 160
	maxLong  = 6000
	maxLabel = 1500
	maxLine  = 300
	maxCode  = 60
)

// tidy brings a typed text into composed form without outer spaces, and says on field
// what is wrong with it.
func tidy(l *fault.List, field string, s *string, most int, lines bool) {
	clean, refused := vntext.Input(norm.NFC.String(*s), most, lines)
	if refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On(field).With("most", most))
		return
	}
	*s = clean
}
