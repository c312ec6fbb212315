package payment

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// Sought narrows the inbox or the list of bank transfers to what was found; what is left
// empty does not. Payments and Credits are ids: a row of either is shown.
type Sought struct {
	Payments []string
	Credits  []string
	Amount   money.VND
	State    string     // of a transfer
	Source   string     // of a transfer
	From, To clock.Date // days on which it came, both included
}

// mostNamed is how many rows one code or reference may name.
const mostNamed = 200

// Named are the payments that a code of a payment, a purchase or an order belongs to, and the
// bank transfers whose reference at the bank it is.
func Named(ctx context.Context, q *gorm.DB, text string) (payments, credits []string, err error) {
	code := strings.ToUpper(strings.TrimSpace(text))
	if code == "" {
		return nil, nil, nil
	}
	if err := q.WithContext(ctx).Raw(byCode, code, code, code).Scan(&payments).Error; err != nil {
		return nil, nil, err
	}
	err = q.WithContext(ctx).Raw("SELECT id FROM bank_credits WHERE reference <> '' AND reference = ? LIMIT ?", strings.TrimSpace(text), mostNamed).Scan(&credits).Error
	return payments, credits, err
}

// narrow keeps the rows that belong to what was found; credit is the column with the id of a
// transfer.
func (s Sought) narrow(rows *gorm.DB, credit string) *gorm.DB {
	switch {
	case len(s.Payments) > 0 && len(s.Credits) > 0:
		rows = rows.Where("(payment_id IN ? OR "+credit+" IN ?)", s.Payments, s.Credits)
	case len(s.Payments) > 0:
		rows = rows.Where("payment_id IN ?", s.Payments)
	case len(s.Credits) > 0:
		rows = rows.Where(credit+" IN ?", s.Credits)
	}
	if !s.Amount.IsZero() {
		rows = rows.Where("amount = ?", s.Amount)
	}
	return rows
}

// OpenTasks returns at most limit tasks for the desk, oldest first, behind the given one.
func OpenTasks(ctx context.Context, q *gorm.DB, s Sought, after db.Cursor, limit int) ([]Task, error) {
	var rows []Task
	q = s.narrow(q.WithContext(ctx).Where("state = 'open' AND seller_id IS NULL"), "credit_id")
	return rows, db.Oldest(q, "created_at", "id", after, limit).Find(&rows).Error
}

// ListCredits returns at most limit of the bank transfers that came to the market's account,
// newest first, behind the given one.
func ListCredits(ctx context.Context, q *gorm.DB, s Sought, after db.Cursor, limit int) ([]Credit, error) {
	rows := s.narrow(q.WithContext(ctx), "id")
	if s.State != "" {
		rows = rows.Where("state = ?", s.State)
	}
	if s.Source != "" {
		rows = rows.Where("source = ?", s.Source)
	}
	if s.From != "" {
		rows = rows.Where("received_at >= ?", s.From.Start())
	}
	if s.To != "" {
		rows = rows.Where("received_at < ?", s.To.AddDays(1).Start())
	}
	var page []Credit
	return page, db.Newest(rows, "received_at", "id", after, limit).Find(&page).Error
}

// LastAsked are the newest transfers that open tasks of the desk are about.
func LastAsked(ctx context.Context, q *gorm.DB, limit int) ([]Credit, error) {
	var rows []Credit
	return rows, q.WithContext(ctx).Where("state IN ('unmatched', 'doubtful')").Order("received_at DESC, id DESC").Limit(limit).Find(&rows).Error
}
