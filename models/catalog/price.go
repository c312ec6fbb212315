package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// PriceChange is one change of a form's price; the first one is from 0 đ.
type PriceChange struct {
	ID         string `gorm:"primaryKey"`
	VariantID  string
	Before     money.VND
	After      money.VND
	ActorKind  actor.Kind
	ActorID    string
	OnBehalfOf string
	Channel    actor.Channel
	CreatedAt  clock.Instant
}

// SetPrice gives a form a new price, per piece or per kilogram, and keeps the old one in
// its history. Orders that stand keep the price that was agreed. It refuses with
// "product.price_range" what is not above 0 đ or beyond MaxPrice, and with
// "product.moved" when somebody else changed it at the same time.
func SetPrice(ctx context.Context, tx *gorm.DB, variantID string, price money.VND, by actor.Actor, now clock.Instant) error {
	return reprice(ctx, tx, variantID, nil, price, by, now)
}

// Reprice is SetPrice by somebody who saw a price before they wrote theirs: it refuses with
// "price.moved" when another one holds by now, whoever wrote it, and changes nothing. Who
// writes what holds already is not refused.
func Reprice(ctx context.Context, tx *gorm.DB, variantID string, seen, price money.VND, by actor.Actor, now clock.Instant) error {
	return reprice(ctx, tx, variantID, &seen, price, by, now)
}

func reprice(ctx context.Context, tx *gorm.DB, variantID string, seen *money.VND, price money.VND, by actor.Actor, now clock.Instant) error {
	v, p, err := FindVariant(ctx, tx, variantID)
	if err != nil {
		return err
	}
	if err := mayEdit(p.SellerID, by); err != nil {
		return err
	}
	if !price.Positive() || !priceable(price) {
		return fault.New(fault.Invalid, "product.price_range").On("price")
	}
	if price == v.Price {
		return nil
	}
	if seen != nil && *seen != v.Price {
		return fault.New(fault.Conflict, "price.moved").On("price").With("now", v.Price.String())
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return err
	}
	res := tx.WithContext(ctx).Table("variants").Where("id = ? AND price = ?", v.ID, v.Price).Update("price", price)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "product.moved")
	}
	return priced(ctx, tx, v.ID, v.Price, price, by, now)
}

func priced(ctx context.Context, tx *gorm.DB, variantID string, before, after money.VND, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	return tx.WithContext(ctx).Create(&PriceChange{
		ID: db.NewID(), VariantID: variantID, Before: before, After: after,
		ActorKind: who.Kind, ActorID: who.ID, OnBehalfOf: who.OnBehalfOf, Channel: who.Channel, CreatedAt: now,
	}).Error
}

// Prices is the history of a form's price, oldest first.
func Prices(ctx context.Context, q *gorm.DB, variantID string) ([]PriceChange, error) {
	var rows []PriceChange
	err := q.WithContext(ctx).Where("variant_id = ?", variantID).Order("created_at, id").Find(&rows).Error
	return rows, err
}
