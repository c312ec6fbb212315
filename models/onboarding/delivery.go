package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/shipping"
)

// SetDelivery says by which carrier a seller sends, and on what terms. See
// shipping.SetDelivery.
func (o *Onboarding) SetDelivery(ctx context.Context, carriers *shipping.Carriers, sellerID string, in shipping.Delivery, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		return shipping.SetDelivery(ctx, tx, carriers, sellerID, in, by, o.Now())
	})
}

// SetPackingDays says how many days a seller needs to pack. See shipping.SetPackingDays.
func (o *Onboarding) SetPackingDays(ctx context.Context, sellerID string, days int, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return shipping.SetPackingDays(ctx, tx, sellerID, days, by) })
}

// AddPickupPoint opens a place where buyers fetch what they ordered, once for key. See
// shipping.AddPickupPoint.
func (o *Onboarding) AddPickupPoint(ctx context.Context, sellerID string, in shipping.NewPoint, key string, by actor.Actor) (pointID string, err error) {
	return o.made(ctx, by, "pickup.add", key, []any{sellerID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		p, err := shipping.AddPickupPoint(ctx, tx, o.Places, sellerID, in, by, now)
		return p.ID, err
	})
}

// ClosePickupPoint takes a point off the offer. See shipping.ClosePickupPoint.
func (o *Onboarding) ClosePickupPoint(ctx context.Context, sellerID, pointID string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return shipping.ClosePickupPoint(ctx, tx, sellerID, pointID, by) })
}
