package requirement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/outbox"
)

// EndingNote is the type of the notes that say that an accepted paper ends soon; the body is
// a Note.
const EndingNote = "requirement.ending"

// ending are accepted papers with a last day, of stalls that are not closed. Identity checks
// are warned of by models/seller.
const ending = `FROM requirements r JOIN sellers s ON s.id = r.seller_id
	WHERE r.state = 'accepted' AND r.kind <> 'identity' AND r.valid_until > ? AND r.valid_until <= ? AND s.state IN ('active', 'suspended')`

// WarnOfEnding leaves notes for the papers that end within days and not within nearer, at most
// limit; it says how many. Each is told of once for days and its last day.
func WarnOfEnding(ctx context.Context, tx *gorm.DB, days, nearer, limit int, now clock.Instant) (int, error) {
	var found []Requirement
	today := now.Date()
	err := tx.WithContext(ctx).Raw("SELECT r.* "+ending+` AND NOT EXISTS (SELECT 1 FROM requirement_warnings w
		WHERE w.requirement_id = r.id AND w.last_day = r.valid_until AND w.days = ?) ORDER BY r.valid_until, r.id LIMIT ?`,
		today.AddDays(nearer), today.AddDays(days), days, limit).Scan(&found).Error
	for _, r := range found {
		res := tx.WithContext(ctx).Exec(`INSERT INTO requirement_warnings (requirement_id, last_day, days, created_at) VALUES (?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, r.ID, r.ValidUntil, days, now)
		if res.Error != nil {
			return 0, res.Error
		}
		if res.RowsAffected == 0 {
			continue // another worker told of it
		}
		if err := outbox.Add(ctx, tx, outbox.Note{Type: EndingNote, Version: 1, Subject: r.SellerID, Body: Note{RequirementID: r.ID, SellerID: r.SellerID}}); err != nil {
			return 0, err
		}
	}
	return len(found), err
}

// EndingOf are a stall's accepted papers whose last day is a day or later, and not behind
// another, the nearest first.
func EndingOf(ctx context.Context, q *gorm.DB, sellerID string, from, until clock.Date) ([]Requirement, error) {
	var out []Requirement
	return out, q.WithContext(ctx).Raw("SELECT r.* "+ending+" AND r.seller_id = ? ORDER BY r.valid_until, r.id", from.AddDays(-1), until, sellerID).Scan(&out).Error
}
