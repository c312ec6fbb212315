package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/stock"
)

// NewOffer is a product with its forms and what is there of each.
type NewOffer struct {
	catalog.Facts
	ClientID string    `json:"client_id" form:"client_id" doc:"a number that the sender's device gave the product: sent again, however late, the same product comes back"`
	Variants []NewForm `json:"variants" form:"variants"`
}

// NewForm is a form of a product; Stock is what is there now, in pieces or grams.
type NewForm struct {
	catalog.NewVariant
	Stock int64 `json:"stock" form:"stock"`
}

// Offer makes a draft of the seller's with its forms and their first stock, in one
// transaction, once for key (empty for none) and once for the ClientID. It refuses like catalog.Offer, and with
// "quantity.negative" on "variants.N.stock".
func (o *Onboarding) Offer(ctx context.Context, sellerID string, in NewOffer, key string, by actor.Actor) (productID string, err error) {
	return o.made(ctx, by, "catalog.offer", key, []any{sellerID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		if id, found, err := catalog.OfClient(ctx, tx, sellerID, in.ClientID); err != nil || found {
			return id, err
		}
		n := catalog.NewProduct{Facts: in.Facts, ClientID: in.ClientID}
		var l fault.List
		for i, f := range in.Variants {
			n.Variants = append(n.Variants, f.NewVariant)
			if f.Stock < 0 {
				l.Add(fault.New(fault.Invalid, "quantity.negative").On(at(i, "stock")))
			}
		}
		if len(l) > 0 {
			return "", append(n.Clean(), l...).Err()
		}
		p, vs, err := catalog.Offer(ctx, tx, sellerID, n, by, now)
		if err != nil {
			return "", err
		}
		for i, v := range vs {
			if err := shelve(ctx, tx, v.ID, in.Variants[i].Stock, by, now); err != nil {
				return "", err
			}
		}
		return p.ID, nil
	})
}

// AddForm adds a form to a product with its first stock, once for key.
func (o *Onboarding) AddForm(ctx context.Context, productID string, in NewForm, key string, by actor.Actor) (variantID string, err error) {
	return o.made(ctx, by, "catalog.add_form", key, []any{productID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		if in.Stock < 0 {
			return "", fault.New(fault.Invalid, "quantity.negative").On("stock")
		}
		v, err := catalog.AddVariant(ctx, tx, productID, in.NewVariant, by, now)
		if err != nil {
			return "", err
		}
		return v.ID, shelve(ctx, tx, v.ID, in.Stock, by, now)
	})
}

// Claim makes a catalogue entry the member's own draft, and opens the stock of its forms.
func (o *Onboarding) Claim(ctx context.Context, productID string, by actor.Member) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := catalog.Claim(ctx, tx, productID, by, o.Now()); err != nil {
			return err
		}
		vs, err := catalog.Variants(ctx, tx, productID)
		if err != nil {
			return err
		}
		for _, v := range vs {
			if err := stock.Open(ctx, tx, v.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// shelve opens a variant's stock and puts the first goods there.
func shelve(ctx context.Context, tx *gorm.DB, variantID string, quantity int64, by actor.Actor, now clock.Instant) error {
	if err := stock.Open(ctx, tx, variantID); err != nil || quantity == 0 {
		return err
	}
	return stock.Receive(ctx, tx, variantID, quantity, stock.Harvest{}, by, now)
}
