package tax

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Threshold is up to which revenue of a year a household owes neither tax. It is of all
// that the household sells, anywhere; the market withholds all the same, and the tax
// office gives back.
type Threshold struct {
	ValidFrom clock.Date
	Amount    money.VND
	Source    string
}

// TableName names the table.
func (Threshold) TableName() string { return "tax_thresholds" }

// ThresholdOn is the one in force on day; before the first there is none, and its Amount
// is 0 đ.
func ThresholdOn(ctx context.Context, q *gorm.DB, day clock.Date) (Threshold, error) {
	var t Threshold
	err := q.WithContext(ctx).Where("valid_from <= ?", day).Order("valid_from DESC").Limit(1).Find(&t).Error
	return t, err
}
