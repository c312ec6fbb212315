package locale

import (
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// noBreak keeps a number and its unit on one line.
const noBreak = "\u00a0"

// Money writes an amount with its unit: "250.000 đ", in English "250,000 đ".
func Money(lang Lang, v money.VND) string { return Number(lang, v.Dong()) + noBreak + "đ" }

// Number writes a whole number with its thousands apart.
func Number(lang Lang, n int64) string {
	s := strings.Replace(money.Of(n).String(), "-", "\u2212", 1)
	if lang == En {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return s
}

// Quantity writes how much: "3 hộp", in English "3 boxes", "250 g", "1,25 kg". unit names
// one piece in the reader's language and is left out for weights.
func Quantity(lang Lang, basis measure.Basis, quantity int64, unit string) string {
	if basis == measure.Gram {
		s := strings.ReplaceAll(basis.Format(quantity), " ", noBreak)
		if lang == En {
			s = strings.Replace(s, ",", ".", 1)
		}
		return s
	}
	s := Number(lang, quantity)
	if unit != "" {
		s += noBreak + counted(lang, quantity, unit)
	}
	return s
}

// counted is a unit's word as it follows a number: English has a plural.
func counted(lang Lang, n int64, unit string) string {
	if lang != En || n == 1 {
		return unit
	}
	for _, hissing := range []string{"s", "x", "ch", "sh"} {
		if strings.HasSuffix(unit, hissing) {
			return unit + "es"
		}
	}
	return unit + "s"
}

// Moment writes an instant on the wall clock of Vietnam: "14:05, 28/12/2026".
func Moment(_ Lang, i clock.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Local().Format("15:04, 02/01/2006")
}

// Hour writes only the time of day: "14:05".
func Hour(i clock.Instant) string { return i.Local().Format("15:04") }

// counts writes several in a row: "2 mặt hàng, 1 giá"; of nothing, that nothing was changed.
func counts(lang Lang, all []measure.Count) string {
	if len(all) == 0 {
		return Raw(lang, "count.unchanged")
	}
	said := make([]string, len(all))
	for i, c := range all {
		said[i] = Count(lang, "count."+c.Of, c.N)
	}
	return strings.Join(said, ", ")
}
