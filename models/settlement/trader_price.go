package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/trader"
)

// NoteTrader writes down what a trader offered, once for key. See trader.Write.
func (c *Cashier) NoteTrader(ctx context.Context, in trader.Note, key string, by actor.Member) (id string, err error) {
	if err := c.maySee(ctx, by); err != nil {
		return "", err
	}
	claim := once.Key{Actor: by.PersonID, Operation: "trader.note", Key: key, RequestHash: once.Hash([]any{by.SellerID, in})}
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		first, done, err := once.Claim(ctx, tx, claim, c.Now())
		if err != nil || done {
			id = first
			return err
		}
		p, err := trader.Write(ctx, tx, c.Keys, in, by, c.Now())
		if err != nil {
			return err
		}
		id = p.ID
		return once.Store(ctx, tx, claim, id)
	})
	return id, err
}

// RemoveTrader takes a note back. See trader.Remove.
func (c *Cashier) RemoveTrader(ctx context.Context, id string, by actor.Member) error {
	if err := c.maySee(ctx, by); err != nil {
		return err
	}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return trader.Remove(ctx, tx, id, by, c.Now()) })
}

// TraderPrices lists the notes of the member's seller, the newest first. It refuses like
// Balance.
func (c *Cashier) TraderPrices(ctx context.Context, by actor.Member, after db.Cursor, limit int) ([]trader.Price, error) {
	if err := c.maySee(ctx, by); err != nil {
		return nil, err
	}
	return trader.Newest(ctx, c.read(ctx), by.SellerID, after, limit)
}
