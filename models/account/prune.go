package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// keepEnded is how long an ended session is kept for questions about what happened.
const keepEnded = 90 * 24 * time.Hour

// Prune deletes what has served: codes and counters a day after their end, sessions long
// after, devices unused for DeviceLife. It is for a daily schedule and tells how many rows
// went.
func (a *Accounts) Prune(ctx context.Context) (int64, error) {
	now := a.Now()
	var all int64
	for _, s := range []struct {
		sql  string
		args []any
	}{
		{"DELETE FROM signin_codes WHERE expires_at < ?", []any{now.Add(-day)}},
		{"DELETE FROM signin_counters WHERE until < ?", []any{now.Add(-day)}},
		{"DELETE FROM devices WHERE last_used_at < ?", []any{now.Add(-DeviceLife)}},
		{"DELETE FROM sessions WHERE expires_at < ? OR revoked_at BETWEEN 1 AND ?", []any{now.Add(-keepEnded), now.Add(-keepEnded)}},
	} {
		err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
			res := tx.WithContext(ctx).Exec(s.sql, s.args...)
			all += res.RowsAffected
			return res.Error
		})
		if err != nil {
			return all, fmt.Errorf("account: prune: %w", err)
		}
	}
	return all, nil
}
