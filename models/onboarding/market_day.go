package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

// AddMarketDay tells buyers where a stall stands, once for key. See seller.AddMarketDay.
func (o *Onboarding) AddMarketDay(ctx context.Context, sellerID string, in seller.NewMarketDay, key string, by actor.Actor) (id string, err error) {
	return o.made(ctx, by, "market.add", key, []any{sellerID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		m, err := seller.AddMarketDay(ctx, tx, sellerID, in, by, now)
		return m.ID, err
	})
}

// RemoveMarketDay takes a market back. See seller.RemoveMarketDay.
func (o *Onboarding) RemoveMarketDay(ctx context.Context, sellerID, id string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.RemoveMarketDay(ctx, tx, sellerID, id, by, o.Now()) })
}

// SetPostDays says on which days the post takes a stall's parcels. See seller.SetPostDays.
func (o *Onboarding) SetPostDays(ctx context.Context, sellerID string, in seller.NewPostDays, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.SetPostDays(ctx, tx, sellerID, in, by) })
}

// SetPackingGuide says how a product is packed. It refuses like catalog.SetPackingGuide, and
// who may not edit the stall as seller.MayRest does; another stall's product is
// "product.unknown".
func (o *Onboarding) SetPackingGuide(ctx context.Context, sellerID, productID string, in catalog.PackingGuide, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := seller.MayRest(ctx, tx, sellerID, by); err != nil {
			return err
		}
		p, err := catalog.Find(ctx, tx, productID)
		if err != nil {
			return err
		}
		if p.SellerID != sellerID {
			return fault.New(fault.NotFound, "product.unknown")
		}
		return catalog.SetPackingGuide(ctx, tx, p, in, o.Now())
	})
}
