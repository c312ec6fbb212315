package settlement

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// Who bears what the bank or the post takes for a payout.
const (
	ByMarket = "market"
	BySeller = "seller"
)

// Bearers lists them in the order in which pages offer them.
var Bearers = []string{ByMarket, BySeller}

// quietDays is how long after delivery an order completes that nobody complains about.
const quietDays = int(order.Quiet / (24 * time.Hour))

// Terms say when and how sellers are paid, from a day on. The operator announces them
// before they begin, and sellers see them before they sell.
//
// The rule: a seller is paid when the balance reaches Minimum. What is less waits, but not
// longer than MostDays from delivery; an order that completes later than that, after a
// complaint, is paid with the next batch. Fee is taken from the payout where the seller
// bears it, and never from one below Minimum, which went out because it had waited long
// enough. A payout that comes back gives the fee back as well.
type Terms struct {
	ID        string `gorm:"primaryKey"`
	ValidFrom clock.Date
	EveryDays int       // a batch is opened at most every so many days
	MostDays  int       // an order's money is in a batch at most so many days after delivery
	Minimum   money.VND // less than that waits
	FeeBearer string    // ByMarket or BySeller
	Fee       money.VND // of one payout
	Source    string    // why it is so
	CreatedBy string
	CreatedAt clock.Instant
}

// TableName names the table.
func (Terms) TableName() string { return "payout_terms" }

// late is the end of the days on which what was delivered would be late in the batch after
// today's.
func (t Terms) late(today clock.Date) clock.Instant {
	return today.AddDays(t.EveryDays-t.MostDays).Start() - 1
}

// nextDay is the first day on which a batch may be opened after last.
func (t Terms) nextDay(last clock.Date) clock.Date { return last.AddDays(t.EveryDays) }

// feeOf is what a seller bears of the payout of a balance.
func (t Terms) feeOf(balance money.VND) money.VND {
	if t.FeeBearer != BySeller || balance.Cmp(t.Minimum) < 0 {
		return money.VND{}
	}
	return t.Fee
}

// TermsOn returns the terms in force on day. It refuses with payout.no_terms a day before
// the first ones.
func TermsOn(ctx context.Context, q *gorm.DB, day clock.Date) (Terms, error) {
	var found []Terms
	err := q.WithContext(ctx).Where("valid_from <= ?", day).Order("valid_from DESC").Limit(1).Find(&found).Error
	if err != nil {
		return Terms{}, fmt.Errorf("settlement: terms: %w", err)
	}
	if len(found) == 0 {
		return Terms{}, fault.New(fault.Internal, "payout.no_terms")
	}
	return found[0], nil
}

// AllTerms lists the terms, the newest first: what was in force, is, and will be.
func AllTerms(ctx context.Context, q *gorm.DB) ([]Terms, error) {
	var all []Terms
	err := q.WithContext(ctx).Order("valid_from DESC").Find(&all).Error
	return all, err
}

// Shown are the terms in force on day and those that are announced, in the order in which
// they begin: what a seller is told.
func Shown(ctx context.Context, q *gorm.DB, day clock.Date) ([]Terms, error) {
	var all []Terms
	err := q.WithContext(ctx).Where("valid_from >= (SELECT MAX(valid_from) FROM payout_terms WHERE valid_from <= ?)", day).
		Order("valid_from").Find(&all).Error
	return all, err
}

// NewTerms is what the desk announces.
type NewTerms struct {
	ValidFrom clock.Date `json:"valid_from" form:"valid_from"`
	EveryDays int        `json:"every_days" form:"every_days"`
	MostDays  int        `json:"most_days" form:"most_days"`
	Minimum   money.VND  `json:"minimum" form:"minimum"`
	FeeBearer string     `json:"fee_bearer" form:"fee_bearer"`
	Fee       money.VND  `json:"fee" form:"fee"`
	Source    string     `json:"source" form:"source"`
}

const (
	longestSource = 300
	mostEvery     = 31
	mostDays      = 90
)

// Announce adds terms that begin on a coming day; batches of earlier days keep theirs. It
// refuses a day that is not after today (charge.too_soon) or has terms (charge.day_taken),
// days that cannot be kept (payout.every_days, payout.most_days), sums that are none or a
// fee that would eat the smallest payout (payout.minimum, payout.fee), and terms without
// their reason (charge.source).
func (c *Cashier) Announce(ctx context.Context, by actor.Admin, in NewTerms) (*Terms, error) {
	now := c.Now()
	in.Source = strings.TrimSpace(in.Source)
	if err := in.refuse(now.Date()); err != nil {
		return nil, err
	}
	t := &Terms{ID: db.NewID(), ValidFrom: in.ValidFrom, EveryDays: in.EveryDays, MostDays: in.MostDays, Minimum: in.Minimum, FeeBearer: in.FeeBearer,
		Fee: in.Fee, Source: in.Source, CreatedBy: by.PersonID, CreatedAt: now}
	err := c.DB.Tx(ctx, func(tx *gorm.DB) error {
		switch err := tx.Create(t).Error; {
		case db.IsDuplicate(err):
			return fault.New(fault.Conflict, "charge.day_taken").On("valid_from")
		case err != nil:
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payout.announce", Subject: audit.Subject{Kind: "payout_terms", ID: t.ID},
			Detail: map[string]any{"valid_from": t.ValidFrom, "every_days": t.EveryDays, "most_days": t.MostDays, "minimum": t.Minimum.Dong(),
				"fee_bearer": t.FeeBearer, "fee": t.Fee.Dong()}}, now)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

func (in NewTerms) refuse(today clock.Date) error {
	var l fault.List
	if _, err := clock.ParseDate(string(in.ValidFrom)); err != nil || in.ValidFrom <= today {
		l.Add(fault.New(fault.Invalid, "charge.too_soon").On("valid_from"))
	}
	if in.EveryDays < 1 || in.EveryDays > mostEvery {
		l.Add(fault.New(fault.Invalid, "payout.every_days").On("every_days").With("most", mostEvery))
	}
	if in.MostDays < in.EveryDays+quietDays || in.MostDays > mostDays {
		l.Add(fault.New(fault.Invalid, "payout.most_days").On("most_days").With("least", in.EveryDays+quietDays).With("most", mostDays))
	}
	if in.Minimum.Negative() || in.Minimum.Dong() > money.Max {
		l.Add(fault.New(fault.Invalid, "payout.minimum").On("minimum"))
	}
	if in.FeeBearer != ByMarket && in.FeeBearer != BySeller {
		l.Add(fault.New(fault.Invalid, "payout.fee_bearer").On("fee_bearer"))
	}
	if in.Fee.Negative() || in.Fee.Dong() > money.Max || in.FeeBearer == BySeller && in.Fee.Cmp(in.Minimum) >= 0 {
		l.Add(fault.New(fault.Invalid, "payout.fee").On("fee"))
	}
	if in.Source == "" || utf8.RuneCountInString(in.Source) > longestSource {
		l.Add(fault.New(fault.Invalid, "charge.source").On("source"))
	}
	return l.Err()
}
