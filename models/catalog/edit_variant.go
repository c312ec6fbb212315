package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// EditVariant replaces what is stated of a form. Its basis stays, for stock is counted in
// it, and its price, which SetPrice alone changes; both are ignored in the input. version is
// that of the product that the editor saw, "product.moved" when it is another by now; 0 is
// of somebody who saw none.
func EditVariant(ctx context.Context, tx *gorm.DB, variantID string, version int64, in NewVariant, by actor.Actor) error {
	v, p, err := FindVariant(ctx, tx, variantID)
	if err != nil {
		return err
	}
	if err := mayEdit(p.SellerID, by); err != nil {
		return err
	}
	if version != 0 && version != p.Version {
		return fault.New(fault.Conflict, "product.moved")
	}
	in.Basis, in.Price = v.Basis, v.Price
	if err := in.Clean("").Err(); err != nil {
		return err
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return err
	}
	err = tx.WithContext(ctx).Table("variants").Where("id = ?", v.ID).Updates(map[string]any{
		"name_vi": in.NameVI, "name_en": in.NameEN, "unit": in.Unit, "step": in.Step, "minimum": in.Minimum,
		"net_grams": in.NetGrams, "net_ml": in.NetML, "ship_grams": in.ShipGrams,
	}).Error
	if err != nil {
		return err
	}
	return stillWhole(ctx, tx, p.ID)
}

// SetActive puts a form on sale or takes it off. The last form of a published product
// stays: Hide takes the product off the shelf.
func SetActive(ctx context.Context, tx *gorm.DB, variantID string, active bool, by actor.Actor) error {
	v, p, err := FindVariant(ctx, tx, variantID)
	if err != nil {
		return err
	}
	if err := mayEdit(p.SellerID, by); err != nil {
		return err
	}
	if v.Active == active {
		return nil
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return err
	}
	if err := tx.WithContext(ctx).Table("variants").Where("id = ?", v.ID).Update("active", active).Error; err != nil {
		return err
	}
	return stillWhole(ctx, tx, p.ID)
}
