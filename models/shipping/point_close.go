package shipping

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// ClosePickupPoint takes a point off the offer; orders that wait there still do. Closing
// twice changes nothing. It refuses with "right.edit_products" a member without that
// right, with "pickup.unknown" what is not the seller's, and with "shipping.none_left" to
// close the last way to get anything.
func ClosePickupPoint(ctx context.Context, tx *gorm.DB, sellerID, pointID string, by actor.Actor) error {
	if err := mayEdit(sellerID, by); err != nil {
		return err
	}
	res := tx.WithContext(ctx).Table("pickup_points").Where("id = ? AND seller_id = ?", pointID, sellerID).Update("active", false)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected == 0:
		return fault.New(fault.NotFound, "pickup.unknown")
	}
	return someWayLeft(ctx, tx, sellerID)
}

// Points lists a seller's open points, the oldest first.
func Points(ctx context.Context, q *gorm.DB, sellerID string) ([]Point, error) {
	var points []Point
	return points, q.WithContext(ctx).Where("seller_id = ? AND active", sellerID).Order("created_at, id").Find(&points).Error
}

// FindPoint returns a point, closed ones too: an order may still wait there. It refuses
// with "pickup.unknown".
func FindPoint(ctx context.Context, q *gorm.DB, id string) (Point, error) {
	var p Point
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return p, fault.New(fault.NotFound, "pickup.unknown")
	}
	return p, res.Error
}
