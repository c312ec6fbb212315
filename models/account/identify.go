package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// seenEvery is how often the use of a session is written down.
const seenEvery = time.Minute

// Session says who holds token. A token that is unknown, ended, or out of its time is
// fault.Unauthenticated "session.unknown". The answer is at most one second old: whoever
// was signed out, erased or lost a role is so for every process after that.
func (a *Accounts) Session(ctx context.Context, token string) (Identity, error) {
	hash := hashToken(token)
	if hash == "" {
		return Identity{}, unknownSession()
	}
	now := a.Now()
	who, ok := a.cache.get(hash, now)
	if !ok {
		mark := a.cache.mark()
		var err error
		if who, ok, err = a.identify(ctx, a.DB.Read(ctx), hash); err != nil {
			return Identity{}, err
		}
		if !ok {
			return Identity{}, unknownSession()
		}
		a.cache.put(hash, who, now, mark)
	}
	if !who.alive(now) {
		return Identity{}, unknownSession()
	}
	if now.Sub(who.LastSeenAt) >= seenEvery {
		a.seen(ctx, hash, who, now)
	}
	return who, nil
}

// seen writes down that the session is in use. A busy database does not turn its user
// away: the next request writes it.
func (a *Accounts) seen(ctx context.Context, hash string, who Identity, now clock.Instant) {
	a.cache.seen(hash, now)
	err := a.DB.TxWithin(ctx, time.Second, func(tx *gorm.DB) error {
		return tx.WithContext(ctx).Table("sessions").
			Where("id = ? AND revoked_at = 0 AND last_seen_at <= ?", who.SessionID, now.Add(-seenEvery)).
			Update("last_seen_at", now).Error
	})
	if err != nil {
		a.log().WarnContext(ctx, "the use of a session was not written", "session", who.SessionID, "error", err)
	}
}

// identify reads a session that was not ended, with its person and roles.
func (a *Accounts) identify(ctx context.Context, q *gorm.DB, hash string) (Identity, bool, error) {
	var row struct {
		Identity
		Staff bool
	}
	res := q.WithContext(ctx).Raw(`SELECT s.id AS session_id, s.kind, s.label, s.phone_id, COALESCE(s.person_id, '') AS person_id,
			COALESCE(p.name, '') AS name, COALESCE(p.locale, '') AS locale, COALESCE(p.pin_hash, '') <> '' AS has_pin,
			s.proved_at, s.pin_at, s.last_seen_at, s.expires_at, s.created_at,
			EXISTS (SELECT 1 FROM roles r WHERE r.person_id = s.person_id AND r.revoked_at = 0) AS staff
		FROM sessions s LEFT JOIN people p ON p.id = s.person_id
		WHERE s.token_hash = ? AND s.revoked_at = 0 AND (s.person_id IS NULL OR p.state = 'active')`, hash).Scan(&row)
	if res.Error != nil {
		return Identity{}, false, fmt.Errorf("account: session: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return Identity{}, false, nil
	}
	if row.Staff {
		roles, err := Roles(ctx, q, row.PersonID)
		if err != nil {
			return Identity{}, false, err
		}
		row.Roles = roles
		if row.Helped, err = helped(ctx, q, row.SessionID, a.Now()); err != nil {
			return Identity{}, false, err
		}
	}
	return row.Identity, true, nil
}
