package identity

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// State is where a check stands.
type State string

// The states.
const (
	Starting State = "starting" // the provider is being asked to begin
	Open     State = "open"     // the person, or a second pair of eyes, is awaited
	Review   State = "review"   // found, under another name than the account's: an officer decides
	Passed   State = "passed"
	Failed   State = "failed"
	Expired  State = "expired"
)

// edges is the whole machine.
var edges = map[State][]State{
	Starting: {Open, Failed},
	Open:     {Passed, Review, Failed, Expired},
	Review:   {Passed, Failed},
	Passed:   {}, Failed: {}, Expired: {},
}

// Edges returns a copy of the machine, for its test.
func Edges() map[State][]State {
	out := make(map[State][]State, len(edges))
	for from, to := range edges {
		out[from] = slices.Clone(to)
	}
	return out
}

// Live reports whether something may still come of it.
func (s State) Live() bool { return s == Starting || s == Open || s == Review }

// Attempt is one check on its way. Name and number are sealed; pages show Last4.
type Attempt struct {
	ID           string `gorm:"primaryKey"`
	SellerID     string
	PersonID     string
	Provider     string
	ProviderTx   string        `gorm:"<-:create"`
	State        State         `gorm:"<-:create"` // move alone writes it later, with all below
	NextURL      string        `gorm:"<-:create"`
	NextCode     string        `gorm:"<-:create"`
	NameSealed   string        `gorm:"<-:create"`
	NumberSealed string        `gorm:"<-:create"`
	NumberBlind  string        `gorm:"<-:create"`
	Last4        string        `gorm:"<-:create;column:last4"`
	Level        string        `gorm:"<-:create"`
	ValidUntil   clock.Date    `gorm:"<-:create"`
	CheckedAt    clock.Instant `gorm:"<-:create"`
	Reason       string        `gorm:"<-:create"`
	AskAt        clock.Instant `gorm:"<-:create"`
	ExpiresAt    clock.Instant `gorm:"<-:create"`
	EndedAt      clock.Instant `gorm:"<-:create"`
	CreatedAt    clock.Instant
}

// TableName implements gorm's Tabler.
func (Attempt) TableName() string { return "identity_attempts" }

const (
	namePurpose   = "identity_attempts.name"
	numberPurpose = "identity_attempts.number"
	blindPurpose  = "identity.number" // of checks too, so that both find the same card
)

// Result opens what was found.
func (a Attempt) Result(keys *crypt.Keyring) (Result, error) {
	name, err := keys.Open(namePurpose, a.NameSealed)
	if err != nil {
		return Result{}, err
	}
	number, err := keys.Open(numberPurpose, a.NumberSealed)
	return Result{Name: name, Number: Number(number), Level: a.Level, At: a.CheckedAt, ValidUntil: a.ValidUntil}, err
}

// Find returns a check, or fault "identity.unknown".
func Find(ctx context.Context, q *gorm.DB, id string) (*Attempt, error) {
	var a Attempt
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&a)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "identity.unknown")
	}
	return &a, res.Error
}

// Latest is the last check of a stall by a provider, or nil.
func Latest(ctx context.Context, q *gorm.DB, sellerID, provider string) (*Attempt, error) {
	var a Attempt
	res := q.WithContext(ctx).Where("seller_id = ? AND provider = ?", sellerID, provider).Order("created_at DESC, id DESC").Limit(1).Find(&a)
	if res.Error != nil || res.RowsAffected == 0 {
		return nil, res.Error
	}
	return &a, nil
}

// UnderReview is the check of a stall that waits for an officer, or nil.
func UnderReview(ctx context.Context, q *gorm.DB, sellerID string) (*Attempt, error) {
	var a Attempt
	res := q.WithContext(ctx).Where("seller_id = ? AND state = ?", sellerID, Review).Limit(1).Find(&a)
	if res.Error != nil || res.RowsAffected == 0 {
		return nil, res.Error
	}
	return &a, nil
}

// move takes a to next with what is written beside it. It refuses with "identity.move" and
// "identity.moved".
func move(ctx context.Context, tx *gorm.DB, a *Attempt, next State, set map[string]any, reason string, by actor.Actor, now clock.Instant) error {
	if !slices.Contains(edges[a.State], next) {
		return fault.New(fault.Conflict, "identity.move")
	}
	set["state"], set["reason"] = next, reason
	if !next.Live() {
		set["ended_at"], set["next_url"], set["next_code"] = now, "", ""
	}
	res := tx.WithContext(ctx).Table("identity_attempts").Where("id = ? AND state = ?", a.ID, a.State).Updates(set)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected == 0:
		return fault.New(fault.Conflict, "identity.moved")
	}
	if err := record(ctx, tx, a.ID, a.State, next, reason, by, now); err != nil {
		return err
	}
	a.State, a.Reason = next, reason
	return nil
}

func record(ctx context.Context, tx *gorm.DB, id string, from, to State, reason string, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	return tx.WithContext(ctx).Table("identity_moves").Create(map[string]any{
		"id": db.NewID(), "attempt_id": id, "from_state": from, "to_state": to, "actor_kind": who.Kind, "actor_id": who.ID,
		"on_behalf_of": who.OnBehalfOf, "channel": who.Channel, "reason": reason, "created_at": now,
	}).Error
}
