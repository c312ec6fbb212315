package checkout

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/tax"
)

// BankHours is when transfers are expected, on days from Monday to Friday that are no
// holidays, and how much of that time may pass without word from a source of bank notices.
type BankHours struct {
	Open, Close time.Duration // since midnight in Vietnam
	Silence     time.Duration // 0: nobody is alarmed
}

// ParseBankHours reads "08:00-17:00".
func ParseBankHours(text string) (h BankHours, err error) {
	from, to, ok := strings.Cut(text, "-")
	read := func(s string) time.Duration {
		t, wrong := time.Parse("15:04", strings.TrimSpace(s))
		err = errors.Join(err, wrong)
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	h.Open, h.Close = read(from), read(to)
	if !ok || err != nil || h.Open >= h.Close {
		return h, fmt.Errorf("%q is not of the form 08:00-17:00", text)
	}
	return h, nil
}

// longestLook is as far back as silence is counted.
const longestLook = 30 * 24 * time.Hour

// between is how much of the time from one instant to another lay in these hours.
func (h BankHours) between(from, to clock.Instant, off map[clock.Date]bool) (sum time.Duration) {
	for day := from.Date(); day <= to.Date(); day = day.AddDays(1) {
		if w := day.Start().Local().Weekday(); w == time.Saturday || w == time.Sunday || off[day] {
			continue
		}
		if open, shut := max(from, day.Start().Add(h.Open)), min(to, day.Start().Add(h.Close)); shut > open {
			sum += shut.Sub(open)
		}
	}
	return sum
}

// WatchFeeds alarms the desk of each source of bank notices that told of nothing new for
// longer than BankHours allow, and ends the alarm of one that speaks again or is used no
// longer. A market in which nobody pays for so long is told as well: nobody can tell the one
// from the other but a person who looks at the bank's own statement.
func (c *Checkout) WatchFeeds(ctx context.Context) error {
	now := c.Now()
	off, err := tax.DaysOff(ctx, c.DB.Read(ctx), now.Add(-longestLook).Date(), now.Date())
	if err != nil {
		return err
	}
	var all error
	watched := map[string]bool{}
	for _, l := range c.Gateways.Notices() {
		watched[l.Code()] = true
		all = errors.Join(all, c.watch(ctx, l.Code(), off, now))
	}
	feeds, err := payment.Feeds(ctx, c.DB.Read(ctx))
	for _, f := range feeds {
		if !watched[f.Source] && f.SilentSince > 0 {
			err = errors.Join(err, c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.Heard(ctx, tx, f.Source, now) }))
		}
	}
	return errors.Join(all, err)
}

func (c *Checkout) watch(ctx context.Context, source string, off map[clock.Date]bool, now clock.Instant) error {
	feed, err := c.feed(ctx, source)
	if err != nil {
		return err
	}
	heard, err := payment.LastHeard(ctx, c.DB.Read(ctx), source)
	if err != nil {
		return err
	}
	h := c.BankHours
	silent := h.Silence > 0 && h.between(max(heard, feed.Since, now.Add(-longestLook)), now, off) >= h.Silence
	if silent == (feed.SilentSince > 0) {
		return nil
	}
	if !silent {
		return c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.Heard(ctx, tx, source, now) })
	}
	c.Log.ErrorContext(ctx, "a source of bank notices is silent in business hours", "source", source, "last", heard)
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.Silent(ctx, tx, source, now) })
}
