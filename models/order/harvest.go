package order

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// atOnce is how many rows one statement names.
const atOnce = 500

// Harvested says that the harvest of placed orders is there: the sellers of those that are
// paid answer until confirmBy, the others when they are paid. The first and the last day
// that the orders were promised for move by so many days. It refuses with "order.moved" when
// one of them is elsewhere.
func Harvested(ctx context.Context, tx *gorm.DB, ids []string, first, last int, confirmBy, now clock.Instant) error {
	for part := range slices.Chunk(ids, atOnce) {
		// The rows first: money that comes at this moment has said so before the next
		// statement looks, or finds there what it says.
		res := tx.WithContext(ctx).Table("orders").
			Where("id IN ? AND status = 'placed' AND harvest_id IS NOT NULL AND harvested_at = 0", part).Update("harvested_at", now)
		if res.Error == nil && res.RowsAffected != int64(len(part)) {
			res.Error = fault.New(fault.Conflict, "order.moved")
		}
		if res.Error != nil {
			return res.Error
		}
		err := tx.WithContext(ctx).Table("orders").
			Where("id IN ? AND EXISTS (SELECT 1 FROM allocations a WHERE a.order_id = orders.id AND a.funded)", part).
			Update("confirm_by", confirmBy).Error
		if err != nil {
			return err
		}
		if err := promise(ctx, tx, part, first, last); err != nil {
			return err
		}
	}
	return nil
}

// Postpone moves the first and the last promised day of orders that wait for a harvest by so
// many days.
func Postpone(ctx context.Context, tx *gorm.DB, harvestID string, first, last int) error {
	var ids []string
	err := tx.WithContext(ctx).Table("orders").Where("harvest_id = ? AND status = 'placed' AND harvested_at = 0", harvestID).
		Order("id").Pluck("id", &ids).Error
	for part := range slices.Chunk(ids, atOnce) {
		if err == nil {
			err = promise(ctx, tx, part, first, last)
		}
	}
	return err
}

// promise moves the promised days of orders: those of the same days in one statement.
func promise(ctx context.Context, tx *gorm.DB, ids []string, first, last int) error {
	type span struct{ from, to clock.Date }
	var orders []Order
	if err := tx.WithContext(ctx).Where("id IN ?", ids).Order("id").Find(&orders).Error; err != nil {
		return err
	}
	of := map[span][]string{}
	for _, o := range orders {
		of[span{o.PromisedFrom, o.PromisedTo}] = append(of[span{o.PromisedFrom, o.PromisedTo}], o.ID)
	}
	for s, same := range of {
		err := tx.WithContext(ctx).Table("orders").Where("id IN ?", same).
			Updates(map[string]any{"promised_from": s.from.AddDays(first), "promised_to": s.to.AddDays(last)}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// ToReturn lists paid orders that wait for a harvest that will not come to them: it failed,
// nobody said a word of it, or it brought less.
func ToReturn(ctx context.Context, q *gorm.DB, harvestID string, limit int) ([]Order, error) {
	var orders []Order
	q = q.WithContext(ctx).Where(`status = 'placed' AND harvested_at = 0 AND harvest_id IN (SELECT h.id FROM harvests h WHERE h.ended_at > 0)
		AND EXISTS (SELECT 1 FROM allocations a WHERE a.order_id = orders.id AND a.funded)`)
	if harvestID != "" {
		q = q.Where("harvest_id = ?", harvestID)
	}
	return orders, q.Order("created_at, id").Limit(limit).Find(&orders).Error
}

// AheadOf lists placed orders that wait for a harvest, the oldest first.
func AheadOf(ctx context.Context, q *gorm.DB, harvestID string, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("harvest_id = ? AND status = 'placed' AND harvested_at = 0", harvestID).
		Order("created_at, id").Limit(limit).Find(&orders).Error
}
