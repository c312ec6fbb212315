package seller

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Weekdays is a set of days of the week: bit 0 is Monday, bit 6 Sunday.
type Weekdays int

// WeekdaysOf makes a set of days 0 (Monday) to 6 (Sunday); it reports false when another
// number is there.
func WeekdaysOf(days ...int) (w Weekdays, ok bool) {
	for _, d := range days {
		if d < 0 || d > 6 {
			return 0, false
		}
		w |= 1 << d
	}
	return w, true
}

// List returns the days in order.
func (w Weekdays) List() (out []int) {
	for d := range 7 {
		if w&(1<<d) != 0 {
			out = append(out, d)
		}
	}
	return out
}

// has reports whether a date falls on one of the days.
func (w Weekdays) has(day clock.Date) bool {
	// Sunday is the last day of the week here, and the first one of package time.
	return w&(1<<((int(day.Start().Local().Weekday())-int(time.Monday)+7)%7)) != 0
}

// MarketDay is when and where a stall stands at a real market: on weekdays, or, where the
// market goes by the moon or by turns, on days that are named.
type MarketDay struct {
	ID        string `gorm:"primaryKey"`
	SellerID  string
	Market    string
	Place     string
	Weekdays  Weekdays
	Dates     string // "2026-12-05,2026-12-11"
	Hours     string
	CreatedAt clock.Instant
	RemovedAt clock.Instant
}

// Days are the named days, in order.
func (m MarketDay) Days() []clock.Date {
	if m.Dates == "" {
		return nil
	}
	var out []clock.Date
	for _, d := range strings.Split(m.Dates, ",") {
		out = append(out, clock.Date(d))
	}
	return out
}

// Next is the first market day from a day on, that day included, within a year.
func (m MarketDay) Next(from clock.Date) (day clock.Date, ok bool) {
	for _, d := range m.Days() {
		if d >= from {
			return d, true
		}
	}
	for n := range 7 {
		if d := from.AddDays(n); m.Weekdays.has(d) {
			return d, true
		}
	}
	return "", false
}

// NewMarketDay is a market as a seller describes it; Weekdays or Dates, not both.
type NewMarketDay struct {
	Market   string       `json:"market" form:"market"`
	Place    string       `json:"place" form:"place"`
	Weekdays []int        `json:"weekdays" form:"weekdays"` // 0 Monday … 6 Sunday
	Dates    []clock.Date `json:"dates" form:"dates"`
	Hours    string       `json:"hours" form:"hours"`
}

// What a stall may say at most.
const (
	MostMarkets = 12
	MostDates   = 40
)

// AddMarketDay tells buyers where a stall stands. It refuses with "market.name" what has no
// name, with "market.days" weekdays and dates both or neither, or days that are none, with
// "market.dates" a day that is past, more than a year away, or one of too many, with
// "market.too_many" above MostMarkets, and who may not edit the stall as MayRest does.
func AddMarketDay(ctx context.Context, tx *gorm.DB, sellerID string, in NewMarketDay, by actor.Actor, now clock.Instant) (MarketDay, error) {
	if err := MayRest(ctx, tx, sellerID, by); err != nil {
		return MarketDay{}, err
	}
	m := MarketDay{ID: db.NewID(), SellerID: sellerID, CreatedAt: now}
	var l fault.List
	m.Market = short(&l, "market", "market.name", in.Market, 80)
	m.Place = short(&l, "place", "", in.Place, 120)
	m.Hours = short(&l, "hours", "", in.Hours, 60)
	w, ok := WeekdaysOf(in.Weekdays...)
	if !ok || (w == 0) == (len(in.Dates) == 0) {
		l.Add(fault.New(fault.Invalid, "market.days").On("weekdays"))
	}
	m.Weekdays = w
	dates, today := slices.Clone(in.Dates), now.Date()
	slices.Sort(dates)
	dates = slices.Compact(dates)
	words := make([]string, len(dates))
	for i, d := range dates {
		if _, err := clock.ParseDate(string(d)); err != nil || d < today || d > today.AddDays(366) || i >= MostDates {
			l.Add(fault.New(fault.Invalid, "market.dates").On("dates").With("most", MostDates))
			break
		}
		words[i] = string(d)
	}
	m.Dates = strings.Join(words, ",")
	if err := l.Err(); err != nil {
		return m, err
	}
	var n int64
	if err := tx.WithContext(ctx).Table("market_days").Where("seller_id = ? AND removed_at = 0", sellerID).Count(&n).Error; err != nil {
		return m, err
	}
	if n >= MostMarkets {
		return m, fault.New(fault.Conflict, "market.too_many").With("most", MostMarkets)
	}
	return m, tx.WithContext(ctx).Create(&m).Error
}

// RemoveMarketDay takes a market back. It refuses with "market.unknown" what is not the
// seller's.
func RemoveMarketDay(ctx context.Context, tx *gorm.DB, sellerID, id string, by actor.Actor, now clock.Instant) error {
	if err := MayRest(ctx, tx, sellerID, by); err != nil {
		return err
	}
	res := tx.WithContext(ctx).Table("market_days").Where("id = ? AND seller_id = ? AND removed_at = 0", id, sellerID).Update("removed_at", now)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "market.unknown")
	}
	return res.Error
}

// MarketDays lists the markets at which a stall stands, as it told of them.
func MarketDays(ctx context.Context, q *gorm.DB, sellerID string) ([]MarketDay, error) {
	var out []MarketDay
	err := q.WithContext(ctx).Where("seller_id = ? AND removed_at = 0", sellerID).Order("created_at, id").Limit(MostMarkets).Find(&out).Error
	return out, err
}

// short reads a line of text; with a key, one that must not be empty.
func short(l *fault.List, field, empty, text string, most int) string {
	text, refused := vntext.Input(strings.TrimSpace(text), most, false)
	switch {
	case refused != "":
		l.Add(fault.New(fault.Invalid, refused).On(field).With("most", most))
	case text == "" && empty != "":
		l.Add(fault.New(fault.Invalid, empty).On(field))
	}
	return text
}
