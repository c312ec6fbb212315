package catalog

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// MaxPhotos is the most photos of one product.
const MaxPhotos = 10

// ProductPhoto is a photo of a product; the first in order stands for it in lists.
type ProductPhoto struct {
	ProductID string `gorm:"primaryKey"`
	PhotoID   string `gorm:"primaryKey"`
	Position  int
}

// AttachPhoto adds a photo that the product's seller has sent to media. It refuses with
// "photo.unknown" somebody else's photo and with "product.too_many_photos". Telling media
// that the photo is in use is for the use case that calls it.
func AttachPhoto(ctx context.Context, tx *gorm.DB, productID, photoID string, by actor.Actor) error {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return err
	}
	var n int64
	err = tx.WithContext(ctx).Table("photos").
		Where("id = ? AND purpose = 'product' AND owner_seller_id = ? AND dropped_at = 0", photoID, p.SellerID).Count(&n).Error
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "photo.unknown").On("photo_id")
	}
	have, err := photosOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(have, func(h ProductPhoto) bool { return h.PhotoID == photoID }) {
		return nil
	}
	if len(have) >= MaxPhotos {
		return fault.New(fault.Conflict, "product.too_many_photos").With("most", MaxPhotos)
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return err
	}
	position := 0
	if len(have) > 0 {
		position = have[len(have)-1].Position + 1
	}
	return tx.WithContext(ctx).Create(&ProductPhoto{ProductID: p.ID, PhotoID: photoID, Position: position}).Error
}

// DetachPhoto takes a photo off a product. It refuses with "photo.unknown".
func DetachPhoto(ctx context.Context, tx *gorm.DB, productID, photoID string, by actor.Actor) error {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return err
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return err
	}
	res := tx.WithContext(ctx).Where("product_id = ? AND photo_id = ?", p.ID, photoID).Delete(&ProductPhoto{})
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "photo.unknown").On("photo_id")
	}
	return res.Error
}

// OrderPhotos puts the photos of a product in a new order; ids must be exactly the ones
// that it has, else "product.photos_moved".
func OrderPhotos(ctx context.Context, tx *gorm.DB, productID string, ids []string, by actor.Actor) error {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return err
	}
	have, err := photosOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	old := make([]string, len(have))
	for i, h := range have {
		old[i] = h.PhotoID
	}
	if !slices.Equal(slices.Sorted(slices.Values(old)), slices.Sorted(slices.Values(ids))) {
		return fault.New(fault.Conflict, "product.photos_moved")
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return err
	}
	for i, id := range ids {
		err := tx.WithContext(ctx).Table("product_photos").Where("product_id = ? AND photo_id = ?", p.ID, id).Update("position", i).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func photosOf(ctx context.Context, q *gorm.DB, productID string) ([]ProductPhoto, error) {
	var rows []ProductPhoto
	err := q.WithContext(ctx).Where("product_id = ?", productID).Order("position, photo_id").Find(&rows).Error
	return rows, err
}
