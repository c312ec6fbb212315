package clock

import (
	"testing"
	"time"
)

func TestADayBeginsInVietnam(t *testing.T) {
	before := At(time.Date(2026, 12, 28, 16, 59, 59, 999e6, time.UTC))
	if before.Date() != "2026-12-28" || before.Add(time.Millisecond).Date() != "2026-12-29" {
		t.Errorf("%s falls on %s", before, before.Date())
	}
	if got := Date("2026-12-29").Start(); got != before.Add(time.Millisecond) {
		t.Errorf("29 December starts at %s", got)
	}
}

func TestMonths(t *testing.T) {
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{{"2023-12-28", 36, "2026-12-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2024-02-29", 12, "2025-02-28"}, {"2024-11-30", 3, "2025-02-28"}} {
		if got := c.from.AddMonths(c.n); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
	if _, err := ParseDate("2026-02-30"); err == nil {
		t.Error("30 February was taken")
	}
}
