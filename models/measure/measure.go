package measure

import (
	"errors"
	"strconv"
	"strings"
)

// Basis says what a quantity counts.
type Basis string

// The two bases of sale.
const (
	Piece Basis = "piece" // whole pieces: boxes, bottles, fruits, animals
	Gram  Basis = "gram"  // whole grams; prices are per kilogram
)

// Valid reports whether b is a known basis.
func (b Basis) Valid() bool { return b == Piece || b == Gram }

// MaxQuantity is the most of one variant on one line: ten million pieces, or ten tonnes.
const MaxQuantity int64 = 10_000_000

// Rule is how a variant may be ordered: at least Min, in steps of Step, counted in
// Basis. Min is a multiple of Step.
type Rule struct {
	Basis Basis
	Step  int64
	Min   int64
}

// Refuse returns the message key of why quantity cannot be ordered, or "".
func (r Rule) Refuse(quantity int64) string {
	switch {
	case quantity <= 0:
		return "quantity.positive"
	case quantity > MaxQuantity:
		return "quantity.too_much"
	case quantity < r.Min:
		return "quantity.below_minimum"
	case quantity%r.Step != 0:
		return "quantity.off_step"
	}
	return ""
}

// RefuseRule returns the message key of why r itself cannot be used, or "".
func (r Rule) RefuseRule() string {
	switch {
	case !r.Basis.Valid():
		return "measure.basis"
	case r.Step <= 0 || r.Step > MaxQuantity:
		return "measure.step"
	case r.Min < r.Step || r.Min > MaxQuantity || r.Min%r.Step != 0:
		return "measure.minimum"
	}
	return ""
}

// Format writes a quantity for a reader: "3" pieces, "250 g", "1,25 kg".
func (b Basis) Format(quantity int64) string {
	if b != Gram {
		return strconv.FormatInt(quantity, 10)
	}
	if quantity < 1000 && quantity > -1000 {
		return strconv.FormatInt(quantity, 10) + " g"
	}
	whole, rest := quantity/1000, quantity%1000
	if rest < 0 {
		rest = -rest
	}
	s := strconv.FormatInt(whole, 10)
	if rest != 0 {
		s += "," + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
	}
	return s + " kg"
}

// ErrSyntax is returned for text that is not a weight.
var ErrSyntax = errors.New("measure: not a weight")

// ParseKg reads what a person types for a weight in kilograms ("1,25", "0.5", "2") into
// whole grams. More than three decimals are refused: nothing is rounded silently.
func ParseKg(s string) (grams int64, err error) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.ToLower(s)), "kg"))
	whole, rest, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if !digits(whole, 1, 7) || !digits(rest, 0, 3) {
		return 0, ErrSyntax
	}
	return strconv.ParseInt(whole+(rest + "000")[:3], 10, 64)
}

func digits(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
