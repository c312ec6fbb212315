package identity

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Role is as what somebody saw a document.
type Role string

// The two roles that a check in person needs.
const (
	ByHelper  Role = "helper"
	ByOfficer Role = "officer"
)

// Sighting is that somebody has seen the document of a check. Present says that the person
// was beside them.
type Sighting struct {
	AttemptID string
	Role      Role
	PersonID  string
	Last4     string `gorm:"column:last4"` // of the number, as they read it
	Present   bool
	Channel   actor.Channel
	CreatedAt clock.Instant
}

// TableName implements gorm's Tabler.
func (Sighting) TableName() string { return "identity_sightings" }

// See writes down that by has seen the document. One person is not both pairs of eyes
// ("identity.two_people"), and each role sees once ("identity.seen").
func See(ctx context.Context, tx *gorm.DB, a *Attempt, role Role, last4 string, present bool, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	var same int64
	if err := tx.WithContext(ctx).Table("identity_sightings").Where("attempt_id = ? AND person_id = ?", a.ID, who.ID).Count(&same).Error; err != nil {
		return err
	}
	if same > 0 {
		return fault.New(fault.Conflict, "identity.two_people")
	}
	err := tx.WithContext(ctx).Create(&Sighting{AttemptID: a.ID, Role: role, PersonID: who.ID, Last4: last4, Present: present, Channel: who.Channel, CreatedAt: now}).Error
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "identity.seen")
	}
	return err
}

// Seen lists who has seen the document of a check.
func Seen(ctx context.Context, q *gorm.DB, attemptID string) ([]Sighting, error) {
	var out []Sighting
	err := q.WithContext(ctx).Where("attempt_id = ?", attemptID).Order("role").Find(&out).Error
	return out, err
}
