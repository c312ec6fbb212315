package order

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// LongestRefusal is how many characters a seller may say on refusing.
const LongestRefusal = 300

// SetRefusal keeps what a seller said to the buyer on refusing an order. The caller has
// masked what is not to be told.
func SetRefusal(ctx context.Context, tx *gorm.DB, orderID, words string, now clock.Instant) error {
	err := tx.WithContext(ctx).Exec(`INSERT INTO order_refusals (order_id, words, created_at) VALUES (?, ?, ?)
		ON CONFLICT (order_id) DO UPDATE SET words = excluded.words, created_at = excluded.created_at`, orderID, words, now).Error
	if err != nil {
		return fmt.Errorf("order: refusal: %w", err)
	}
	return nil
}

// Refusals are what sellers said on refusing, by order: one statement.
func Refusals(ctx context.Context, q *gorm.DB, orderIDs ...string) (map[string]string, error) {
	out := map[string]string{}
	if len(orderIDs) == 0 {
		return out, nil
	}
	var rows []struct{ OrderID, Words string }
	err := q.WithContext(ctx).Table("order_refusals").Select("order_id, words").Where("order_id IN ?", orderIDs).Find(&rows).Error
	for _, r := range rows {
		out[r.OrderID] = r.Words
	}
	return out, err
}
