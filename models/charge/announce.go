package charge

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// NewRule is what the desk announces. Basis points: 500 are 5 %.
type NewRule struct {
	CommissionBP int64      `json:"commission_bp" form:"commission_bp"`
	VATBP        int64      `json:"vat_bp" form:"vat_bp"`
	ValidFrom    clock.Date `json:"valid_from" form:"valid_from"`
	Source       string     `json:"source" form:"source"`
}

const longestSource = 300

// Announce adds a rule that begins on a coming day; orders placed before keep theirs. It
// refuses rates outside 0 to 100 %, a day that is not after today (charge.too_soon), a day
// that has a rule already (charge.day_taken), and a rule without its reason.
func Announce(ctx context.Context, tx *gorm.DB, by actor.Admin, in NewRule, now clock.Instant) (*Rule, error) {
	in.Source = strings.TrimSpace(in.Source)
	if err := in.refuse(now.Date()); err != nil {
		return nil, err
	}
	r := &Rule{
		ID: db.NewID(), Rates: Rates{money.BasisPoints(in.CommissionBP), money.BasisPoints(in.VATBP)},
		ValidFrom: in.ValidFrom, Source: in.Source, CreatedBy: by.PersonID, CreatedAt: now,
	}
	switch err := tx.WithContext(ctx).Create(r).Error; {
	case db.IsDuplicate(err):
		return nil, fault.New(fault.Conflict, "charge.day_taken").On("valid_from")
	case err != nil:
		return nil, fmt.Errorf("charge: announce: %w", err)
	}
	return r, audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "charge.announce",
		Subject: audit.Subject{Kind: "fee_rule", ID: r.ID},
		Detail:  map[string]any{"commission_bp": in.CommissionBP, "vat_bp": in.VATBP, "valid_from": in.ValidFrom}}, now)
}

func (in NewRule) refuse(today clock.Date) error {
	var l fault.List
	if in.CommissionBP < 0 || in.CommissionBP > 10_000 {
		l.Add(fault.New(fault.Invalid, "charge.share").On("commission_bp"))
	}
	if in.VATBP < 0 || in.VATBP > 10_000 {
		l.Add(fault.New(fault.Invalid, "charge.share").On("vat_bp"))
	}
	if _, err := clock.ParseDate(string(in.ValidFrom)); err != nil || in.ValidFrom <= today {
		l.Add(fault.New(fault.Invalid, "charge.too_soon").On("valid_from"))
	}
	if in.Source == "" || utf8.RuneCountInString(in.Source) > longestSource {
		l.Add(fault.New(fault.Invalid, "charge.source").On("source"))
	}
	return l.Err()
}
