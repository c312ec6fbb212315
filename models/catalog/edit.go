package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// Edit replaces what is stated of a product. version is the one that the editor saw: when
// the product has changed since, Edit refuses with "product.moved" and nothing is lost.
// A published product stays complete: an edit that takes a needed fact away is refused
// with everything that would be missing.
func Edit(ctx context.Context, tx *gorm.DB, productID string, version int64, in Facts, by actor.Actor) error {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return err
	}
	if p.Version != version {
		return fault.New(fault.Conflict, "product.moved")
	}
	l := in.Clean()
	unknown, err := in.places(ctx, tx)
	if err != nil {
		return err
	}
	if err := append(l, unknown...).Err(); err != nil {
		return err
	}
	if err := touch(ctx, tx, p, in.columns()); err != nil {
		return err
	}
	return stillWhole(ctx, tx, p.ID)
}

// stillWhole undoes, by failing the transaction, a change that leaves a published product
// without a fact that it needs.
func stillWhole(ctx context.Context, tx *gorm.DB, productID string) error {
	p, err := Find(ctx, tx, productID)
	if err != nil || p.State != Published {
		return err
	}
	vs, err := Variants(ctx, tx, productID)
	if err != nil {
		return err
	}
	return Missing(*p, vs).Err()
}
