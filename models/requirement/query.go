package requirement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Find returns a requirement, or fault "requirement.unknown". The caller decides who sees it.
func Find(ctx context.Context, q *gorm.DB, id string) (*Requirement, error) {
	var r Requirement
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&r)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "requirement.unknown")
	}
	return &r, res.Error
}

// OfSeller lists what is asked of a stall, in the order in which it is led through it.
func OfSeller(ctx context.Context, q *gorm.DB, sellerID string) ([]Requirement, error) {
	var rows, out []Requirement
	err := q.WithContext(ctx).Where("seller_id = ?", sellerID).Find(&rows).Error
	for _, k := range Kinds {
		for _, r := range rows {
			if r.Kind == k {
				out = append(out, r)
			}
		}
	}
	return out, err
}

// OfKind is one requirement of a stall, or nil where it is not asked.
func OfKind(ctx context.Context, q *gorm.DB, sellerID string, k Kind) (*Requirement, error) {
	var r Requirement
	res := q.WithContext(ctx).Where("seller_id = ? AND kind = ?", sellerID, k).Limit(1).Find(&r)
	if res.Error != nil || res.RowsAffected == 0 {
		return nil, res.Error
	}
	return &r, nil
}

// Waiting is the queue of what was handed in, oldest first; with a code only that of
// sellers in a ward or province.
func Waiting(ctx context.Context, q *gorm.DB, scheme, code string, after db.Cursor, limit int) ([]Requirement, error) {
	q = q.WithContext(ctx).Table("requirements r").Select("r.*").Where("r.state = 'handed_in'")
	if code != "" {
		q = q.Where(`EXISTS (SELECT 1 FROM sellers s JOIN divisions d ON d.scheme = s.scheme AND d.code = s.ward_code
			WHERE s.id = r.seller_id AND d.scheme = ? AND (d.code = ? OR d.parent_code = ?))`, scheme, code, code)
	}
	var out []Requirement
	err := db.Oldest(q, "r.handed_at", "r.id", after, limit).Find(&out).Error
	return out, err
}

// Over lists, by id behind after, accepted requirements whose last day is over.
func Over(ctx context.Context, q *gorm.DB, today clock.Date, after string, limit int) ([]Requirement, error) {
	var out []Requirement
	err := q.WithContext(ctx).Where("state = 'accepted' AND valid_until <> '' AND valid_until < ? AND kind <> 'identity' AND id > ?", today, after).
		Order("id").Limit(limit).Find(&out).Error
	return out, err
}

// End asks a requirement again whose last day is over. One that was renewed meanwhile, or
// moved, is left.
func End(ctx context.Context, tx *gorm.DB, id string, now clock.Instant) (ended *Requirement, err error) {
	r, err := Find(ctx, tx, id)
	if err != nil || r.State != Accepted || r.ValidUntil == "" || r.ValidUntil >= now.Date() {
		return nil, err
	}
	return r, move(ctx, tx, r, Asked, map[string]any{"method": ""}, Ended, worker, now)
}

// Trading lists stalls that sell and lack today what blocks that, because a rule's day has
// come.
func Trading(ctx context.Context, q *gorm.DB, today clock.Date, limit int) ([]string, error) {
	var ids []string
	err := q.WithContext(ctx).Raw(`SELECT s.id FROM sellers s WHERE s.state = 'active' AND EXISTS (SELECT 1 FROM requirements r WHERE r.seller_id = s.id
		AND r.blocks = 'trade' AND r.due_on <= ? AND r.state NOT IN ('accepted', 'waived')) ORDER BY s.id LIMIT ?`, today, limit).Scan(&ids).Error
	return ids, err
}
