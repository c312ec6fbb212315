package insight

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// keepDays is how long a day is kept: a year can be compared with the one before.
const keepDays = 400

// Prune forgets up to limit texts of days that are too old, with the clicks of those days,
// and says how many texts; call it until it says fewer than limit.
func Prune(ctx context.Context, tx *gorm.DB, now clock.Instant, limit int) (int64, error) {
	tx, first := tx.WithContext(ctx), now.Date().AddDays(-keepDays)
	if err := tx.Exec("DELETE FROM search_clicks WHERE day < ?", first).Error; err != nil {
		return 0, fmt.Errorf("insight: prune: %w", err)
	}
	res := tx.Exec("DELETE FROM search_texts WHERE (day, words) IN (SELECT day, words FROM search_texts WHERE day < ? ORDER BY day LIMIT ?)", first, limit)
	if res.Error != nil {
		return 0, fmt.Errorf("insight: prune: %w", res.Error)
	}
	return res.RowsAffected, nil
}
