package payment

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// Turn claims an attempt for one worker, which then asks the gateway, and sets when it is
// asked about next, by the gateway's schedule; once the schedule is over, again and again
// until it answers (see Rest). won is false when another worker asks, or the gateway
// was asked so short a while ago that it must not be asked yet.
func Turn(ctx context.Context, tx *gorm.DB, a *Attempt, caps payments.Capabilities, now clock.Instant) (won bool, err error) {
	next := pollAt(caps, *a, now)
	if next == 0 {
		next = now.Add(unanswered)
	}
	if now >= a.ExpiresAt.Add(fortnight) {
		next = 0
	}
	res := tx.WithContext(ctx).Table("attempts").
		Where("id = ? AND poll_at = ? AND polls = ? AND asked_at <= ?", a.ID, a.PollAt, a.Polls, now.Add(-caps.PollGap)).
		Updates(map[string]any{"poll_at": next, "polls": a.Polls + 1, "asked_at": now})
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	if a.PollAt != 0 && next == 0 { // who was silent so long is a matter for a person
		err = Review(ctx, tx, a.PaymentID, a.Amount, "gateway_silent", now)
	}
	a.PollAt, a.Polls, a.AskedAt = next, a.Polls+1, now
	return true, err
}

// unanswered is how long after the schedule's end a gateway is asked again that did not
// answer.
const unanswered = 6 * time.Hour

// Overtime reports whether the attempt is asked about beyond the gateway's schedule, only
// because it did not answer.
func (a Attempt) Overtime(caps payments.Capabilities, now clock.Instant) bool {
	return a.PollAt != 0 && pollAt(caps, a, now) == 0
}

// Rest records that the gateway has answered what Turn claimed, and is asked no more.
func Rest(ctx context.Context, tx *gorm.DB, a Attempt) error {
	return tx.WithContext(ctx).Table("attempts").Where("id = ? AND poll_at = ? AND polls = ?", a.ID, a.PollAt, a.Polls).Update("poll_at", 0).Error
}

// afterEnd is how long after an attempt's end its gateway is asked for the last times,
// whatever was said of it before.
var afterEnd = [2]time.Duration{30 * time.Minute, 24 * time.Hour}

// pollAt is the first date of the schedule that lies behind now: the gateway's own dates
// from the start of the attempt, and some time after its end. One of which the gateway said
// that no money comes is asked about afterEnd only.
func pollAt(caps payments.Capabilities, a Attempt, now clock.Instant) clock.Instant {
	gap := max(caps.PollGap, time.Second)
	dates := make([]clock.Instant, 0, len(caps.PollAfter)+4)
	if a.Status != AttemptFailed && a.Status != AttemptCancelled {
		for _, after := range caps.PollAfter {
			dates = append(dates, a.CreatedAt.Add(after))
		}
		dates = append(dates, a.ExpiresAt.Add(time.Minute), a.ExpiresAt.Add(2*time.Hour))
	}
	for _, after := range afterEnd {
		dates = append(dates, a.ExpiresAt.Add(after))
	}
	slices.Sort(dates)
	for _, d := range dates {
		if d >= now.Add(gap) {
			return d
		}
	}
	return 0
}
