package catalog_test

import (
	"testing"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
)

func TestWhenASeasonBeginsAndEnds(t *testing.T) {
	months := func(list ...int) catalog.Months { m, _ := catalog.MonthsOf(list...); return m }
	for _, c := range []struct {
		m                   catalog.Months
		on, from, to, again clock.Date
	}{
		{months(9, 10, 11), "2026-10-31", "2026-09-01", "2026-11-30", "2027-09-01"},
		{months(9, 10, 11), "2027-03-15", "2026-09-01", "2026-11-30", "2027-09-01"},
		{months(11, 12, 1, 2), "2027-01-31", "2026-11-01", "2027-02-28", "2027-11-01"},
		{months(11, 12, 1, 2), "2026-12-01", "2026-11-01", "2027-02-28", "2027-11-01"},
		{months(2), "2028-02-29", "2028-02-01", "2028-02-29", "2029-02-01"},
		{months(3, 9), "2026-04-01", "2026-03-01", "2026-03-31", "2026-09-01"},
		{months(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "2026-12-31", "2026-01-01", "2026-11-30", "2027-01-01"},
		{0, "2026-05-05", "2026-01-01", "2026-12-31", ""},
		{catalog.AllYear, "2026-05-05", "2026-01-01", "2026-12-31", ""},
	} {
		if from, to := c.m.Run(c.on); from != c.from || to != c.to {
			t.Errorf("%v on %s: %s to %s", c.m.List(), c.on, from, to)
		}
		if again, ok := c.m.Next(c.on); again != c.again || ok != (c.again != "") {
			t.Errorf("%v after %s: %s", c.m.List(), c.on, again)
		}
	}
}

// Months that follow one another are told by the first and the last, over the turn of the
// year as well.
func TestMonthsOfOneRun(t *testing.T) {
	for from := 1; from <= 12; from++ {
		for to := 1; to <= 12; to++ {
			m, ok := catalog.MonthsBetween(from, to)
			if n := len(m.List()); !ok || n != (to-from+12)%12+1 || !m.Has(from) || !m.Has(to) {
				t.Errorf("%d to %d: %v", from, to, m.List())
			}
			a, b, one := m.Span()
			if whole := m == catalog.AllYear; one == whole || one && (a != from || b != to) {
				t.Errorf("%d to %d: %d to %d, %v", from, to, a, b, one)
			}
		}
	}
	for _, wrong := range [][2]int{{0, 1}, {1, 13}, {-1, 5}} {
		if m, ok := catalog.MonthsBetween(wrong[0], wrong[1]); ok || m != 0 {
			t.Error(wrong)
		}
	}
	two, _ := catalog.MonthsOf(3, 9)
	for _, m := range []catalog.Months{0, two} {
		if _, _, ok := m.Span(); ok {
			t.Errorf("%v is one run", m.List())
		}
	}
}
