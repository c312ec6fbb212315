package cart

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Add puts quantity more of a variant into the shopper's cart, in pieces or grams. It
// refuses like Put, judged on the quantity that the line would have.
func Add(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string, quantity int64, now clock.Instant) error {
	if quantity <= 0 {
		return fault.New(fault.Invalid, "quantity.positive").On("quantity")
	}
	return change(ctx, tx, who, variantID, now, func(had int64) int64 {
		if quantity > 1<<40 {
			return quantity // refused as too much, without a sum that could overflow
		}
		return had + quantity
	})
}

// Put sets the quantity of a variant in the shopper's cart. It refuses with the reasons of
// measure.Rule on field "quantity", with "cart.unknown_variant" for what is not on sale at
// all, with the variant's own reason (catalog.Sellable.Why) for what cannot be bought now,
// with "stock.short" for more than is free, and with "cart.full" beyond MaxLines.
func Put(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string, quantity int64, now clock.Instant) error {
	return change(ctx, tx, who, variantID, now, func(int64) int64 { return quantity })
}

func change(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string, now clock.Instant, wish func(had int64) int64) error {
	sale, err := catalog.SellableVariants(ctx, tx, []string{variantID})
	if err != nil {
		return err
	}
	s, ok := sale[variantID]
	if !ok {
		return fault.New(fault.NotFound, "cart.unknown_variant").On("variant_id")
	}
	if !s.Buyable {
		return fault.New(fault.Conflict, s.Why).On("variant_id")
	}
	cartID, err := take(ctx, tx, who, now)
	if err != nil {
		return err
	}
	lines, err := linesOf(ctx, tx, cartID)
	if err != nil {
		return err
	}
	var had int64
	for _, l := range lines {
		if l.VariantID == variantID {
			had = l.Quantity
		}
	}
	quantity := wish(had)
	if key := s.Rule.Refuse(quantity); key != "" {
		return fault.New(fault.Invalid, key).On("quantity").With("minimum", s.Rule.Basis.Format(s.Rule.Min)).With("step", s.Rule.Basis.Format(s.Rule.Step))
	}
	if free := s.OnHand - s.Held; quantity > free {
		return fault.New(fault.Conflict, "stock.short").On("quantity").With("left", s.Rule.Basis.Format(max(0, free)))
	}
	if had == 0 && len(lines) >= MaxLines {
		return fault.New(fault.Conflict, "cart.full").With("most", MaxLines)
	}
	return tx.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "cart_id"}, {Name: "variant_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"quantity"}),
	}).Create(&Line{CartID: cartID, VariantID: variantID, Quantity: quantity, AddedAt: now}).Error
}

// Remove takes a variant out of the shopper's cart; what is not there is no fault.
func Remove(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string) error {
	where, owner := ownedBy(who)
	if owner == "" {
		return nil
	}
	return tx.WithContext(ctx).Exec(`DELETE FROM cart_lines WHERE variant_id = ? AND cart_id IN
		(SELECT id FROM carts WHERE state = 'open' AND `+where+`)`, variantID, owner).Error
}
