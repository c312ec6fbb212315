package seller

import (
	"context"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// PostDays is on which days the post takes parcels where a stall hands them in.
type PostDays struct {
	SellerID string `gorm:"primaryKey"`
	Point    string
	Weekdays Weekdays
	Hours    string
}

// TableName names the table.
func (PostDays) TableName() string { return "post_days" }

// Next is the first day from a day on, that day included, on which the post takes parcels.
func (p PostDays) Next(from clock.Date) clock.Date {
	day, _ := MarketDay{Weekdays: p.Weekdays}.Next(from)
	return day
}

// NewPostDays is what a seller says of it; without days nothing is said any more.
type NewPostDays struct {
	Point    string `json:"point" form:"point"`
	Weekdays []int  `json:"weekdays" form:"weekdays"` // 0 Monday … 6 Sunday
	Hours    string `json:"hours" form:"hours"`
}

// SetPostDays says on which days the post takes a stall's parcels. It refuses with
// "post.point" days without a place, with "market.days" days that are none, and who may not
// edit the stall as MayRest does.
func SetPostDays(ctx context.Context, tx *gorm.DB, sellerID string, in NewPostDays, by actor.Actor) error {
	if err := MayRest(ctx, tx, sellerID, by); err != nil {
		return err
	}
	if len(in.Weekdays) == 0 && strings.TrimSpace(in.Point) == "" {
		return tx.WithContext(ctx).Exec("DELETE FROM post_days WHERE seller_id = ?", sellerID).Error
	}
	p, err := in.PostDays()
	if err != nil {
		return err
	}
	p.SellerID = sellerID
	return tx.WithContext(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "seller_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"point", "weekdays", "hours"})}).Create(&p).Error
}

// PostDays are the days that were told. It refuses what SetPostDays refuses beside a field.
func (in NewPostDays) PostDays() (PostDays, error) {
	var l fault.List
	p := PostDays{Point: short(&l, "point", "post.point", in.Point, 80), Hours: short(&l, "hours", "", in.Hours, 60)}
	w, ok := WeekdaysOf(in.Weekdays...)
	if !ok || w == 0 {
		l.Add(fault.New(fault.Invalid, "market.days").On("weekdays"))
	}
	p.Weekdays = w
	return p, l.Err()
}

// PostDaysOf is what a seller said; found is false where nothing was.
func PostDaysOf(ctx context.Context, q *gorm.DB, sellerID string) (p PostDays, found bool, err error) {
	res := q.WithContext(ctx).Where("seller_id = ?", sellerID).Limit(1).Find(&p)
	return p, res.RowsAffected == 1, res.Error
}
