package order

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// ToPack returns at most limit confirmed orders that were to be packed before an instant.
func ToPack(ctx context.Context, q *gorm.DB, before clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("status = 'confirmed' AND pack_by > 0 AND pack_by <= ?", before).
		Order("pack_by, id").Limit(limit).Find(&orders).Error
}

// ToShip returns at most limit packed orders that have stood so since before an instant.
func ToShip(ctx context.Context, q *gorm.DB, before clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).
		Where(`status = 'packed' AND (SELECT MAX(m.created_at) FROM order_moves m WHERE m.order_id = orders.id AND m.to_status = 'packed') <= ?`, before).
		Order("created_at, id").Limit(limit).Find(&orders).Error
}

// Due is an order with a deadline of its seller, and since when it stands where it stands.
type Due struct {
	Order
	Due, Since clock.Instant
}

const since = "(SELECT MAX(m.created_at) FROM order_moves m WHERE m.order_id = orders.id AND m.to_status = orders.status)"

// PackDue returns at most limit confirmed orders that are to be packed after one instant and
// until another.
func PackDue(ctx context.Context, q *gorm.DB, after, until clock.Instant, limit int) ([]Due, error) {
	var out []Due
	return out, q.WithContext(ctx).Table("orders").Select("orders.*, pack_by AS due, "+since+" AS since").
		Where("status = 'confirmed' AND pack_by > ? AND pack_by <= ?", after, until).Order("pack_by, id").Limit(limit).Find(&out).Error
}

// ShipDue returns at most limit packed orders that are to be handed over after one instant and
// until another.
func ShipDue(ctx context.Context, q *gorm.DB, after, until clock.Instant, limit int) ([]Due, error) {
	var out []Due
	hand := clock.Instant(HandOver.Milliseconds())
	return out, q.WithContext(ctx).Table("orders").Select("orders.*, "+since+" + ? AS due, "+since+" AS since", hand).
		Where("status = 'packed' AND "+since+" > ? AND "+since+" <= ?", after-hand, until-hand).Order("created_at, id").Limit(limit).Find(&out).Error
}

// ToArrive returns at most limit orders on their way that were promised to be there
// before a day, and left before an instant.
func ToArrive(ctx context.Context, q *gorm.DB, before clock.Date, left clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("status = 'shipped' AND promised_to < ? AND shipped_at <= ?", before, left).
		Order("promised_to, id").Limit(limit).Find(&orders).Error
}

// Silent returns at most limit orders that wait for their seller's answer and whose clock
// ends before an instant.
func Silent(ctx context.Context, q *gorm.DB, before clock.Instant, limit int) ([]Order, error) {
	var orders []Order
	return orders, q.WithContext(ctx).Where("status = 'placed' AND confirm_by > 0 AND confirm_by <= ?", before).
		Order("confirm_by, id").Limit(limit).Find(&orders).Error
}
