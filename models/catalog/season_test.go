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
