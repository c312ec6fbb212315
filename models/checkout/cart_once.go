package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/once"
)

// AddLineOnce is AddLine for a form that may be sent twice: the same key adds once.
func (c *Checkout) AddLineOnce(ctx context.Context, who actor.Shopper, variantID string, quantity int64, key string) error {
	personID, token := who.Owner()
	claim := once.Key{Actor: personID + token, Operation: "cart.add", Key: key, RequestHash: once.Hash([]any{variantID, quantity})}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		if _, done, err := once.Claim(ctx, tx, claim, now); err != nil || done {
			return err
		}
		if _, err := cart.Add(ctx, tx, who, variantID, quantity, now); err != nil {
			return err
		}
		return once.Store(ctx, tx, claim, variantID)
	})
}
