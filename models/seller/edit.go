package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
)

// Profile is what a seller says of itself; the photo is one that media has taken in.
type Profile struct {
	AboutVI string  `json:"about_vi" form:"about_vi"`
	AboutEN string  `json:"about_en" form:"about_en"`
	PhotoID string  `json:"photo_id" form:"photo_id"`
	Pickup  *Pickup `json:"pickup" form:"pickup"` // nil leaves the address as it is
}

// Edit changes a seller's own words, photo and pickup address; name, kind and place are
// what was checked and only the desk changes them. It needs the right to edit products.
func Edit(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, sellerID string, in Profile, by actor.Actor, now clock.Instant) error {
	switch who := by.(type) {
	case actor.Member:
		if who.SellerID != sellerID {
			return fault.New(fault.NotFound, "seller.unknown")
		}
		m, err := membership(ctx, tx, sellerID, who.PersonID)
		if err != nil {
			return err
		}
		if !m.Rights.Has(actor.EditProducts) {
			return fault.New(fault.Forbidden, "right.edit_products")
		}
	case actor.Helper:
		if who.SellerID != sellerID {
			return fault.New(fault.NotFound, "seller.unknown")
		}
	case actor.Admin, actor.System:
	default:
		return fault.New(fault.NotFound, "seller.unknown")
	}
	var l fault.List
	tidy(&l, "about_vi", &in.AboutVI, maxAbout, true)
	tidy(&l, "about_en", &in.AboutEN, maxAbout, true)
	if in.Pickup != nil {
		in.Pickup.clean(&l)
	}
	if err := l.Err(); err != nil {
		return err
	}
	to := map[string]any{"about_vi": in.AboutVI, "about_en": in.AboutEN, "photo_id": null(in.PhotoID)}
	if in.PhotoID != "" {
		var n int64
		if err := tx.WithContext(ctx).Table("photos").Where("id = ?", in.PhotoID).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "photo.unknown").On("photo_id")
		}
	}
	if in.Pickup != nil {
		to["pickup_sealed"] = in.Pickup.seal(keys)
	}
	res := tx.WithContext(ctx).Table("sellers").Where("id = ?", sellerID).Updates(to)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "seller.unknown")
	}
	return changed(ctx, tx, sellerID)
}

func null(id string) any {
	if id == "" {
		return nil
	}
	return id
}
