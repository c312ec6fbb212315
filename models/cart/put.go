package cart

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Add puts quantity more of a variant into the shopper's cart, in pieces or grams, and
// returns what is in it then. It refuses like Put, judged on the quantity that the line
// would have.
func Add(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string, quantity int64, now clock.Instant) ([]catalog.Picked, error) {
	if quantity <= 0 {
		return nil, fault.New(fault.Invalid, "quantity.positive").On("quantity")
	}
	return change(ctx, tx, who, variantID, now, func(had int64) int64 {
		if quantity > 1<<40 {
			return quantity // refused as too much, without a sum that could overflow
		}
		return had + quantity
	})
}

// Put sets the quantity of a variant in the shopper's cart and returns what is in it then.
// It refuses with the reasons of measure.Rule on field "quantity", with
// "cart.unknown_variant" for what is not on sale at all, with the variant's own reason
// (catalog.Sellable.Why) for what cannot be bought now, with "stock.short" for more than is
// free, and with "cart.full" beyond MaxLines.
func Put(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string, quantity int64, now clock.Instant) ([]catalog.Picked, error) {
	return change(ctx, tx, who, variantID, now, func(int64) int64 { return quantity })
}

func change(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string, now clock.Instant, wish func(had int64) int64) ([]catalog.Picked, error) {
	var cartID string
	var goods []catalog.Picked
	err := db.OneTurn(ctx, tx,
		func() (err error) { cartID, err = take(ctx, tx, who, now); return err },
		func() (err error) { goods, err = goodsWith(ctx, tx, who, variantID, now); return err })
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(goods, func(g catalog.Picked) bool { return g.VariantID == variantID })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "cart.unknown_variant").On("variant_id")
	}
	s, had := goods[at].Sellable, goods[at].Quantity
	if !s.Buyable {
		return nil, fault.New(fault.Conflict, s.Why).On("variant_id")
	}
	quantity := wish(had)
	if key := s.Rule.Refuse(quantity); key != "" {
		return nil, fault.New(fault.Invalid, key).On("quantity").With("minimum", s.Rule.Basis.Format(s.Rule.Min)).With("step", s.Rule.Basis.Format(s.Rule.Step))
	}
	if free := s.Free(); quantity > free {
		return nil, fault.New(fault.Conflict, "stock.short").On("quantity").With("left", s.Rule.Basis.Format(free))
	}
	if len(goods) > MaxLines {
		return nil, fault.New(fault.Conflict, "cart.full").With("most", MaxLines)
	}
	goods[at].Quantity = quantity
	return goods, db.Later(ctx, tx, nil).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "cart_id"}, {Name: "variant_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"quantity"}),
	}).Create(&Line{CartID: cartID, VariantID: variantID, Quantity: quantity, AddedAt: now}).Error
}

// goodsWith is Goods together with a variant that is about to be put there: with quantity 0
// where it is not in it yet.
func goodsWith(ctx context.Context, tx *gorm.DB, who actor.Shopper, variantID string, now clock.Instant) ([]catalog.Picked, error) {
	where, owner := ownedBy(who)
	goods, err := catalog.SellablePicked(ctx, tx, linesOfOpen+where+" UNION ALL SELECT CAST(? AS TEXT), 0, CAST(? AS BIGINT)", owner, variantID, now)
	// It stands there twice where it is in the cart: the one that is not is none.
	had := slices.ContainsFunc(goods, func(g catalog.Picked) bool { return g.VariantID == variantID && g.Quantity > 0 })
	return slices.DeleteFunc(goods, func(g catalog.Picked) bool { return had && g.Quantity == 0 }), err
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
