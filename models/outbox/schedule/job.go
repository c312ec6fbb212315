package schedule

import (
	"context"
	"time"

	"github.com/chophien/chophien/models/clock"
)

// Job is something done again and again.
type Job struct {
	Name  string                                  // for good: renaming makes another job
	Next  func(after clock.Instant) clock.Instant // the first slot later than after: Every or Daily
	Run   func(ctx context.Context) error         // ctx ends on shutdown, or when the claim is lost
	Lease time.Duration                           // renewed while Run runs; 0 means 1 minute
}

// Every has a slot each time d has passed, on the round: every hour is on the hour.
func Every(d time.Duration) func(clock.Instant) clock.Instant {
	ms := clock.Instant(d.Milliseconds())
	return func(after clock.Instant) clock.Instant { return (after/ms + 1) * ms }
}

// Daily has a slot each day at the hour and minute of Vietnam.
func Daily(hour, minute int) func(clock.Instant) clock.Instant {
	at := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	return func(after clock.Instant) clock.Instant {
		slot := after.Date().Start().Add(at)
		if slot <= after {
			slot = after.Date().AddDays(1).Start().Add(at)
		}
		return slot
	}
}

func (j Job) lease() time.Duration {
	if j.Lease == 0 {
		return time.Minute
	}
	return j.Lease
}
