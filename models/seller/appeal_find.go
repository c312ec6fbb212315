package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// FindAppeal returns an appeal, or fault "appeal.unknown". The caller decides who sees it.
func FindAppeal(ctx context.Context, q *gorm.DB, id string) (*Appeal, error) {
	var a Appeal
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&a)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "appeal.unknown")
	}
	return &a, res.Error
}

// AppealAgainst is the appeal against the last suspension of a stall, or nil.
func AppealAgainst(ctx context.Context, q *gorm.DB, sellerID string) (*Appeal, error) {
	last, err := Suspension(ctx, q, sellerID)
	if err != nil || last.ID == "" {
		return nil, err
	}
	return oneAppeal(q.WithContext(ctx).Where("move_id = ?", last.ID))
}

// OpenAppeal is the appeal of a stall that waits, or nil.
func OpenAppeal(ctx context.Context, q *gorm.DB, sellerID string) (*Appeal, error) {
	return oneAppeal(q.WithContext(ctx).Where("seller_id = ? AND state = ?", sellerID, AppealOpen))
}

func oneAppeal(q *gorm.DB) (*Appeal, error) {
	var a Appeal
	res := q.Order("created_at DESC, id DESC").Limit(1).Find(&a)
	if res.Error != nil || res.RowsAffected == 0 {
		return nil, res.Error
	}
	return &a, nil
}

// Appeals is the queue of those that wait, oldest first; with a code only those of sellers
// in a ward or province.
func Appeals(ctx context.Context, q *gorm.DB, scheme, code string, after db.Cursor, limit int) ([]Appeal, error) {
	q = q.WithContext(ctx).Table("seller_appeals a").Select("a.*").Where("a.state = 'open'")
	if code != "" {
		q = q.Where(`EXISTS (SELECT 1 FROM sellers s JOIN divisions d ON d.scheme = s.scheme AND d.code = s.ward_code
			WHERE s.id = a.seller_id AND d.scheme = ? AND (d.code = ? OR d.parent_code = ?))`, scheme, code, code)
	}
	var out []Appeal
	err := db.Oldest(q, "a.created_at", "a.id", after, limit).Find(&out).Error
	return out, err
}

// TellLateAppeals tells the desk of appeals that wait longer than was promised, all of them
// together and each once.
func TellLateAppeals(ctx context.Context, tx *gorm.DB, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("seller_appeals").Where("state = 'open' AND told_at = 0 AND due_at <= ?", now).Update("told_at", now)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: AppealOverdueNote, Version: 1, Subject: "desk", Body: AppealNote{Appeals: res.RowsAffected}})
}

// AppealsBy lists what a person filed, newest first; 200 at most.
func AppealsBy(ctx context.Context, q *gorm.DB, personID string) ([]Appeal, error) {
	var out []Appeal
	err := q.WithContext(ctx).Where("filed_by = ?", personID).Order("created_at DESC, id DESC").Limit(200).Find(&out).Error
	return out, err
}
