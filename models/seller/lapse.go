package seller

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/outbox"
)

// CheckEnded is why a seller is suspended whose identity checks have all ended.
const CheckEnded = "seller.check_ended"

// lasting is the check that holds longest of each active seller, of those that end.
const lasting = `SELECT c.id, c.seller_id, c.valid_until FROM seller_checks c JOIN sellers s ON s.id = c.seller_id
	WHERE s.state = 'active' AND c.valid_until <> '' AND NOT EXISTS (SELECT 1 FROM seller_checks l WHERE l.seller_id = c.seller_id
		AND (l.valid_until = '' OR l.valid_until > c.valid_until OR (l.valid_until = c.valid_until AND l.id > c.id)))`

// Lapsed lists active sellers who were checked and whose every identity check ended before
// today.
func Lapsed(ctx context.Context, q *gorm.DB, today clock.Date, limit int) ([]string, error) {
	var ids []string
	err := q.WithContext(ctx).Raw("SELECT seller_id FROM ("+lasting+") AS c WHERE valid_until < ? ORDER BY seller_id LIMIT ?", today, limit).Scan(&ids).Error
	return ids, err
}

// SuspendLapsed stops a seller who Lapsed from selling, until an officer has checked again.
// Who was checked meanwhile goes on.
func SuspendLapsed(ctx context.Context, tx *gorm.DB, sellerID string, by actor.System, now clock.Instant) error {
	var n int64
	err := tx.WithContext(ctx).Raw("SELECT COUNT(*) FROM ("+lasting+") AS c WHERE seller_id = ? AND valid_until < ?", sellerID, now.Date()).Scan(&n).Error
	if err != nil || n == 0 {
		return err
	}
	return end(ctx, tx, sellerID, Suspended, CheckEnded, by, now)
}

// WarnOfCheck leaves a note for active sellers whose last identity check ends within days
// and not within nearer, at most limit of them; it says how many. Each check is told of
// once for days.
func WarnOfCheck(ctx context.Context, tx *gorm.DB, days, nearer, limit int, now clock.Instant) (int, error) {
	var found []struct{ ID, SellerID string }
	today := now.Date()
	err := tx.WithContext(ctx).Raw("SELECT id, seller_id FROM ("+lasting+`) AS c WHERE valid_until > ? AND valid_until <= ?
		AND NOT EXISTS (SELECT 1 FROM seller_check_warnings w WHERE w.check_id = c.id AND w.days = ?) ORDER BY seller_id LIMIT ?`,
		today.AddDays(nearer), today.AddDays(days), days, limit).Scan(&found).Error
	if err != nil {
		return 0, err
	}
	for _, c := range found {
		res := tx.WithContext(ctx).Table("seller_check_warnings").Clauses(clause.OnConflict{DoNothing: true}).
			Create(map[string]any{"check_id": c.ID, "days": days, "created_at": now})
		if res.Error != nil {
			return 0, res.Error
		}
		if res.RowsAffected == 0 {
			continue
		}
		err := outbox.Add(ctx, tx, outbox.Note{Type: EndingNote, Version: 1, Subject: c.SellerID, Body: Note{SellerID: c.SellerID, CheckID: c.ID}})
		if err != nil {
			return 0, err
		}
	}
	return len(found), nil
}

// FindCheck returns an identity check of a seller; found is false when there is none.
func FindCheck(ctx context.Context, q *gorm.DB, id string) (c Check, found bool, err error) {
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&c)
	return c, res.RowsAffected == 1, res.Error
}
