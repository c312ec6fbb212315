package shipping

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Shipment is the parcel of an order.
type Shipment struct {
	ID         string `gorm:"primaryKey"`
	OrderID    string
	Carrier    string
	Service    string
	TrackingNo string        `gorm:"<-:create"`
	Status     Status        `gorm:"<-:create"`
	StatusAt   clock.Instant `gorm:"<-:create"` // when what Status says happened
	Fee        money.VND
	Grams      int64 // packing included
	CreatedAt  clock.Instant
}

// Event is one piece of news of a parcel, as it came.
type Event struct {
	ID         string `gorm:"primaryKey"`
	ShipmentID string
	Status     Status
	Source     string        // who says so: "seller", "buyer", "desk", or a carrier's code
	At         clock.Instant // when it happened
	CreatedAt  clock.Instant // when we heard
}

// TableName implements gorm's Tabler.
func (Event) TableName() string { return "shipment_events" }

// ShipmentOf returns the parcel of an order; found is false before it is packed.
func ShipmentOf(ctx context.Context, q *gorm.DB, orderID string) (s Shipment, found bool, err error) {
	res := q.WithContext(ctx).Where("order_id = ?", orderID).Limit(1).Find(&s)
	return s, res.RowsAffected == 1, res.Error
}

// ShipmentsOf returns the parcels of orders, by order.
func ShipmentsOf(ctx context.Context, q *gorm.DB, orderIDs ...string) (map[string]Shipment, error) {
	var rows []Shipment
	if err := q.WithContext(ctx).Where("order_id IN ?", orderIDs).Find(&rows).Error; err != nil {
		return nil, err
	}
	out := make(map[string]Shipment, len(rows))
	for _, s := range rows {
		out[s.OrderID] = s
	}
	return out, nil
}

// ByTracking returns the parcel that a carrier knows by a number. It refuses with
// "shipping.unknown".
func ByTracking(ctx context.Context, q *gorm.DB, carrier, number string) (Shipment, error) {
	var s Shipment
	res := q.WithContext(ctx).Where("carrier = ? AND tracking_no = ? AND tracking_no <> ''", carrier, number).Limit(1).Find(&s)
	if res.Error == nil && res.RowsAffected == 0 {
		return s, fault.New(fault.NotFound, "shipping.unknown")
	}
	return s, res.Error
}

// Track returns the news of a parcel, the oldest first.
func Track(ctx context.Context, q *gorm.DB, shipmentID string) ([]Event, error) {
	var rows []Event
	return rows, q.WithContext(ctx).Where("shipment_id = ?", shipmentID).Order("at, id").Find(&rows).Error
}
