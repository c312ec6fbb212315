package division

import (
	"fmt"
	"strings"

	"github.com/chophien/chophien/models/fault"
)

// Degrees is a latitude or longitude in whole micro-degrees (about 0.1 m). Zero in both
// of a pair means "no pin": that point of the Atlantic is nobody's house here.
type Degrees int32

const (
	micro = 1_000_000
	nano  = 1_000_000_000
)

// ParseDegrees reads decimal degrees, "21.58094" or "-41.2730625"; digits beyond the sixth
// are rounded half away from zero. It refuses other text and anything beyond ±180 with
// "address.pin".
func ParseDegrees(text string) (Degrees, error) {
	n, ok := parseNano(strings.TrimSpace(text))
	if !ok {
		return 0, fault.New(fault.Invalid, "address.pin")
	}
	half := int64(500)
	if n < 0 {
		half = -half
	}
	return Degrees((n + half) / 1000), nil
}

// parseNano reads decimal degrees into billionths, exactly; digits past the ninth are cut.
func parseNano(s string) (int64, bool) {
	negative := strings.HasPrefix(s, "-")
	whole, part, dotted := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if whole == "" || len(whole) > 3 || len(part) > 20 || dotted && part == "" {
		return 0, false
	}
	var n int64
	for i := range len(whole) {
		if whole[i] < '0' || whole[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(whole[i]-'0')
	}
	for i := range max(len(part), 9) {
		digit := byte('0')
		if i < len(part) {
			digit = part[i]
		}
		if digit < '0' || digit > '9' {
			return 0, false
		}
		if i < 9 {
			n = n*10 + int64(digit-'0')
		}
	}
	if n > 180*nano {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}

// String is decimal degrees with six places.
func (d Degrees) String() string {
	n, sign := int64(d), ""
	if n < 0 {
		n, sign = -n, "-"
	}
	return fmt.Sprintf("%s%d.%06d", sign, n/micro, n%micro)
}

// MarshalText writes decimal degrees, so that JSON and forms carry no float; no pin is
// empty text.
func (d Degrees) MarshalText() ([]byte, error) {
	if d == 0 {
		return []byte{}, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads decimal degrees, or nothing.
func (d *Degrees) UnmarshalText(text []byte) error {
	if len(strings.TrimSpace(string(text))) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDegrees(string(text))
	*d = v
	return err
}
