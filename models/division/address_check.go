package division

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// The country with its islands; a pin outside was set by mistake.
const (
	south, north = 6 * micro, 24 * micro
	west, east   = 102 * micro, 118 * micro
)

// checker gathers the faults of one address, one for each field.
type checker struct {
	at     string
	faults fault.List
}

func (c *checker) refuse(field, key string) { c.add(field, fault.New(fault.Invalid, key)) }

func (c *checker) add(field string, wrong *fault.Fault) {
	if c.at != "" {
		field = c.at + "." + field
	}
	for _, f := range c.faults {
		if f.Field == field {
			return
		}
	}
	c.faults.Add(wrong.On(field))
}

// text is s composed and without outer spaces, so that one address has one spelling and
// carriers count the characters that people see.
func (c *checker) text(field, s string, most int, lines bool) string {
	s, refused := vntext.Input(norm.NFC.String(s), most, lines)
	if refused != "" {
		c.add(field, fault.New(fault.Invalid, refused).With("most", most))
	}
	return s
}

// place brings the pin and the plus code together.
func (c *checker) place(a *Address, ward Division, known bool) {
	code := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(a.PlusCode), " ", ""))
	if a.Pinned() {
		if a.Lat < south || a.Lat > north || a.Lon < west || a.Lon > east {
			c.refuse("lat", "address.pin")
			return
		}
		// A shorter code that holds the pin is kept: it is what the person knows.
		if a.PlusCode = PlusCode(a.Lat, a.Lon); len(code) >= 11 && strings.HasPrefix(a.PlusCode, code) {
			a.PlusCode = code
		}
		return
	}
	a.PlusCode = ""
	if code == "" {
		return
	}
	if strings.IndexByte(code, '+') == 4 && known {
		if whole, err := PlusRecover(code, ward.Lat, ward.Lon); err == nil {
			code = whole
		}
	}
	lat, lon, err := PlusCentre(code)
	if err != nil || lat < south || lat > north || lon < west || lon > east {
		c.refuse("plus_code", "address.plus_code")
		return
	}
	a.PlusCode, a.Lat, a.Lon = code[:min(len(code), 12)], lat, lon
}

// vpostcode keeps what was shown beside its plain form; it is nothing that we may compute.
func (c *checker) vpostcode(a *Address) {
	plain, err := Vpostcode(a.Vpostcode)
	if err != nil {
		c.refuse("vpostcode", "address.vpostcode")
		return
	}
	shown, refused := vntext.Input(a.VpostcodeText, 30, false)
	if again, err := Vpostcode(shown); refused != "" || err != nil || again != plain {
		shown = strings.TrimSpace(a.Vpostcode)
	}
	a.Vpostcode, a.VpostcodeText = plain, shown
}
