package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNights(t *testing.T) {
	day := Date("2026-11-30").Start()
	at := func(h, m int) Instant { return day.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute) }
	for _, c := range []struct {
		at    Instant
		night bool
		end   Instant
	}{
		{at(0, 0), true, at(7, 0)}, {at(6, 59), true, at(7, 0)}, {at(7, 0), false, at(7, 0)},
		{at(20, 59), false, at(20, 59)}, {at(21, 0), true, at(31, 0)}, {at(23, 59), true, at(31, 0)},
	} {
		if c.at.Night() != c.night || c.at.Morning() != c.end {
			t.Errorf("%s: %v, %s", c.at, c.at.Night(), c.at.Morning())
		}
	}
	for deadline, want := range map[Instant]Instant{
		at(34, 0): at(31, 0), // two hours before would do, twelve are at night: in the morning
		at(30, 0): at(20, 0), // the night would let it pass: before it
		at(31, 0): at(20, 0),
	} {
		if got := Before(deadline, 12*time.Hour); deadline == at(34, 0) && got != at(31, 0) {
			t.Errorf("%s: %s, want %s", deadline, got, want)
		}
		if got := Before(deadline, time.Hour); deadline != at(34, 0) && got != want {
			t.Errorf("%s: %s, want %s", deadline, got, want)
		}
	}
}

// Whatever the deadline and the lead: the reminder is by day, before the deadline, never later
// than its lead but for the rest of a night, and earlier by less than EarliestBefore.
func TestRemindersComeByDayAndInTime(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		deadline := Instant(rapid.Int64Range(0, 4e12).Draw(r, "deadline"))
		lead := time.Duration(rapid.Int64Range(1, 72*3600_000).Draw(r, "lead")) * time.Millisecond
		at := Before(deadline, lead)
		if at.Night() || at >= deadline || at < deadline.Add(-lead-EarliestBefore) || at > deadline.Add(-lead).Morning() {
			r.Errorf("%s less %s: %s", deadline, lead, at)
		}
	})
}
