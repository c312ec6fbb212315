package order

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// AwaitConfirmation starts the seller's clock on placed orders whose money is there, unless
// they wait for their harvest (Harvested starts it then), and returns them by id. It refuses with
// "order.moved" when one of them is elsewhere; the transaction is to be given up then.
//
// The status is looked at in what comes back: a condition on it lets PostgreSQL, as long as it
// thinks the table empty, walk the whole index of placed orders for each sale.
func AwaitConfirmation(ctx context.Context, tx *gorm.DB, ids []string, until clock.Instant) ([]Order, error) {
	var orders []Order
	err := tx.WithContext(ctx).Raw(`UPDATE orders SET confirm_by = CASE WHEN harvest_id IS NOT NULL AND harvested_at = 0 THEN 0 ELSE CAST(? AS BIGINT) END
		WHERE id IN ? RETURNING *`, until, ids).Scan(&orders).Error
	elsewhere := func(o Order) bool { return o.Status != Placed }
	if err == nil && (len(orders) != len(ids) || slices.ContainsFunc(orders, elsewhere)) {
		err = fault.New(fault.Conflict, "order.moved")
	}
	slices.SortFunc(orders, func(a, b Order) int { return cmp.Compare(a.ID, b.ID) })
	return orders, err
}

// The queries of the clocks name their status as it stands in the partial index that
// serves them: SQLite uses such an index for nothing else. The placed are few, for a day
// ends them; an index of confirm_by would have to be written for every sale.

// ToConfirm returns at most limit orders whose seller did not answer in time.
func ToConfirm(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("status = 'placed' AND confirm_by > 0 AND confirm_by <= ?", now).
		Order("confirm_by, id").Limit(limit).Find(&orders).Error
}

// ToComplete returns at most limit delivered orders whose days for complaints are over.
func ToComplete(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("status = 'delivered' AND complete_after > 0 AND complete_after <= ?", now).
		Order("complete_after, id").Limit(limit).Find(&orders).Error
}
