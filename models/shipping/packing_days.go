package shipping

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// MostPackingDays is the longest time that a seller may take to pack.
const MostPackingDays = 14

// SetPackingDays says how many days a seller needs to pack, counted from confirming. It
// refuses with "right.edit_products" a member without that right, and with
// "shipping.packing_days" what is not 0 to 14. Orders that stand keep their promise.
func SetPackingDays(ctx context.Context, tx *gorm.DB, sellerID string, days int, by actor.Actor) error {
	if err := mayEdit(sellerID, by); err != nil {
		return err
	}
	if days < 0 || days > MostPackingDays {
		return fault.New(fault.Invalid, "shipping.packing_days").On("days").With("most", MostPackingDays)
	}
	return tx.WithContext(ctx).Table("seller_packing").Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "seller_id"}}, DoUpdates: clause.AssignmentColumns([]string{"days"}),
	}).Create(map[string]any{"seller_id": sellerID, "days": days}).Error
}

// PackingDaysOf is how many days a seller needs to pack.
func PackingDaysOf(ctx context.Context, q *gorm.DB, sellerID string) (int, error) {
	var days []int
	err := q.WithContext(ctx).Table("seller_packing").Where("seller_id = ?", sellerID).Pluck("days", &days).Error
	if err != nil || len(days) == 0 {
		return PackingDays, err
	}
	return days[0], nil
}
