package clock

import "time"

// Nobody's phone rings at night: from 21:00 to 07:00 in Vietnam.
const (
	nightFrom = 21
	nightTo   = 7
)

// Night reports whether an instant lies in the night.
func (i Instant) Night() bool {
	h := i.Local().Hour()
	return h >= nightFrom || h < nightTo
}

// Morning is the end of the night in which an instant lies, and the instant itself by day.
func (i Instant) Morning() Instant {
	if !i.Night() {
		return i
	}
	day := i.Date()
	if i.Local().Hour() >= nightFrom {
		day = day.AddDays(1)
	}
	return day.Start().Add(nightTo * time.Hour)
}

// Before is when somebody is reminded of a deadline: lead before it; in the morning where that
// is at night; and an hour before the night where the morning would be too late.
func Before(deadline Instant, lead time.Duration) Instant {
	at := deadline.Add(-lead)
	morning := at.Morning()
	if morning < deadline {
		return morning
	}
	return morning.Date().AddDays(-1).Start().Add((nightFrom - 1) * time.Hour)
}

// EarliestBefore is how much earlier than its lead Before may be.
const EarliestBefore = (24 - nightFrom + nightTo + 1) * time.Hour
