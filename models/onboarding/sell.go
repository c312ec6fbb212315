package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/stock"
)

// Selling is by what a product is sold and for how much. Seen is the price that was shown
// when it was written, 0 đ for none yet.
type Selling struct {
	Unit  string    `json:"unit" form:"unit"` // catalog.Kilogram: by weight
	Price money.VND `json:"price" form:"price"`
	Seen  money.VND `json:"seen" form:"seen"`
}

// Sell says how a product is sold while it has one form or none: the form is made, or given
// the unit and the price; where goods by the piece become goods by weight, or the other way
// round, a new form takes its place and the old one is taken off. Once for key. It refuses
// with "product.price" without a price, "price.moved" when another price than Seen holds by
// now, "product.many_forms" where several are on sale, and else like catalog.AddVariant.
func (o *Onboarding) Sell(ctx context.Context, productID string, in Selling, key string, by actor.Actor) (variantID string, err error) {
	return o.made(ctx, by, "catalog.sell", key, []any{productID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		if err := catalog.MayEdit(ctx, tx, productID, by); err != nil {
			return "", err
		}
		if in.Price.IsZero() {
			return "", fault.New(fault.Invalid, "product.price").On("price")
		}
		n := catalog.NewVariant{Basis: measure.Piece, Unit: in.Unit, Price: in.Price}
		if in.Unit == catalog.Kilogram {
			n.Basis = measure.Gram
		}
		vs, err := catalog.Variants(ctx, tx, productID)
		if err != nil {
			return "", err
		}
		var old *catalog.Variant
		for i := range vs {
			switch {
			case !vs[i].Active:
			case old != nil:
				return "", fault.New(fault.Conflict, "product.many_forms")
			default:
				old = &vs[i]
			}
		}
		if old == nil || old.Basis != n.Basis {
			return o.resold(ctx, tx, productID, n, old, by, now)
		}
		n.NameVI, n.NameEN, n.Step, n.Minimum = old.NameVI, old.NameEN, old.Step, old.Minimum
		n.NetGrams, n.NetML, n.ShipGrams = old.NetGrams, old.NetML, old.ShipGrams
		if old.Unit != n.Unit && old.Basis == measure.Piece {
			if err := catalog.EditVariant(ctx, tx, old.ID, 0, n, by); err != nil {
				return "", err
			}
		}
		return old.ID, catalog.Reprice(ctx, tx, old.ID, in.Seen, in.Price, by, now)
	})
}

// resold makes a form, and takes off the one in whose place it stands.
func (o *Onboarding) resold(ctx context.Context, tx *gorm.DB, productID string, n catalog.NewVariant, old *catalog.Variant, by actor.Actor, now clock.Instant) (string, error) {
	v, err := catalog.AddVariant(ctx, tx, productID, n, by, now)
	if err == nil {
		err = stock.Open(ctx, tx, v.ID)
	}
	if err == nil && old != nil {
		err = catalog.SetActive(ctx, tx, old.ID, false, by)
	}
	if err != nil {
		return "", err
	}
	return v.ID, nil
}
