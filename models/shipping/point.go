package shipping

import (
	"time"

	"github.com/chophien/chophien/models/clock"
)

// Open reports whether somebody is at the point on a day.
func (p Point) Open(on clock.Date) bool {
	// Sunday is the last day of the week here, and the first one of package time.
	day := (int(on.Start().Local().Weekday()) - int(time.Monday) + 7) % 7
	return p.Days&(1<<day) != 0
}

// NextOpen is the first day, from itself included, on which the point is open, and how many days
// later it is; ok is false for a point that never is.
func (p Point) NextOpen(from clock.Date) (day clock.Date, wait int, ok bool) {
	for wait := range 7 {
		if day := from.AddDays(wait); p.Open(day) {
			return day, wait, true
		}
	}
	return "", 0, false
}
