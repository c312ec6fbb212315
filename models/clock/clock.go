package clock

import (
	"fmt"
	"time"
)

// Clock tells the time. Production passes System; demos and tests drive their own.
type Clock func() Instant

// System is the machine's clock.
func System() Instant { return At(time.Now()) }

// Zone is the wall clock of Vietnam: +07:00 all year, without a time-zone table.
var Zone = time.FixedZone("ICT", 7*3600)

// Instant is a moment in milliseconds since 1970-01-01 UTC. It is stored as BIGINT, so
// both databases compare and sort it alike. Zero means "not yet".
type Instant int64

// At is t cut to milliseconds.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time is the instant in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// Local is the instant on the wall clock of Vietnam.
func (i Instant) Local() time.Time { return time.UnixMilli(int64(i)).In(Zone) }

// Add is the instant d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Sub is the time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Millisecond }

// Date is the day in Vietnam on which the instant falls.
func (i Instant) Date() Date { return Date(i.Local().Format(time.DateOnly)) }

// IsZero reports "not yet".
func (i Instant) IsZero() bool { return i == 0 }

// String is RFC 3339 with milliseconds, UTC.
func (i Instant) String() string { return i.Time().Format("2006-01-02T15:04:05.000Z") }

// MarshalJSON writes RFC 3339, or null for "not yet".
func (i Instant) MarshalJSON() ([]byte, error) {
	if i == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + i.String() + `"`), nil
}

// UnmarshalJSON reads RFC 3339 or null.
func (i *Instant) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*i = 0
		return nil
	}
	t, err := time.Parse(`"`+time.RFC3339Nano+`"`, string(b))
	*i = At(t)
	return err
}

// Date is a day in Vietnam, "2026-12-28". Dates sort as text. Empty means "none".
type Date string

// ParseDate reads "2026-12-28"; days that do not exist are refused.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("clock: %w", err)
	}
	return Date(s), nil
}

// Start is the first instant of the day.
func (d Date) Start() Instant {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), Zone)
	return At(t)
}

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date {
	t, _ := time.Parse(time.DateOnly, string(d))
	return Date(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// DaysTo is how many days later another day is; below 0 when it is earlier.
func (d Date) DaysTo(other Date) int { return int(other.Start().Sub(d.Start()) / (24 * time.Hour)) }

// AddMonths is the same day n months later; where that month is shorter, its last day.
func (d Date) AddMonths(n int) Date {
	t, _ := time.Parse(time.DateOnly, string(d))
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly))
}

// Month is 1 to 12.
func (d Date) Month() int {
	t, _ := time.Parse(time.DateOnly, string(d))
	return int(t.Month())
}

// Period is the month of the day, "2026-12".
func (d Date) Period() string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}

// Format writes the day as Vietnamese readers do: "28/12/2026".
func (d Date) Format() string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return t.Format("02/01/2006")
}
