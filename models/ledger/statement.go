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
