package payment

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Wanted narrows a list of the desk's books; what is left empty does not.
type Wanted struct {
	Text    string // a code of a payment, a purchase or an order, in full
	Status  string // of a payment or a refund; the outcome of an event
	Gateway string // or the source of bank notices
}

// byCode are the ids of the payments that a code belongs to.
const byCode = `SELECT p.id FROM payments p WHERE p.code = ?
	UNION SELECT p.id FROM payments p JOIN order_groups g ON g.id = p.group_id WHERE g.code = ?
	UNION SELECT a.payment_id FROM allocations a JOIN orders o ON o.id = a.order_id WHERE o.code = ?`

// ListPayments returns at most limit payments behind the one with id after, the newest
// first. Ids are in order of time.
func ListPayments(ctx context.Context, q *gorm.DB, w Wanted, after string, limit int) ([]Payment, error) {
	rows := q.WithContext(ctx)
	if w.Gateway != "" {
		rows = rows.Where("EXISTS (SELECT 1 FROM attempts a WHERE a.payment_id = payments.id AND a.gateway = ?)", w.Gateway)
	}
	return listed[Payment](rows, w, "id", "status", after, limit)
}

// ListEvents returns at most limit of the things that providers and banks told, without
// their words, like ListPayments.
func ListEvents(ctx context.Context, q *gorm.DB, w Wanted, after string, limit int) ([]Event, error) {
	rows := q.WithContext(ctx).Select("id, gateway, event_key, kind, outcome, payment_id, received_at")
	if w.Gateway != "" {
		rows = rows.Where("gateway = ?", w.Gateway)
	}
	return listed[Event](rows, w, "payment_id", "outcome", after, limit)
}

// ListRefunds returns at most limit refunds, like ListPayments.
func ListRefunds(ctx context.Context, q *gorm.DB, w Wanted, after string, limit int) ([]Refund, error) {
	rows := q.WithContext(ctx)
	if w.Gateway != "" {
		rows = rows.Where("gateway = ?", w.Gateway)
	}
	return listed[Refund](rows, w, "payment_id", "status", after, limit)
}

// rare are the states that have an index of their own.
var rare = []string{"checking", "expired", "cancelled", "duplicate", "ignored", "amount_mismatch"}

// listed reads a page; of and status are the columns of the payment's id and of the state.
func listed[T any](rows *gorm.DB, w Wanted, of, status, after string, limit int) ([]T, error) {
	if code := strings.ToUpper(strings.TrimSpace(w.Text)); code != "" {
		// By the codes' own indexes: a few rows, whatever the length of the list.
		rows = rows.Where(of+" IN ("+byCode+")", code, code, code)
	}
	if slices.Contains(rare, w.Status) {
		rows = rows.Where(status + " = '" + w.Status + "'") // in words: a partial index serves no parameter
	} else if w.Status != "" {
		rows = rows.Where(status+" = ?", w.Status)
	}
	if after != "" {
		rows = rows.Where("id < ?", after)
	}
	var page []T
	return page, rows.Order("id DESC").Limit(limit).Find(&page).Error
}
