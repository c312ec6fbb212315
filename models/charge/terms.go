package charge

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Rates is what an order freezes: the commission as a share of the goods, and the VAT as
// a share of the commission, on top of it.
type Rates struct {
	CommissionBP money.BasisPoints
	VATBP        money.BasisPoints `gorm:"column:vat_bp"`
}

// Rule is rates from a day on, and why they are so.
type Rule struct {
	ID string
	Rates
	ValidFrom clock.Date
	Source    string
	CreatedBy string
	CreatedAt clock.Instant
}

// TableName names the table.
func (Rule) TableName() string { return "fee_rules" }

// Terms returns the rates in force on day. It refuses with charge.no_rule a day before
// the first rule.
func Terms(ctx context.Context, q *gorm.DB, day clock.Date) (Rates, error) {
	var found []Rule
	err := q.WithContext(ctx).Where("valid_from <= ?", day).Order("valid_from DESC").Limit(1).Find(&found).Error
	if err != nil {
		return Rates{}, fmt.Errorf("charge: terms: %w", err)
	}
	if len(found) == 0 {
		return Rates{}, fault.New(fault.Internal, "charge.no_rule")
	}
	return found[0].Rates, nil
}

// Rules lists all rules, the newest first: what was in force, is, and will be.
func Rules(ctx context.Context, q *gorm.DB) ([]Rule, error) {
	var all []Rule
	err := q.WithContext(ctx).Order("valid_from DESC").Find(&all).Error
	return all, err
}
