package collection

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// Outstanding is money at a door: of an order on its way that is not paid, or in the hands
// of the carrier that took it.
type Outstanding struct {
	OrderID   string
	OrderCode string
	SellerID  string
	Carrier   string
	Status    order.Status
	Amount    money.VND
	Held      bool          // the carrier has it; else it is still to be paid
	Since     clock.Instant // when it was sent, or taken
}

// Cursor is where the page behind o starts.
func (o Outstanding) Cursor() db.Cursor { return db.Cursor{At: o.Since, ID: o.OrderID} }

// AtDoors lists the money at doors, of one carrier if it is named, the oldest first.
func AtDoors(ctx context.Context, q *gorm.DB, carrier string, after db.Cursor, limit int) ([]Outstanding, error) {
	var out []Outstanding
	err := q.WithContext(ctx).Raw(`SELECT * FROM (
		SELECT o.id AS order_id, o.code AS order_code, o.seller_id, o.carrier, o.status, p.amount - p.received AS amount, FALSE AS held, o.shipped_at AS since
			FROM orders o JOIN allocations a ON a.order_id = o.id JOIN payments p ON p.id = a.payment_id
			WHERE o.payable_at = 'door' AND o.status = 'shipped' AND NOT a.funded
		UNION ALL
		SELECT o.id, o.code, o.seller_id, o.carrier, o.status, c.amount, TRUE, c.collected_at
			FROM collections c JOIN orders o ON o.id = c.order_id WHERE c.state = 'held') AS x
		WHERE (? = '' OR carrier = ?) AND (since > ? OR (since = ? AND order_id > ?)) ORDER BY since, order_id LIMIT ?`,
		carrier, carrier, after.At, after.At, after.ID, limit).Scan(&out).Error
	return out, err
}
