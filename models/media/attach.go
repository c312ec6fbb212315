package media

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Attach gives a picture its one place, inside the tx that writes that place, and saves it
// from Sweep. Somebody else's picture, one of another purpose and one that is gone are all
// "media.absent"; one that has a place already is "media.attached".
func Attach(ctx context.Context, tx *gorm.DB, id string, p Purpose, o Owner) error {
	res := owned(tx.WithContext(ctx), id, p, o).Where("loose_since > 0").Update("loose_since", 0)
	if res.Error != nil {
		return fmt.Errorf("media: attach: %w", res.Error)
	}
	if res.RowsAffected == 1 {
		return nil
	}
	var n int64
	if err := owned(tx.WithContext(ctx), id, p, o).Count(&n).Error; err != nil {
		return fmt.Errorf("media: attach: %w", err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "media.absent").On("photo")
	}
	return fault.New(fault.Conflict, "media.attached").On("photo")
}

// owned are the pictures of this id, purpose and owner that are not being removed: one or
// none. A seller's belong to all its members; those of a person to that person alone, and
// nobody owns what was kept for nobody.
func owned(tx *gorm.DB, id string, p Purpose, o Owner) *gorm.DB {
	q := tx.Table("photos").Where("id = ? AND purpose = ? AND owner_seller_id = ? AND dropped_at = 0", id, p, o.SellerID)
	if o.SellerID == "" {
		q = q.Where("created_by = ? AND created_by <> ''", o.PersonID)
	}
	return q
}

// Release takes a picture out of its place, inside the tx that does so; a day later Sweep
// removes it. Releasing what has no place changes nothing.
func Release(ctx context.Context, tx *gorm.DB, id string, at clock.Instant) error {
	err := tx.WithContext(ctx).Table("photos").Where("id = ? AND loose_since = 0", id).Update("loose_since", at).Error
	if err != nil {
		return fmt.Errorf("media: release: %w", err)
	}
	return nil
}
