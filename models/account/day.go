package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Day is a supervised sign-up day: at one place, for two to eight hours, codes for as many
// people as are expected, and half as many again for those who mistype.
type Day struct {
	ID           string
	Code         string // shown at the place, as text and as a QR
	Scheme       string
	WardCode     string
	Place        string
	SupervisorID string
	OpenedBy     string
	Expected     int
	Purse        int
	Used         int           `gorm:"<-:create"`
	AddressBlind string        `gorm:"<-:create"`
	StartsAt     clock.Instant `gorm:"<-:create"`
	EndsAt       clock.Instant `gorm:"<-:create"`
	EndedAt      clock.Instant `gorm:"<-:create"`
}

// TableName is signup_days.
func (Day) TableName() string { return "signup_days" }

// Runs reports whether the day has begun and neither run out nor been ended.
func (d Day) Runs(now clock.Instant) bool {
	return d.StartsAt <= now && now < d.EndsAt && d.EndedAt.IsZero()
}

// Here reports whether the supervisor has said that the place is where their network is.
func (d Day) Here() bool { return d.AddressBlind != "" }

// Days lists sign-up days, the newest first, 50 at most: all for the desk, to others those
// that they opened or supervise.
func Days(ctx context.Context, q *gorm.DB, by actor.Actor) ([]Day, error) {
	var out []Day
	q = q.WithContext(ctx).Order("starts_at DESC, id DESC").Limit(50)
	if _, desk := by.(actor.Admin); !desk {
		q = q.Where("supervisor_id = ? OR opened_by = ?", by.Stamp().ID, by.Stamp().ID)
	}
	if err := q.Find(&out).Error; err != nil {
		return nil, fmt.Errorf("account: days: %w", err)
	}
	return out, nil
}

// FindDay is one of the days that Days lists; any other is fault.NotFound "day.unknown".
func FindDay(ctx context.Context, q *gorm.DB, by actor.Actor, id string) (Day, error) {
	var d Day
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&d)
	if res.Error != nil {
		return d, fmt.Errorf("account: day: %w", res.Error)
	}
	_, desk := by.(actor.Admin)
	who := by.Stamp().ID
	if res.RowsAffected == 0 || !desk && who != d.SupervisorID && who != d.OpenedBy {
		return Day{}, fault.New(fault.NotFound, "day.unknown")
	}
	return d, nil
}

// RunningDay is the day of a code, for the pages of those who sign up; fault.NotFound
// "day.unknown" when there is none or it is over.
func (a *Accounts) RunningDay(ctx context.Context, q *gorm.DB, code string) (Day, error) {
	var d Day
	res := q.WithContext(ctx).Where("code = ?", code).Limit(1).Find(&d)
	if res.Error != nil {
		return d, fmt.Errorf("account: day: %w", res.Error)
	}
	if res.RowsAffected == 0 || !d.Runs(a.Now()) {
		return Day{}, fault.New(fault.NotFound, "day.unknown")
	}
	return d, nil
}
