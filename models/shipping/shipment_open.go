package shipping

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
)

// OpenShipment writes the parcel of an order that was packed, of so many grams of goods;
// its packing is added. A second call returns the first parcel.
func OpenShipment(ctx context.Context, tx *gorm.DB, o order.Order, grams int64, source string, now clock.Instant) (Shipment, error) {
	s := Shipment{
		ID: db.NewID(), OrderID: o.ID, Carrier: o.Carrier, Service: o.Service, Status: Created, StatusAt: now, Fee: o.Shipping,
		Grams: Packed(grams), CreatedAt: now,
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "order_id"}}, DoNothing: true}).Create(&s)
	if res.Error != nil {
		return s, res.Error
	}
	if res.RowsAffected == 0 {
		s, _, err := ShipmentOf(ctx, tx, o.ID)
		return s, err
	}
	return s, tx.WithContext(ctx).Create(&Event{ID: db.NewID(), ShipmentID: s.ID, Status: Created, Source: source, At: now, CreatedAt: now}).Error
}
