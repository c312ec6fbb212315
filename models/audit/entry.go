package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Entry is one deed to be written.
type Entry struct {
	By      actor.Stamp
	Verb    string // "seller.approve"
	Subject Subject
	Reason  string // a code, "duplicate"; the words of a person belong into the history of the thing
	Detail  any    // ids, codes and numbers only, see db.IDs; nil for none
}

// Subject is the thing that was acted on.
type Subject struct {
	Kind string // "seller"
	ID   string
}

// Row is one deed as written.
type Row struct {
	ID          string
	At          clock.Instant
	ActorKind   actor.Kind
	ActorID     string
	OnBehalfOf  string
	Channel     actor.Channel
	Verb        string
	SubjectKind string
	SubjectID   string
	Reason      string
	Detail      string
}

// TableName is audit_entries.
func (Row) TableName() string { return "audit_entries" }

// Read puts the detail into v.
func (r Row) Read(v any) error { return json.Unmarshal([]byte(r.Detail), v) }

var reasonCode = regexp.MustCompile(`^[a-z0-9_.]{0,64}$`)

// Write adds e in the transaction of the verb that it tells of. It refuses a reason that
// is not a code and a detail that holds more than ids.
func Write(ctx context.Context, tx *gorm.DB, e Entry, now clock.Instant) error {
	if !reasonCode.MatchString(e.Reason) {
		return fmt.Errorf("audit: the reason of %s is not a code", e.Verb)
	}
	detail, err := db.IDs(e.Detail)
	if err != nil {
		return fmt.Errorf("audit: %s: %w", e.Verb, err)
	}
	row := Row{
		ID: db.NewID(), At: now,
		ActorKind: e.By.Kind, ActorID: e.By.ID, OnBehalfOf: e.By.OnBehalfOf, Channel: e.By.Channel,
		Verb: e.Verb, SubjectKind: e.Subject.Kind, SubjectID: e.Subject.ID, Reason: e.Reason, Detail: detail,
	}
	if err := tx.WithContext(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("audit: %s: %w", e.Verb, err)
	}
	return nil
}
