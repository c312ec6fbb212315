package catalog

import (
	"github.com/chophien/chophien/models/clock"
)

// Months is a set of months: bit 0 is January, bit 11 December. Zero means that the
// product is tied to no season.
type Months int

// AllYear is every month.
const AllYear Months = 1<<12 - 1

// MonthsOf makes a set of months 1 to 12; it reports false when another number is there.
func MonthsOf(months ...int) (Months, bool) {
	var m Months
	for _, n := range months {
		if n < 1 || n > 12 {
			return 0, false
		}
		m |= 1 << (n - 1)
	}
	return m, true
}

// Has reports whether month n (1 to 12) is in the set.
func (m Months) Has(n int) bool { return n >= 1 && n <= 12 && m&(1<<(n-1)) != 0 }

// List returns the months in order.
func (m Months) List() []int {
	var out []int
	for n := 1; n <= 12; n++ {
		if m.Has(n) {
			out = append(out, n)
		}
	}
	return out
}

// In reports whether the day lies in the season. What has no season, or grows all year, is
// never "in season": there is nothing to hurry for.
func (m Months) In(day clock.Date) bool { return m != AllYear && m.Has(day.Month()) }
