package media

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Remove ends a picture at once, inside the tx that takes it out of its place: from its
// commit on nobody reads it. Clear then removes its files and row; should the process end
// between the two, the next Sweep does.
func Remove(ctx context.Context, tx *gorm.DB, id string, at clock.Instant) error {
	err := tx.WithContext(ctx).Table("photos").Where("id = ? AND dropped_at = 0", id).Updates(map[string]any{"loose_since": at, "dropped_at": at}).Error
	if err != nil {
		return fmt.Errorf("media: remove: %w", err)
	}
	return nil
}

// Clear removes files and rows of pictures that Remove has ended; others are left alone.
func (al *Album) Clear(ctx context.Context, ids []string) error {
	var all error
	for _, id := range ids {
		var p Photo
		res := al.DB.Read(ctx).Where("id = ? AND dropped_at > 0", id).Limit(1).Find(&p)
		if res.Error == nil && res.RowsAffected == 1 {
			_, res.Error = al.drop(ctx, p)
		}
		if res.Error != nil {
			all = errors.Join(all, fmt.Errorf("media: clear %s: %w", id, res.Error))
		}
	}
	return all
}
