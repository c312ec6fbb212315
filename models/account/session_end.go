package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// SignOut ends who's own session. Ending it twice is no fault.
func (a *Accounts) SignOut(ctx context.Context, who Identity) error {
	_, err := a.end(ctx, nil, "id = ?", who.SessionID)
	return err
}

// RevokeSession ends one of the actor's own sessions or tokens; another one's, an ended
// or an unknown one is fault.NotFound "session.gone".
func (a *Accounts) RevokeSession(ctx context.Context, by actor.Buyer, sessionID string) error {
	n, err := a.end(ctx, nil, "id = ? AND person_id = ?", sessionID, by.PersonID)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "session.gone")
	}
	return err
}

// RevokeOthers ends every session and token of who's person but this one.
func (a *Accounts) RevokeOthers(ctx context.Context, who Identity) error {
	if who.PersonID == "" {
		return unknownSession()
	}
	_, err := a.end(ctx, nil, "person_id = ? AND id <> ?", who.PersonID, who.SessionID)
	return err
}

// EndSessions ends every session and token of a person, for the market's desk.
func (a *Accounts) EndSessions(ctx context.Context, by actor.Admin, personID string) error {
	_, err := a.end(ctx, func(tx *gorm.DB) error {
		names, err := Names(ctx, tx, []string{personID})
		if err == nil && len(names) == 0 {
			err = fault.New(fault.NotFound, "person.unknown")
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			By: by.Stamp(), Verb: "person.sessions_ended", Subject: audit.Subject{Kind: "person", ID: personID},
		}, a.Now())
	}, "person_id = ?", personID)
	return err
}

func (a *Accounts) end(ctx context.Context, also func(tx *gorm.DB) error, where string, args ...any) (int64, error) {
	var n int64
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		var err error
		if n, err = revoke(ctx, tx, a.Now(), where, args...); err != nil || also == nil {
			return err
		}
		return also(tx)
	})
	a.cache.clear()
	if err == nil && n > 0 {
		a.log().InfoContext(ctx, "sessions ended", "count", n)
	}
	return n, err
}

// revoke ends the sessions that where names; where is never anything from outside.
func revoke(ctx context.Context, tx *gorm.DB, now clock.Instant, where string, args ...any) (int64, error) {
	res := tx.WithContext(ctx).Table("sessions").Where("revoked_at = 0").Where(where, args...).Update("revoked_at", now)
	if res.Error != nil {
		return 0, fmt.Errorf("account: end session: %w", res.Error)
	}
	return res.RowsAffected, nil
}
