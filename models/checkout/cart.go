package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
)

// PutLine sets the quantity of a variant in the shopper's cart and returns the plan of
// what is in it then. See cart.Put.
func (c *Checkout) PutLine(ctx context.Context, who actor.Shopper, variantID string, quantity int64) (Plan, error) {
	return c.changed(ctx, func(tx *gorm.DB) ([]catalog.Picked, error) {
		return cart.Put(ctx, tx, who, variantID, quantity, c.Now())
	})
}

// AddLine puts quantity more of a variant into the shopper's cart and returns the plan of
// what is in it then. See cart.Add.
func (c *Checkout) AddLine(ctx context.Context, who actor.Shopper, variantID string, quantity int64) (Plan, error) {
	return c.changed(ctx, func(tx *gorm.DB) ([]catalog.Picked, error) {
		return cart.Add(ctx, tx, who, variantID, quantity, c.Now())
	})
}

// changed is the plan of a cart after a change: what judged the change shows it too.
func (c *Checkout) changed(ctx context.Context, change func(tx *gorm.DB) ([]catalog.Picked, error)) (p Plan, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		// A cart promises nothing: until it is ordered no stock is held for it.
		if err := db.Lightly(ctx, tx); err != nil {
			return err
		}
		goods, err := change(tx)
		if err != nil {
			return err
		}
		p = planOf(goods)
		_, err = c.collectable(ctx, tx, &p)
		return err
	})
	if err != nil {
		return Plan{}, err
	}
	return p, nil
}

// RemoveLine takes a variant out of the shopper's cart; what is not there is no fault.
func (c *Checkout) RemoveLine(ctx context.Context, who actor.Shopper, variantID string) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return cart.Remove(ctx, tx, who, variantID) })
}

// MergeCart pours a visitor's cart into that of the person who signed in. See cart.Merge.
func (c *Checkout) MergeCart(ctx context.Context, from actor.Guest, to actor.Buyer) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return cart.Merge(ctx, tx, from, to, c.Now()) })
}
