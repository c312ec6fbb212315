package complaint

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/order"
)

// Unfinished counts the complaints of an owner that are not closed.
func Unfinished(ctx context.Context, q *gorm.DB, o order.Owner) (int64, error) {
	var n int64
	err := q.WithContext(ctx).Table("tickets").Where("state <> ? AND group_id IN (?)", Closed, o.Groups(q)).Count(&n).Error
	return n, err
}

// Forget takes the pictures that an owner sent out of their complaints and names them, for
// the album to remove. What was said stays: it is why money went where it went.
func Forget(ctx context.Context, tx *gorm.DB, o order.Owner) (photoIDs []string, err error) {
	said := tx.Session(&gorm.Session{NewDB: true}).Table("ticket_messages m").Select("m.id").
		Joins("JOIN tickets t ON t.id = m.ticket_id").Where("m.author = ? AND t.group_id IN (?)", ByBuyer, o.Groups(tx))
	tx = tx.WithContext(ctx)
	if err := tx.Table("ticket_photos").Where("message_id IN (?)", said).Order("photo_id").Pluck("photo_id", &photoIDs).Error; err != nil || len(photoIDs) == 0 {
		return nil, err
	}
	return photoIDs, tx.Exec("DELETE FROM ticket_photos WHERE photo_id IN ?", photoIDs).Error
}
