package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
)

// AttachPhoto gives a photo that the seller has sent its place on a product.
func (o *Onboarding) AttachPhoto(ctx context.Context, productID, photoID string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := catalog.AttachPhoto(ctx, tx, productID, photoID, by); err != nil {
			return err
		}
		p, err := catalog.Find(ctx, tx, productID)
		if err != nil {
			return err
		}
		return media.Attach(ctx, tx, photoID, media.Product, media.Owner{SellerID: p.SellerID, PersonID: by.Stamp().ID})
	})
}

// DetachPhoto takes a photo off a product; media sweeps it away later.
func (o *Onboarding) DetachPhoto(ctx context.Context, productID, photoID string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := catalog.DetachPhoto(ctx, tx, productID, photoID, by); err != nil {
			return err
		}
		return media.Release(ctx, tx, photoID, o.Now())
	})
}

// OrderPhotos puts the photos of a product in a new order; the first stands for it.
func (o *Onboarding) OrderPhotos(ctx context.Context, productID string, ids []string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.OrderPhotos(ctx, tx, productID, ids, by) })
}

// ClaimCertificate keeps what a seller says of a paper, with its scan, once for key.
func (o *Onboarding) ClaimCertificate(ctx context.Context, productID string, in catalog.NewCertificate, key string, by actor.Actor) (certificateID string, err error) {
	return o.made(ctx, by, "catalog.claim_certificate", key, []any{productID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		c, err := catalog.ClaimCertificate(ctx, tx, productID, in, by, now)
		if err != nil {
			return "", err
		}
		return c.ID, o.scanned(ctx, tx, productID, in.ScanID, by)
	})
}

// VerifyCertificate is an officer's word that the paper says so; a scan that the officer
// brings gets its place. See catalog.VerifyCertificate.
func (o *Onboarding) VerifyCertificate(ctx context.Context, certificateID string, in catalog.NewCertificate, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := catalog.VerifyCertificate(ctx, tx, certificateID, in, by, o.Now()); err != nil {
			return err
		}
		c, _, err := catalog.FindCertificate(ctx, tx, certificateID)
		if err != nil {
			return err
		}
		return o.scanned(ctx, tx, c.ProductID, in.ScanID, by)
	})
}

// RefuseCertificate says why a paper does not count.
func (o *Onboarding) RefuseCertificate(ctx context.Context, certificateID, reason string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return catalog.RefuseCertificate(ctx, tx, certificateID, reason, by, o.Now()) })
}

// WithdrawCertificate ends a paper before its day.
func (o *Onboarding) WithdrawCertificate(ctx context.Context, certificateID, reason string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		return catalog.WithdrawCertificate(ctx, tx, certificateID, reason, by, o.Now())
	})
}

// scanned saves a scan from being swept: it has its place now. A scan may prove several
// papers, so one that has a place already is fine.
func (o *Onboarding) scanned(ctx context.Context, tx *gorm.DB, productID, scanID string, by actor.Actor) error {
	if scanID == "" {
		return nil
	}
	p, err := catalog.Find(ctx, tx, productID)
	if err != nil {
		return err
	}
	person := by.Stamp().ID
	err = media.Attach(ctx, tx, scanID, media.Certificate, media.Owner{SellerID: p.SellerID, PersonID: person})
	if fault.Has(err, "media.absent") && p.SellerID != "" { // the officer's own scan
		err = media.Attach(ctx, tx, scanID, media.Certificate, media.Owner{PersonID: person})
	}
	if fault.Has(err, "media.attached") {
		return nil
	}
	return err
}

// EditProfile changes a seller's own words, photo and pickup address. See seller.Edit.
func (o *Onboarding) EditProfile(ctx context.Context, sellerID string, in seller.Profile, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		s, err := seller.Find(ctx, tx, sellerID)
		if err != nil {
			return err
		}
		if err := seller.Edit(ctx, tx, o.Keys, sellerID, in, by, o.Now()); err != nil || s.PhotoID == in.PhotoID {
			return err
		}
		if s.PhotoID != "" {
			if err := media.Release(ctx, tx, s.PhotoID, o.Now()); err != nil {
				return err
			}
		}
		if in.PhotoID == "" {
			return nil
		}
		return media.Attach(ctx, tx, in.PhotoID, media.Seller, media.Owner{SellerID: sellerID, PersonID: by.Stamp().ID})
	})
}
