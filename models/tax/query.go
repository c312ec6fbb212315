package tax

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// OfOrder is what is withheld of an order now: nothing when none of its money was
// accepted, or all of it was given back.
func OfOrder(ctx context.Context, q *gorm.DB, orderID string) (Total, error) {
	t := Total{}
	err := q.WithContext(ctx).Raw(`SELECT CAST(COALESCE(SUM(base), 0) AS BIGINT) AS base, CAST(COALESCE(SUM(vat), 0) AS BIGINT) AS vat,
		CAST(COALESCE(SUM(pit), 0) AS BIGINT) AS pit FROM withheld_lines WHERE order_id = ?`, orderID).Scan(&t).Error
	t.OrderID = orderID
	return t, err
}

// Standing is one accepted line as it is now.
type Standing struct {
	LineID string
	Base   money.VND
	VAT    money.VND
	PIT    money.VND
}

// Lines lists the accepted lines of an order as they are now, by id; the delivery that
// the seller earns comes first, with an empty id.
func Lines(ctx context.Context, q *gorm.DB, orderID string) ([]Standing, error) {
	var out []Standing
	err := q.WithContext(ctx).Table("withheld_lines").Select("line_id, base, vat, pit").
		Where("order_id = ?", orderID).Order("line_id").Scan(&out).Error
	return out, err
}

// Register lists a seller's rows of the register, newest first.
func Register(ctx context.Context, q *gorm.DB, sellerID string, after db.Cursor, limit int) ([]Entry, error) {
	var out []Entry
	err := db.Newest(q.WithContext(ctx).Where("seller_id = ?", sellerID), "at", "id", after, limit).Find(&out).Error
	return out, err
}

// Month is what the register says of one seller in one period.
type Month struct {
	Period   string
	SellerID string
	Base     money.VND // accepted less given back; below zero when more was given back
	VAT      money.VND
	PIT      money.VND
	Reversed money.VND // of the base, what was given back, above zero

	ReversedVAT money.VND // of the taxes likewise
	ReversedPIT money.VND
}

const monthSums = `CAST(SUM(base) AS BIGINT) AS base, CAST(SUM(vat) AS BIGINT) AS vat, CAST(SUM(pit) AS BIGINT) AS pit,
	CAST(SUM(CASE event WHEN 'reversal' THEN -base ELSE 0 END) AS BIGINT) AS reversed,
	CAST(SUM(CASE event WHEN 'reversal' THEN -vat ELSE 0 END) AS BIGINT) AS reversed_vat,
	CAST(SUM(CASE event WHEN 'reversal' THEN -pit ELSE 0 END) AS BIGINT) AS reversed_pit`

// BySeller lists the totals of the sellers with rows in a month, by seller id, after the
// seller given; of some sellers alone unless only is nil.
func BySeller(ctx context.Context, q *gorm.DB, period string, only []string, afterSeller string, limit int) ([]Month, error) {
	var out []Month
	rows := q.WithContext(ctx).Table("withholding_entries").Select("period, seller_id, "+monthSums).Where("period = ? AND seller_id > ?", period, afterSeller)
	if only != nil {
		rows = rows.Where("seller_id IN ?", only)
	}
	return out, rows.Group("period, seller_id").Order("period, seller_id").Limit(limit).Scan(&out).Error
}

// PeriodTotal is the whole month of all sellers; SellerID stays empty.
func PeriodTotal(ctx context.Context, q *gorm.DB, period string) (Month, error) {
	m := Month{}
	err := q.WithContext(ctx).Raw(`SELECT `+monthSums+` FROM withholding_entries WHERE period = ?`, period).Scan(&m).Error
	m.Period = period
	return m, err
}

// Year lists a seller's totals of the months of a year that have rows, in order.
func Year(ctx context.Context, q *gorm.DB, sellerID string, year int) ([]Month, error) {
	var out []Month
	err := q.WithContext(ctx).Raw(`SELECT period, seller_id, `+monthSums+` FROM withholding_entries
		WHERE seller_id = ? AND period >= ? AND period < ? GROUP BY period, seller_id ORDER BY period`,
		sellerID, fmt.Sprintf("%04d-01", year), fmt.Sprintf("%04d-01", year+1)).Scan(&out).Error
	return out, err
}

// Months lists a seller's totals by month, newest first, at most limit.
func Months(ctx context.Context, q *gorm.DB, sellerID string, limit int) ([]Month, error) {
	var out []Month
	err := q.WithContext(ctx).Raw(`SELECT period, seller_id, `+monthSums+` FROM withholding_entries
		WHERE seller_id = ? GROUP BY period, seller_id ORDER BY period DESC LIMIT ?`, sellerID, limit).Scan(&out).Error
	return out, err
}
