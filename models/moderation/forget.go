package moderation

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
)

// Own lists what a person reported, the newest first; 200 at most.
func Own(ctx context.Context, q *gorm.DB, by actor.Buyer) ([]Report, error) {
	var rows []Report
	return rows, q.WithContext(ctx).Where("actor_kind = ? AND actor_id = ?", actor.KindBuyer, by.PersonID).
		Order("created_at DESC, id DESC").Limit(200).Find(&rows).Error
}

// Forget wipes what a person wrote in reports, and how to reach them. That something was
// reported, and what came of it, stays.
func Forget(ctx context.Context, tx *gorm.DB, personID string) error {
	return tx.WithContext(ctx).Table("listing_reports").Where("actor_kind = ? AND actor_id = ?", actor.KindBuyer, personID).
		Update("words_sealed", "").Error
}
