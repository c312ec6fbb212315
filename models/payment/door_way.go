package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// DoorWay is how a phone's orders that are paid at the door went.
type DoorWay struct {
	Unpaid      int           // on their way, and the money not there
	Refused     int           // came back because the buyer would not take them, or was not there
	LastRefused clock.Instant // when the last of them came back
}

// DoorOf reads how a phone's orders that are paid at the door went, those that came back
// since an instant.
func DoorOf(ctx context.Context, q *gorm.DB, phoneID string, since clock.Instant) (w DoorWay, err error) {
	err = q.WithContext(ctx).Raw(`SELECT
			CAST(COALESCE(SUM(CASE WHEN o.status IN ('placed', 'confirmed', 'packed', 'shipped') AND NOT a.funded THEN 1 ELSE 0 END), 0) AS BIGINT) AS unpaid,
			CAST(COALESCE(SUM(CASE WHEN m.id IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS refused,
			CAST(COALESCE(MAX(m.created_at), 0) AS BIGINT) AS last_refused
		FROM order_groups g JOIN orders o ON o.group_id = g.id JOIN allocations a ON a.order_id = o.id
			LEFT JOIN order_moves m ON m.order_id = o.id AND m.to_status = 'returned' AND m.reason IN ('return.refused', 'return.absent') AND m.created_at > ?
		WHERE g.phone_id = ? AND o.payable_at = 'door'`, since, phoneID).Scan(&w).Error
	return w, err
}
