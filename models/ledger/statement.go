package ledger

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// Entry is one posting as one account sees it: above zero when money came.
type Entry struct {
	ID      string
	At      clock.Instant
	Amount  money.VND
	Other   Account `gorm:"embedded;embeddedPrefix:other_"`
	OrderID string
	Cause   Cause `gorm:"embedded;embeddedPrefix:cause_"`
}

// Cursor is where the page behind e starts.
func (e Entry) Cursor() db.Cursor { return db.Cursor{At: e.At, ID: e.ID} }

// Statement lists what came into an account and what left it, newest first, limit
// entries beyond after.
func Statement(ctx context.Context, q *gorm.DB, a Account, after db.Cursor, limit int) ([]Entry, error) {
	if after == (db.Cursor{}) {
		after.At = 1<<63 - 1
	}
	var out []Entry
	// Each half reads its own index as far as the page goes.
	err := q.WithContext(ctx).Raw(`SELECT * FROM (
		SELECT * FROM (SELECT id, at, amount, from_kind AS other_kind, from_owner AS other_owner, order_id, cause_kind, cause_id
			FROM postings WHERE to_kind = ? AND to_owner = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?) AS came
		UNION ALL
		SELECT * FROM (SELECT id, at, -amount, to_kind, to_owner, order_id, cause_kind, cause_id
			FROM postings WHERE from_kind = ? AND from_owner = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?) AS went
		) AS moved ORDER BY at DESC, id DESC LIMIT ?`,
		a.Kind, a.Owner, after.At, after.ID, limit, a.Kind, a.Owner, after.At, after.ID, limit, limit).Scan(&out).Error
	return out, err
}

// OrderMove is what one cause did to one account for one order.
type OrderMove struct {
	OrderID   string
	CauseKind string
	Amount    money.VND // above zero when money came
}

// OfOrders sums up what moved an account for some orders, by order and kind of cause: one
// statement.
func OfOrders(ctx context.Context, q *gorm.DB, a Account, orderIDs ...string) ([]OrderMove, error) {
	if len(orderIDs) == 0 {
		return nil, nil
	}
	var out []OrderMove
	err := q.WithContext(ctx).Raw(`SELECT order_id, cause_kind, CAST(SUM(CASE WHEN to_kind = @kind AND to_owner = @owner THEN amount ELSE -amount END) AS BIGINT) AS amount
		FROM postings WHERE order_id IN @orders AND (to_kind = @kind AND to_owner = @owner OR from_kind = @kind AND from_owner = @owner)
		GROUP BY order_id, cause_kind ORDER BY order_id, cause_kind`,
		map[string]any{"kind": a.Kind, "owner": a.Owner, "orders": orderIDs}).Scan(&out).Error
	return out, err
}
