package tax

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Period is a month of the register. Its figures stand when it is closed, that is
// declared: VAT and PIT are what its rows sum to, Before what the month before could not
// offset (below zero), Due what is paid, After what the next month has to offset.
type Period struct {
	Period    string        `gorm:"primaryKey"` // "2026-11"
	ClosedAt  clock.Instant `gorm:"<-:create"`
	ClosedBy  string        `gorm:"<-:create"`
	DueOn     clock.Date    `gorm:"<-:create"` // when it was to be declared
	Sellers   int64         `gorm:"<-:create"`
	Entries   int64         `gorm:"<-:create"`
	Base      money.VND     `gorm:"<-:create"`
	VAT       money.VND     `gorm:"<-:create"`
	PIT       money.VND     `gorm:"<-:create"`
	VATBefore money.VND     `gorm:"column:vat_before;<-:create"`
	PITBefore money.VND     `gorm:"column:pit_before;<-:create"`
	VATDue    money.VND     `gorm:"column:vat_due;<-:create"`
	PITDue    money.VND     `gorm:"column:pit_due;<-:create"`
	VATAfter  money.VND     `gorm:"column:vat_after;<-:create"`
	PITAfter  money.VND     `gorm:"column:pit_after;<-:create"`
}

// TableName names the table.
func (Period) TableName() string { return "tax_periods" }

// Closed reports whether the month is declared.
func (p Period) Closed() bool { return p.ClosedAt > 0 }

// Over reports whether the month lies behind today, so that it may be closed.
func (p Period) Over(today clock.Date) bool { return p.Period < today.Period() }

// following is the month after a period.
func following(period string) string { return clock.Date(period + "-01").AddMonths(1).Period() }

// IsPeriod reports whether text names a month, "2026-11".
func IsPeriod(text string) bool {
	_, err := clock.ParseDate(text + "-01")
	return err == nil && len(text) == 7
}

// Close declares a month that is over: its sums are kept, and no row ever joins it. What
// was given back beyond what was withheld is carried into the next month. Months are
// closed one after the other: another one is refused with tax.close_order, one that is not
// over with tax.close_early. A closed month is returned as it was closed.
func Close(ctx context.Context, tx *gorm.DB, period string, by actor.Admin, now clock.Instant) (Period, error) {
	p, err := FindPeriod(ctx, tx, period)
	if err != nil || p.Closed() {
		return p, err
	}
	next, before, err := nextToClose(ctx, tx)
	switch {
	case err != nil:
		return p, err
	case !p.Over(now.Date()):
		return p, fault.New(fault.Conflict, "tax.close_early")
	case period != next:
		return p, fault.New(fault.Conflict, "tax.close_order").With("next", next)
	}
	q := tx.WithContext(ctx)
	if err := q.Exec("INSERT INTO tax_periods (period) VALUES (?) ON CONFLICT DO NOTHING", period).Error; err != nil {
		return p, fmt.Errorf("tax: close: %w", err)
	}
	// Holding the row, we wait for the sales on their way; those that come later find the
	// month closed. So the sums below are the last.
	open := q.Table("tax_periods").Where("period = ? AND closed_at = 0", period)
	res := open.Session(&gorm.Session{}).Update("entries", gorm.Expr("entries"))
	if res.Error != nil {
		return p, fmt.Errorf("tax: close: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return FindPeriod(ctx, tx, period)
	}
	if p, err = summed(ctx, tx, p, before); err != nil {
		return p, err
	}
	if p.DueOn, err = Deadline(ctx, tx, period); err != nil {
		return p, err
	}
	p.ClosedAt, p.ClosedBy = now, by.PersonID
	res = open.Session(&gorm.Session{}).Updates(map[string]any{
		"closed_at": now, "closed_by": by.PersonID, "due_on": p.DueOn, "sellers": p.Sellers, "entries": p.Entries, "base": p.Base, "vat": p.VAT, "pit": p.PIT,
		"vat_before": p.VATBefore, "pit_before": p.PITBefore, "vat_due": p.VATDue, "pit_due": p.PITDue, "vat_after": p.VATAfter, "pit_after": p.PITAfter,
	})
	if res.Error != nil || res.RowsAffected != 1 {
		return p, fmt.Errorf("tax: close: %d rows: %w", res.RowsAffected, res.Error)
	}
	return p, audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "tax.close", Subject: audit.Subject{Kind: "tax_period", ID: period}}, now)
}

// summed fills in what the register says of a month, offset by what the month before left.
func summed(ctx context.Context, q *gorm.DB, p, before Period) (Period, error) {
	var s Period
	err := q.WithContext(ctx).Raw(`SELECT COUNT(DISTINCT seller_id) AS sellers, COUNT(*) AS entries, CAST(COALESCE(SUM(base), 0) AS BIGINT) AS base,
		CAST(COALESCE(SUM(vat), 0) AS BIGINT) AS vat, CAST(COALESCE(SUM(pit), 0) AS BIGINT) AS pit
		FROM withholding_entries WHERE period = ?`, p.Period).Scan(&s).Error
	p.Sellers, p.Entries, p.Base, p.VAT, p.PIT = s.Sellers, s.Entries, s.Base, s.VAT, s.PIT
	p.VATBefore, p.PITBefore = before.VATAfter, before.PITAfter
	p.VATDue, p.VATAfter = offset(p.VAT.Add(p.VATBefore))
	p.PITDue, p.PITAfter = offset(p.PIT.Add(p.PITBefore))
	return p, err
}

func offset(sum money.VND) (due, after money.VND) {
	if sum.Negative() {
		return money.VND{}, sum
	}
	return sum, money.VND{}
}

// nextToClose is the month that is to be closed next, or "" when there is none yet, and
// the one that was closed before it.
func nextToClose(ctx context.Context, q *gorm.DB) (string, Period, error) {
	var last Period
	err := q.WithContext(ctx).Where("closed_at > 0").Order("period DESC").Limit(1).Find(&last).Error
	if err != nil || last.Closed() {
		return following(last.Period), last, err
	}
	var first Period
	err = q.WithContext(ctx).Order("period").Limit(1).Find(&first).Error
	return first.Period, last, err
}

// FindPeriod is a month as it was closed, or as its rows are now. It refuses with
// tax.period what is no month.
func FindPeriod(ctx context.Context, q *gorm.DB, period string) (Period, error) {
	if !IsPeriod(period) {
		return Period{}, fault.New(fault.NotFound, "tax.period")
	}
	p := Period{Period: period}
	if err := q.WithContext(ctx).Where("period = ?", period).Limit(1).Find(&p).Error; err != nil || p.Closed() {
		return p, err
	}
	next, before, err := nextToClose(ctx, q)
	if err != nil {
		return p, err
	}
	if period != next {
		before = Period{} // what comes over is known when the month before is closed
	}
	if p, err = summed(ctx, q, p, before); err != nil {
		return p, err
	}
	p.DueOn, err = Deadline(ctx, q, period)
	return p, err
}

// Periods lists the months, newest first, those before a period or "" for the newest; open
// ones with what their rows sum to now.
func Periods(ctx context.Context, q *gorm.DB, before string, limit int) ([]Period, error) {
	if before == "" {
		before = "9999-99"
	}
	var out []Period
	err := q.WithContext(ctx).Where("period < ?", before).Order("period DESC").Limit(limit).Find(&out).Error
	for i := range out {
		if err == nil && !out[i].Closed() {
			out[i], err = FindPeriod(ctx, q, out[i].Period)
		}
	}
	return out, err
}

// ToClose is the month that is over and waits to be declared, or nil.
func ToClose(ctx context.Context, q *gorm.DB, today clock.Date) (*Period, error) {
	next, _, err := nextToClose(ctx, q)
	if err != nil || next == "" || next >= today.Period() {
		return nil, err
	}
	p, err := FindPeriod(ctx, q, next)
	return &p, err
}

// Deadline is the day by which a month is declared and paid: the 20th of the next, or the
// first working day after it.
func Deadline(ctx context.Context, q *gorm.DB, period string) (clock.Date, error) {
	day := clock.Date(following(period) + "-20")
	off, err := DaysOff(ctx, q, day, day.AddDays(30))
	if err != nil {
		return "", err
	}
	for {
		if w := day.Start().Local().Weekday(); w != time.Saturday && w != time.Sunday && !off[day] {
			return day, nil
		}
		day = day.AddDays(1)
	}
}

// DaysOff are the public holidays from one day to another.
func DaysOff(ctx context.Context, q *gorm.DB, from, to clock.Date) (map[clock.Date]bool, error) {
	var days []clock.Date
	err := q.WithContext(ctx).Table("holidays").Where("day >= ? AND day <= ?", from, to).Pluck("day", &days).Error
	off := map[clock.Date]bool{}
	for _, d := range days {
		off[d] = true
	}
	return off, err
}
