package onboarding

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Edit replaces what is stated of a product that stands at version. See catalog.Edit.
func (o *Onboarding) Edit(ctx context.Context, productID string, version int64, in catalog.Facts, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.Edit(ctx, tx, productID, version, in, by) })
}

// EditForm replaces what is stated of a form of a product that stands at version (0: not
// looked at). See catalog.EditVariant.
func (o *Onboarding) EditForm(ctx context.Context, variantID string, version int64, in catalog.NewVariant, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.EditVariant(ctx, tx, variantID, version, in, by) })
}

// SetActive puts a form on sale or takes it off. See catalog.SetActive.
func (o *Onboarding) SetActive(ctx context.Context, variantID string, active bool, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.SetActive(ctx, tx, variantID, active, by) })
}

// SetPrice gives a form a new price. See catalog.SetPrice.
func (o *Onboarding) SetPrice(ctx context.Context, variantID string, price money.VND, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.SetPrice(ctx, tx, variantID, price, by, o.Now()) })
}

// Reprice gives a form a new price in place of the one that was seen, once for key: a phone
// that asks again undoes nothing that came since. See catalog.Reprice.
func (o *Onboarding) Reprice(ctx context.Context, variantID string, seen, price money.VND, key string, by actor.Actor) error {
	_, err := o.made(ctx, by, "catalog.reprice", key, []any{variantID, seen, price}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		return variantID, catalog.Reprice(ctx, tx, variantID, seen, price, by, now)
	})
	return err
}

// Publish puts a product on the shelf, or tells everything that is missing. See
// catalog.Publish.
func (o *Onboarding) Publish(ctx context.Context, productID string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.Publish(ctx, tx, productID, by, o.Now()) })
}

// Hide takes a product off the shelf. See catalog.Hide.
func (o *Onboarding) Hide(ctx context.Context, productID, reason string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.Hide(ctx, tx, productID, reason, by, o.Now()) })
}

// at names a field of the i-th variant.
func at(i int, field string) string { return "variants." + strconv.Itoa(i) + "." + field }
