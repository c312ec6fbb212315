package order

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// HandOver is how soon after packing goods are brought to their carrier. In force since
// 2026-11-01.
const HandOver = 2 * 24 * time.Hour

// Todo is an order that waits for its seller's next step, until Due.
type Todo struct {
	Order
	Due clock.Instant
}

// Waiting are the statuses at which a seller has something to do, in the order of the work.
var Waiting = []Status{Placed, Confirmed, Packed}

// todo are the orders of a seller that wait for it: new ones that are paid, or payable at
// the door; those to be packed; those to be handed over.
const todo = `SELECT o.*, CASE o.status WHEN 'placed' THEN o.confirm_by WHEN 'confirmed' THEN o.pack_by ELSE
	(SELECT MAX(m.created_at) FROM order_moves m WHERE m.order_id = o.id AND m.to_status = 'packed') + ? END AS due
	FROM orders o WHERE o.seller_id = ? AND o.status IN ? AND (o.status <> 'placed' OR o.confirm_by > 0 OR o.payable_at = 'door')`

// TodoOf returns at most limit orders that wait for their seller, at one of the statuses,
// the most urgent first, behind the row that was due at after.At.
func TodoOf(ctx context.Context, q *gorm.DB, sellerID string, statuses []Status, after db.Cursor, limit int) ([]Todo, error) {
	if len(statuses) == 0 {
		statuses = Waiting
	}
	inner := q.Session(&gorm.Session{NewDB: true}).Raw(todo, HandOver.Milliseconds(), sellerID, statuses)
	var rows []Todo
	return rows, db.Oldest(q.WithContext(ctx).Table("(?) AS t", inner), "due", "id", after, limit).Find(&rows).Error
}

// CountTodo counts the orders that wait for their seller by status, and those of them that
// are past their time.
func CountTodo(ctx context.Context, q *gorm.DB, sellerID string, now clock.Instant) (by map[Status]int, late int, err error) {
	var rows []struct {
		Status  Status
		N, Late int
	}
	err = q.WithContext(ctx).Raw(`SELECT status, COUNT(*) AS n, SUM(CASE WHEN due > 0 AND due <= ? THEN 1 ELSE 0 END) AS late FROM (`+todo+`) AS t GROUP BY status`,
		now, HandOver.Milliseconds(), sellerID, Waiting).Scan(&rows).Error
	by = map[Status]int{}
	for _, r := range rows {
		by[r.Status] = r.N
		late += r.Late
	}
	return by, late, err
}
