package division

import (
	"regexp"
	"strings"

	"github.com/chophien/chophien/models/fault"
)

var vpostcode = regexp.MustCompile(`^[0-9]{5}[23456789CFGHJMPQRVWX]{7}$`)

// Vpostcode is a national digital address code as a citizen shows it, brought to its plain
// form: upper case, without spaces, plus signs and hyphens. Nothing gives nothing, for it
// is never required. It refuses what cannot be one with "address.vpostcode".
func Vpostcode(text string) (string, error) {
	code := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '+', '-', '\t', '\u00a0':
			return -1
		}
		return r
	}, strings.ToUpper(text))
	if code != "" && !vpostcode.MatchString(code) {
		return "", fault.New(fault.Invalid, "address.vpostcode")
	}
	return code, nil
}
