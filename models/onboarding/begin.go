package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
)

// NewListing is the little that a seller says to begin with. Without a kind it is that of the
// product that it is like or, where none is named, the likeliest that the name tells.
type NewListing struct {
	NameVI   string   `json:"name_vi" form:"name_vi"`
	Kind     string   `json:"kind" form:"kind"`
	LikeID   string   `json:"like_id,omitempty" form:"like_id" doc:"a similar product: what is the same for both is taken from it"`
	PhotoIDs []string `json:"photo_ids" form:"photo"`
}

// Begin makes a draft of a name, a kind and pictures, once for key; the rest is filled from
// the household: where it lives and, for what it may have grown itself, that it is the
// producer; and from the product that it is like, if one is named. A picture that is gone, or
// has its place already, is left out: it can be added later. It refuses like catalog.Offer and
// catalog.MakeLike, and with "product.kind" when no kind is told.
func (o *Onboarding) Begin(ctx context.Context, sellerID string, in NewListing, key string, by actor.Actor) (productID string, err error) {
	return o.made(ctx, by, "catalog.begin", key, []any{sellerID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		if err := catalog.MayOffer(sellerID, by); err != nil {
			return "", err
		}
		k, err := toldKind(ctx, tx, in)
		if err != nil {
			return "", err
		}
		s, err := seller.Find(ctx, tx, sellerID)
		if err != nil {
			return "", err
		}
		p, _, err := catalog.Offer(ctx, tx, sellerID, catalog.NewProduct{Facts: o.household(*s, k, in.NameVI)}, by, now)
		if err == nil && in.LikeID != "" {
			err = catalog.MakeLike(ctx, tx, p.ID, p.Version, in.LikeID, by)
		}
		if err != nil {
			return "", err
		}
		return p.ID, o.hang(ctx, tx, p.ID, in.PhotoIDs, media.Owner{SellerID: sellerID, PersonID: by.Stamp().ID}, by)
	})
}

// toldKind is what a listing says that it is.
func toldKind(ctx context.Context, tx *gorm.DB, in NewListing) (catalog.Kind, error) {
	k, known := catalog.KindOf(in.Kind)
	switch found := catalog.Recognise(in.NameVI); {
	case in.Kind != "":
	case in.LikeID != "":
		like, err := catalog.Find(ctx, tx, in.LikeID)
		if err != nil {
			return k, onLike(err)
		}
		k, known = catalog.KindOf(like.Kind)
	case len(found) > 0:
		k, known = found[0], true
	}
	if !known {
		return k, fault.New(fault.Invalid, "product.kind").On("kind")
	}
	return k, nil
}

// onLike says where a product was named that does not exist.
func onLike(err error) error {
	if fault.Has(err, "product.unknown") {
		return fault.New(fault.NotFound, "product.unknown").On("like_id")
	}
	return err
}

// household is what is known of goods of a seller without asking.
func (o *Onboarding) household(s seller.Seller, k catalog.Kind, name string) catalog.Facts {
	f := catalog.Facts{Class: catalog.ClassOf(k, name), Kind: k.Slug, OCOPGroup: k.Group, NameVI: name, Scheme: s.Scheme, WardCode: s.WardCode}
	switch f.Class {
	case catalog.Raw, catalog.Living: // the grower alone can say whether it is their own
		f.ProducerName, f.ProducerAddress = s.Name, o.Places.FullName(division.Current, s.WardCode)
	case catalog.Service:
		f.TaxClass = catalog.TaxService
	default:
		f.TaxClass = catalog.TaxGoods
	}
	return f
}

// hang gives pictures their places, in their order.
func (o *Onboarding) hang(ctx context.Context, tx *gorm.DB, productID string, ids []string, owner media.Owner, by actor.Actor) error {
	for _, id := range ids[:min(len(ids), catalog.MaxPhotos)] {
		err := media.Attach(ctx, tx, id, media.Product, owner)
		if fault.Has(err, "media.attached") || fault.Has(err, "media.absent") {
			continue
		}
		if err == nil {
			err = catalog.AttachPhoto(ctx, tx, productID, id, by)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// AddPhotos gives pictures that came with one form their places, all or none, once for key:
// what is sent again after a lost answer hangs nothing twice. It refuses like
// catalog.AttachPhoto.
func (o *Onboarding) AddPhotos(ctx context.Context, productID string, ids []string, key string, by actor.Actor) error {
	_, err := o.made(ctx, by, "catalog.add_photos", key, productID, func(tx *gorm.DB, _ clock.Instant) (string, error) {
		p, err := catalog.Find(ctx, tx, productID)
		if err != nil {
			return "", err
		}
		for _, id := range ids {
			if err := catalog.AttachPhoto(ctx, tx, productID, id, by); err != nil {
				return "", err
			}
			if err := media.Attach(ctx, tx, id, media.Product, media.Owner{SellerID: p.SellerID, PersonID: by.Stamp().ID}); err != nil {
				return "", err
			}
		}
		return productID, nil
	})
	return err
}

// MakeLike fills what is still empty of a product from a similar one. See catalog.MakeLike.
func (o *Onboarding) MakeLike(ctx context.Context, productID string, version int64, likeID string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.MakeLike(ctx, tx, productID, version, likeID, by) })
}
