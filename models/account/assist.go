package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// AssistLife is how long a helper may work for a person before the person says so again.
const AssistLife = 30 * time.Minute

// Assist is that a helper works for a person who sits beside them.
type Assist struct {
	ID        string
	HelperID  string
	SessionID string // of the helper
	PersonID  string
	StartedAt clock.Instant
	EndsAt    clock.Instant
	EndedAt   clock.Instant `gorm:"<-:create"`
}

// TableName is assists.
func (Assist) TableName() string { return "assists" }

// Helped is the person for whom the helper of a session works just now.
type Helped struct {
	AssistID string
	PersonID string
	PhoneID  string
	Name     string
	Until    clock.Instant
}

// helped finds whom a session works for; the zero Helped for nobody, and for who is no
// helper any more.
func helped(ctx context.Context, q *gorm.DB, sessionID string, now clock.Instant) (Helped, error) {
	var h Helped
	err := q.WithContext(ctx).Raw(`SELECT a.id AS assist_id, a.person_id, p.phone_id, p.name, a.ends_at AS until
		FROM assists a JOIN people p ON p.id = a.person_id
		WHERE a.session_id = ? AND a.ended_at = 0 AND a.ends_at > ? AND p.state = 'active'
			AND EXISTS (SELECT 1 FROM roles r WHERE r.person_id = a.helper_id AND r.role = 'helper' AND r.revoked_at = 0)`, sessionID, now).Scan(&h).Error
	if err != nil {
		return Helped{}, fmt.Errorf("account: assist: %w", err)
	}
	return h, nil
}

// Helps is whom the holder of a session works for at now, as a helper; false for nobody.
func (i Identity) Helps(now clock.Instant) (Helped, bool) {
	return i.Helped, i.Helped.AssistID != "" && now < i.Helped.Until
}
