package stock

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
)

// Open makes the empty stock row of a new variant; a second call changes nothing.
func Open(ctx context.Context, tx *gorm.DB, variantID string) error {
	return tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&Stock{VariantID: variantID}).Error
}

// Harvest is what a seller says of goods that came in.
type Harvest struct {
	Code        string
	HarvestedOn clock.Date
	BestBefore  clock.Date
}

// MostOnHand is the most of one variant that a seller can have.
const MostOnHand = 100 * measure.MaxQuantity

// Receive adds a lot of quantity (above 0) to the variant. It refuses with
// "quantity.positive", with "quantity.too_much" (of this lot, or of all that is there) or,
// for an unknown variant, "stock.unknown".
func Receive(ctx context.Context, tx *gorm.DB, variantID string, quantity int64, h Harvest, by actor.Actor, now clock.Instant) error {
	if quantity <= 0 {
		return fault.New(fault.Invalid, "quantity.positive").On("quantity")
	}
	if quantity > measure.MaxQuantity {
		return fault.New(fault.Invalid, "quantity.too_much").On("quantity")
	}
	res := tx.WithContext(ctx).Table("stock").
		Where("variant_id = ? AND on_hand + ? <= ?", variantID, quantity, MostOnHand).
		Update("on_hand", gorm.Expr("on_hand + ?", quantity))
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		found, err := Find(ctx, tx, []string{variantID})
		if _, ok := found[variantID]; ok && err == nil {
			err = fault.New(fault.Invalid, "quantity.too_much").On("quantity")
		} else if err == nil {
			err = fault.New(fault.NotFound, "stock.unknown")
		}
		return err
	}
	return addLot(ctx, tx, variantID, quantity, h, "received", "", by, now)
}

func addLot(ctx context.Context, tx *gorm.DB, variantID string, quantity int64, h Harvest, cause, holder string, by actor.Actor, now clock.Instant) error {
	lot := Lot{
		ID: db.NewID(), VariantID: variantID, Code: h.Code, HarvestedOn: h.HarvestedOn, BestBefore: h.BestBefore,
		OnHand: quantity, CreatedAt: now,
	}
	if err := tx.WithContext(ctx).Create(&lot).Error; err != nil {
		return err
	}
	return note(ctx, tx, lot.ID, variantID, quantity, cause, holder, by, now)
}

func note(ctx context.Context, tx *gorm.DB, lotID, variantID string, delta int64, cause, holder string, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	return tx.WithContext(ctx).Create(&Move{
		ID: db.NewID(), VariantID: variantID, LotID: lotID, Delta: delta, Cause: cause, Holder: holder,
		ActorKind: string(who.Kind), ActorID: who.ID, CreatedAt: now,
	}).Error
}
