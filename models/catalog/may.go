package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// mayEdit lets through a member with the right to edit products of that seller, a helper
// of that seller, the desk, and the program itself. To everybody else, another seller's
// members above all, the product does not exist.
func mayEdit(sellerID string, by actor.Actor) error {
	switch who := by.(type) {
	case actor.Member:
		if sellerID != "" && who.SellerID == sellerID {
			if !who.Rights.Has(actor.EditProducts) {
				return fault.New(fault.Forbidden, "right.edit_products")
			}
			return nil
		}
	case actor.Helper:
		if sellerID != "" && who.SellerID == sellerID {
			return nil
		}
	case actor.Admin, actor.System:
		return nil
	}
	return fault.New(fault.NotFound, "product.unknown")
}

// ofSeller reports whether by acts for a seller: what they do nobody has to tell it.
func ofSeller(sellerID string, by actor.Actor) bool {
	switch who := by.(type) {
	case actor.Member:
		return who.SellerID == sellerID
	case actor.Helper:
		return who.SellerID == sellerID
	}
	return false
}

// editable finds a product that by may edit.
func editable(ctx context.Context, q *gorm.DB, productID string, by actor.Actor) (*Product, error) {
	p, err := Find(ctx, q, productID)
	if err != nil {
		return nil, err
	}
	if p.State == Staged && mayImport(by) != nil {
		return nil, fault.New(fault.NotFound, "product.unknown")
	}
	return p, mayEdit(p.SellerID, by)
}

// mayVerify lets the desk through, and an officer in whose place
// the product grows; a product of unknown origin is for officers of the whole province.
func mayVerify(ctx context.Context, q *gorm.DB, p *Product, by actor.Actor) error {
	switch who := by.(type) {
	case actor.Admin:
		return nil
	case actor.Officer:
		if who.Code == "" {
			return nil
		}
		if who.Scheme == p.Scheme && p.WardCode != "" {
			if who.Code == p.WardCode {
				return nil
			}
			var n int64
			err := q.WithContext(ctx).Table("divisions").
				Where("scheme = ? AND code = ? AND parent_code = ?", p.Scheme, p.WardCode, who.Code).Count(&n).Error
			if err != nil || n == 1 {
				return err
			}
		}
		return fault.New(fault.NotFound, "certificate.unknown")
	}
	return fault.New(fault.Forbidden, "certificate.officer")
}

// MayOffer refuses whoever may not put products on that seller's shelf, for verbs of other
// rooms that make one out of little.
func MayOffer(sellerID string, by actor.Actor) error { return mayEdit(sellerID, by) }

// MayEdit refuses whoever may not edit a product, for verbs of other rooms that look at more
// of it than they change.
func MayEdit(ctx context.Context, q *gorm.DB, productID string, by actor.Actor) error {
	_, err := editable(ctx, q, productID, by)
	return err
}

// MayEditVariant refuses whoever may not edit the product of a variant, for verbs of other
// rooms that change its stock.
func MayEditVariant(ctx context.Context, q *gorm.DB, variantID string, by actor.Actor) error {
	_, p, err := FindVariant(ctx, q, variantID)
	if err != nil {
		return err
	}
	return mayEdit(p.SellerID, by)
}
