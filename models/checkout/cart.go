package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
)

// PutLine sets the quantity of a variant in the shopper's cart. See cart.Put.
func (c *Checkout) PutLine(ctx context.Context, who actor.Shopper, variantID string, quantity int64) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return cart.Put(ctx, tx, who, variantID, quantity, c.Now()) })
}

// AddLine puts quantity more of a variant into the shopper's cart. See cart.Add.
func (c *Checkout) AddLine(ctx context.Context, who actor.Shopper, variantID string, quantity int64) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return cart.Add(ctx, tx, who, variantID, quantity, c.Now()) })
}

// RemoveLine takes a variant out of the shopper's cart; what is not there is no fault.
func (c *Checkout) RemoveLine(ctx context.Context, who actor.Shopper, variantID string) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return cart.Remove(ctx, tx, who, variantID) })
}

// MergeCart pours a visitor's cart into that of the person who signed in. See cart.Merge.
func (c *Checkout) MergeCart(ctx context.Context, from actor.Guest, to actor.Buyer) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return cart.Merge(ctx, tx, from, to, c.Now()) })
}
