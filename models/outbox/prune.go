package outbox

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Keep is how long a delivered note is kept for those who ask what happened.
const Keep = 30 * 24 * time.Hour

// Prune forgets up to limit notes delivered longer than Keep ago and says how many; call
// it until it says fewer than limit. Pending and dead ones stay.
func Prune(ctx context.Context, tx *gorm.DB, now clock.Instant, limit int) (int64, error) {
	res := tx.WithContext(ctx).Exec(`DELETE FROM outbox_notes WHERE seq IN (
		SELECT seq FROM outbox_notes WHERE state = 'done' AND delivered_at < ? ORDER BY delivered_at LIMIT ?)`, now.Add(-Keep), limit)
	if res.Error != nil {
		return 0, fmt.Errorf("outbox: prune: %w", res.Error)
	}
	return res.RowsAffected, nil
}
