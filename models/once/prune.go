package once

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Prune forgets up to limit keys older than Keep and says how many; call it until it
// says fewer than limit.
func Prune(ctx context.Context, tx *gorm.DB, now clock.Instant, limit int) (int64, error) {
	res := tx.WithContext(ctx).Exec(`DELETE FROM once_keys WHERE (actor, operation, key) IN (
		SELECT actor, operation, key FROM once_keys WHERE created_at < ? ORDER BY created_at LIMIT ?)`, now.Add(-Keep), limit)
	if res.Error != nil {
		return 0, fmt.Errorf("once: prune: %w", res.Error)
	}
	return res.RowsAffected, nil
}
