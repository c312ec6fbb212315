package catalog

import (
	"context"

	"gorm.io/gorm"

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

// MonthsBetween is every month from one to another, over the turn of the year where the first
// is the later one.
func MonthsBetween(from, to int) (Months, bool) {
	if _, ok := MonthsOf(from, to); !ok {
		return 0, false
	}
	m, n := Months(0), from
	for ; n != to; n = n%12 + 1 {
		m |= 1 << (n - 1)
	}
	return m | 1<<(to-1), true
}

// Span is the first and the last month of a season of one run; ok is false for several runs,
// for none, and for the whole year.
func (m Months) Span() (from, to int, ok bool) {
	for n := 1; n <= 12; n++ {
		if m.Has(n) && !m.Has((n+10)%12+1) {
			if ok {
				return 0, 0, false
			}
			from, ok = n, true
		}
		if m.Has(n) && !m.Has(n%12+1) {
			to = n
		}
	}
	return from, to, ok
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

// Or is every month of either set. What has no season, or grows all year, adds nothing.
func (m Months) Or(o Months) Months {
	if o == AllYear {
		return m
	}
	return m | o
}

// Run is the first and the last day of the season that holds a day, or of the last one
// before it. Without a season, or with one that never ends, it is the year of the day.
func (m Months) Run(day clock.Date) (from, to clock.Date) {
	if m == 0 || m == AllYear {
		return day[:5] + "01-01", day[:5] + "12-31"
	}
	from = day[:8] + "01"
	for !m.Has(from.Month()) {
		from = from.AddMonths(-1)
	}
	to = from
	for m.Has(to.AddMonths(1).Month()) {
		to = to.AddMonths(1)
	}
	for m.Has(from.AddMonths(-1).Month()) {
		from = from.AddMonths(-1)
	}
	return from, to.AddMonths(1).AddDays(-1)
}

// Next is the first day after a day on which the season begins again; ok is false for what
// has no season.
func (m Months) Next(day clock.Date) (first clock.Date, ok bool) {
	if m == 0 || m == AllYear {
		return "", false
	}
	first = (day[:8] + "01").AddMonths(1)
	for !m.Has(first.Month()) || m.Has(first.AddMonths(-1).Month()) {
		first = first.AddMonths(1)
	}
	return first, true
}

// SeasonOf is every month in which a seller has something on the shelf in season; none when
// nothing of it has a season.
func SeasonOf(ctx context.Context, q *gorm.DB, sellerID string) (Months, error) {
	var all []Months
	err := q.WithContext(ctx).Table("products").Distinct("season").Where("seller_id = ? AND state = 'published' AND season > 0", sellerID).Pluck("season", &all).Error
	var m Months
	for _, one := range all {
		m = m.Or(one)
	}
	return m, err
}
