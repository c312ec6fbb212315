package media

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Patience is how long a picture may belong to nothing: a form that is filled in slowly, or
// sent again the next day.
const Patience = 24 * time.Hour

// Sweep removes pictures that have belonged to nothing for longer than Patience, files
// first, and those that Remove took away, and returns how many. It takes up what an interrupted sweep left, may run in
// several processes at once, and goes on after a picture that will not go; the first such
// error comes back.
func (al *Album) Sweep(ctx context.Context) (int, error) {
	var gone int
	var first error
	after := ""
	for {
		var batch []Photo
		err := al.DB.Read(ctx).
			Where("loose_since > 0 AND (loose_since < ? OR dropped_at > 0) AND id > ?", al.Now().Add(-Patience), after).
			Order("id").Limit(100).Find(&batch).Error
		if err != nil {
			return gone, fmt.Errorf("media: sweep: %w", err)
		}
		if len(batch) == 0 {
			return gone, first
		}
		for _, p := range batch {
			done, err := al.drop(ctx, p)
			if err != nil && first == nil {
				first = fmt.Errorf("media: sweep %s: %w", p.ID, err)
			}
			if done {
				gone++
			}
		}
		after = batch[len(batch)-1].ID
	}
}

// drop claims a picture, so that nobody can attach it any more, and removes it.
func (al *Album) drop(ctx context.Context, p Photo) (bool, error) {
	claimed := false
	err := al.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		claimed, err = claim(tx, p, al.Now())
		return err
	})
	if err != nil || !claimed {
		return false, err
	}
	for _, k := range p.keys() {
		if err := al.Store.Delete(ctx, k); err != nil {
			return false, err
		}
	}
	err = al.DB.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM photos WHERE id = ? AND dropped_at > 0", p.ID).Error
	})
	return err == nil, err
}

// claim marks a loose picture as going. One that some row still points at is not loose,
// whatever its own row says: it is set right instead.
func claim(tx *gorm.DB, p Photo, now clock.Instant) (bool, error) {
	if p.DroppedAt > 0 {
		return true, nil
	}
	errProbe := errors.New("only a try")
	err := tx.Transaction(func(tx *gorm.DB) error { // a savepoint
		if err := tx.Exec("DELETE FROM photos WHERE id = ?", p.ID).Error; err != nil {
			return err
		}
		return errProbe
	})
	switch {
	case db.IsForeign(err):
		return false, tx.Table("photos").Where("id = ?", p.ID).Update("loose_since", 0).Error
	case !errors.Is(err, errProbe):
		return false, err
	}
	res := tx.Table("photos").
		Where("id = ? AND loose_since > 0 AND loose_since < ? AND dropped_at = 0", p.ID, now.Add(-Patience)).
		Update("dropped_at", now)
	return res.RowsAffected == 1, res.Error
}
