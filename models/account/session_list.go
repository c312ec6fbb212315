package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

// SessionCard is a line in a person's list of where they are signed in.
type SessionCard struct {
	ID         string
	Kind       Kind
	Label      string
	LastSeenAt clock.Instant // to the minute
	ExpiresAt  clock.Instant
	CreatedAt  clock.Instant
}

// Sessions lists the actor's living sessions and tokens, the newest first; the oldest
// fall out above 100.
func (a *Accounts) Sessions(ctx context.Context, q *gorm.DB, by actor.Buyer) ([]SessionCard, error) {
	now := a.Now()
	var all []SessionCard
	err := q.WithContext(ctx).Raw(`SELECT id, kind, label, last_seen_at, expires_at, created_at FROM sessions
		WHERE person_id = ? AND revoked_at = 0 AND expires_at > ? ORDER BY created_at DESC, id DESC LIMIT 100`,
		by.PersonID, now).Scan(&all).Error
	if err != nil {
		return nil, fmt.Errorf("account: sessions: %w", err)
	}
	out := all[:0]
	for _, s := range all {
		if now.Sub(s.LastSeenAt) < lives[s.Kind].idle {
			out = append(out, s)
		}
	}
	return out, nil
}
