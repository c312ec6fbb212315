package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

const (
	// DeviceLife is how long an unused device stays known, and the life of its cookie.
	DeviceLife = 400 * 24 * time.Hour
	// mostDevices is how many devices are known for one phone; the longest unused one
	// goes. Each has an allowance of codes.
	mostDevices = 10
)

// knows reports whether the phone was proved on the device before.
func knows(ctx context.Context, q *gorm.DB, deviceHash, phoneBlind string) (bool, error) {
	var n int
	err := q.WithContext(ctx).Raw(`SELECT count(*) FROM devices d JOIN phones p ON p.id = d.phone_id
		WHERE d.token_hash = ? AND p.blind = ?`, deviceHash, phoneBlind).Scan(&n).Error
	if err != nil {
		return false, fmt.Errorf("account: device: %w", err)
	}
	return n > 0, nil
}

// remember makes the device known for the phone.
func remember(ctx context.Context, tx *gorm.DB, deviceHash, phoneID string, now clock.Instant) error {
	tx = tx.WithContext(ctx)
	err := tx.Exec(`INSERT INTO devices (token_hash, phone_id, last_used_at, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (token_hash, phone_id) DO UPDATE SET last_used_at = excluded.last_used_at`,
		deviceHash, phoneID, now, now).Error
	if err == nil {
		err = tx.Exec(`DELETE FROM devices WHERE phone_id = ? AND token_hash NOT IN
			(SELECT token_hash FROM devices WHERE phone_id = ? ORDER BY last_used_at DESC, token_hash LIMIT ?)`,
			phoneID, phoneID, mostDevices).Error
	}
	if err != nil {
		return fmt.Errorf("account: device: %w", err)
	}
	return nil
}
