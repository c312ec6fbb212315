package onboarding

import (
	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// tidy brings a typed line into composed form and says on field what is wrong with it.
func tidy(l *fault.List, field string, s *string, most int) {
	clean, refused := vntext.Input(norm.NFC.String(*s), most, false)
	if refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On(field).With("most", most))
		return
	}
	*s = clean
}
