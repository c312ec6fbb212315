package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// Book holds what the verbs of this package work with.
type Book struct {
	DB   *db.DB
	Now  clock.Clock
	Keys *crypt.Keyring
}

// Asker is who bought: the shopper, and the phone that a code has proved.
type Asker struct {
	actor.Shopper
	PersonID string // "" for a guest
	PhoneID  string
}

// Ask is the buyer's wish for an invoice of an order that is on its way or has just come.
// It refuses with "order.unknown" another's order, and what Buyer.Clean and Ask refuse.
func (b *Book) Ask(ctx context.Context, by Asker, orderID string, in Buyer) (v Invoice, err error) {
	err = b.DB.Tx(ctx, func(tx *gorm.DB) error {
		o, err := order.FindAny(ctx, tx, orderID)
		if err != nil {
			return err
		}
		g, err := order.GroupByID(ctx, tx, o.GroupID)
		if err != nil {
			return err
		}
		if !g.BelongsTo(by.PersonID, by.PhoneID) {
			return fault.New(fault.NotFound, "order.unknown")
		}
		if err := in.Clean(""); err != nil {
			return err
		}
		v, err = Ask(ctx, tx, b.Keys, o, in, by.Shopper, b.Now())
		return err
	})
	return v, err
}

// MayAsk reports whether the buyer of an order may ask for an invoice, or state anew who it
// is made out to.
func MayAsk(o order.Order, v *Invoice) bool {
	if v == nil {
		return !o.Status.Ended()
	}
	return !v.State.Frozen() && v.State != Void
}

// Named reports whether who issues an invoice may read who it is made out to: not before it
// is to be issued.
func (v Invoice) Named() bool { return v.State != Requested && v.State != Void }
