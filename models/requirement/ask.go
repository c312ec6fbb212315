package requirement

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Ask writes down everything that the rules of today ask of a stall of kind and that was
// not asked of it before; it says how much. Asking again changes nothing.
func Ask(ctx context.Context, tx *gorm.DB, sellerID, kind string, by actor.Actor, now clock.Instant) (int, error) {
	if err := take(ctx, tx, sellerID); err != nil {
		return 0, err
	}
	asked := 0
	for _, rule := range Rules(kind, now.Date()) {
		r := Requirement{ID: db.NewID(), SellerID: sellerID, Kind: rule.Kind, Blocks: rule.Blocks, DueOn: rule.From, State: Asked, CreatedAt: now}
		res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r)
		if res.Error != nil {
			return asked, res.Error
		}
		if res.RowsAffected == 0 {
			continue
		}
		asked++
		if err := record(ctx, tx, r.ID, "", Asked, "", by, now); err != nil {
			return asked, err
		}
	}
	return asked, nil
}

// Unasked lists, behind after, stalls that are open or to be opened and of whom the rules
// of a kind ask more than was written down.
func Unasked(ctx context.Context, q *gorm.DB, today clock.Date, after string, limit int) (ids []string, kinds map[string]string, err error) {
	var rows []struct{ ID, Kind string }
	sql, args := "1 = 0", []any{after}
	for _, r := range rules {
		if r.From <= today.AddDays(Ahead) {
			sql += " OR s.kind = ? AND NOT EXISTS (SELECT 1 FROM requirements r WHERE r.seller_id = s.id AND r.kind = ?)"
			args = append(args, r.Of, r.Kind)
		}
	}
	err = q.WithContext(ctx).Raw("SELECT s.id, s.kind FROM sellers s WHERE s.id > ? AND s.state <> 'closed' AND ("+sql+") ORDER BY s.id LIMIT ?", append(args, limit)...).Scan(&rows).Error
	kinds = make(map[string]string, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID)
		kinds[r.ID] = r.Kind
	}
	return ids, kinds, err
}
