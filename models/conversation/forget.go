package conversation

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/order"
)

// Forget wipes what was said about an owner's orders, by both sides: the seller's words name
// the buyer. That something was said, and when, stays.
func Forget(ctx context.Context, tx *gorm.DB, o order.Owner) error {
	orders := tx.Session(&gorm.Session{NewDB: true}).Table("orders").Select("id").Where("group_id IN (?)", o.Groups(tx))
	return tx.WithContext(ctx).Table("conversation_messages").Where("order_id IN (?)", orders).Update("text_sealed", "").Error
}

// SaidBy returns what the buyers of orders said themselves, by order, for the copy of their
// data.
func SaidBy(ctx context.Context, q *gorm.DB, keys *crypt.Keyring, orderIDs ...string) (map[string][]Message, error) {
	var rows []message
	out := map[string][]Message{}
	if err := q.WithContext(ctx).Where("order_id IN ? AND author = 'buyer'", orderIDs).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		text, err := keys.Open(purpose, r.TextSealed)
		if err != nil {
			return nil, err
		}
		out[r.OrderID] = append(out[r.OrderID], Message{ID: r.ID, Author: r.Author, Text: text, At: r.CreatedAt})
	}
	return out, nil
}

// Prune removes up to limit messages that are older than Keep and says how many; call it
// until it says fewer than limit.
func Prune(ctx context.Context, tx *gorm.DB, now clock.Instant, limit int) (int64, error) {
	res := tx.WithContext(ctx).Exec(`DELETE FROM conversation_messages WHERE id IN (
		SELECT id FROM conversation_messages WHERE created_at < ? ORDER BY created_at LIMIT ?)`, now.Add(-Keep), limit)
	if res.Error != nil {
		return 0, fmt.Errorf("conversation: prune: %w", res.Error)
	}
	return res.RowsAffected, nil
}
