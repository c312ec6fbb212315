package settlement

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// Cashier pays sellers what they have earned, and tells them.
type Cashier struct {
	DB    *db.DB
	Now   clock.Clock
	Keys  *crypt.Keyring // opens bank account numbers for the bank's file
	Terms Terms
}

// Terms are the operator's, shown to sellers before they sell.
type Terms struct {
	EveryDays  int       // a batch is opened at most every so many days
	WithinDays int       // an order's money is in a batch at most so many days after it completed
	Minimum    money.VND // less than that waits, but not longer than WithinDays
}

// DefaultTerms: every 3 days, within 7, from 50,000 đ. The market bears what the bank
// takes for a transfer.
var DefaultTerms = Terms{EveryDays: 3, WithinDays: 7, Minimum: money.Of(50_000)}

// Refuse says why terms cannot be kept, or nil.
func (t Terms) Refuse() error {
	var wrong []error
	if t.EveryDays < 1 {
		wrong = append(wrong, errors.New("settlement: payouts must be at least one day apart"))
	}
	if t.WithinDays < t.EveryDays {
		wrong = append(wrong, errors.New("settlement: payouts cannot be further apart than the days within which sellers are paid"))
	}
	if t.Minimum.Negative() {
		wrong = append(wrong, errors.New("settlement: the smallest payout is below 0 đ"))
	}
	return errors.Join(wrong...)
}

// late is the end of the days whose money would be late in the batch after today's.
func (t Terms) late(today clock.Date) clock.Instant {
	return today.AddDays(t.EveryDays-t.WithinDays).Start() - 1
}

// nextDay is the first day on which a batch may be opened after last.
func (t Terms) nextDay(last clock.Date) clock.Date { return last.AddDays(t.EveryDays) }

func (c *Cashier) read(ctx context.Context) *gorm.DB { return c.DB.Read(ctx) }
