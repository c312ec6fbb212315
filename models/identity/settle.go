package identity

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
)

// Reasons that the program writes; message keys.
const (
	ReasonRefused = "identity.refused"
	ReasonLost    = "identity.lost"
	ReasonOver    = "identity.over"
	ReasonName    = "identity.name"
	ReasonStale   = "identity.stale" // what the provider found is not of this check, or has ended
	ReasonAgain   = "identity.again" // the helper read other digits later
)

// Found keeps what the provider found, once: it passes, or waits for an officer where the
// name is another one. It refuses as every move does, so a second answer changes nothing.
func Found(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, a *Attempt, r Result, agrees bool, by actor.Actor, now clock.Instant) error {
	next, reason := Passed, ""
	if !agrees {
		next, reason = Review, ReasonName
	}
	number := r.Number.Reveal()
	set := map[string]any{
		"name_sealed": keys.Seal(namePurpose, r.Name), "number_sealed": keys.Seal(numberPurpose, number), "number_blind": Blind(keys, number),
		"last4": last4(number), "level": r.Level, "valid_until": r.ValidUntil, "checked_at": r.At, "ask_at": 0,
	}
	if err := move(ctx, tx, a, next, set, reason, by, now); err != nil {
		return err
	}
	a.NameSealed, a.NumberSealed, a.Last4, a.Level = set["name_sealed"].(string), set["number_sealed"].(string), last4(number), r.Level
	a.NumberBlind, a.ValidUntil, a.CheckedAt = set["number_blind"].(string), r.ValidUntil, r.At
	return nil
}

// Confirm is an officer's word that the other name is that of the same person.
func Confirm(ctx context.Context, tx *gorm.DB, a *Attempt, by actor.Actor, now clock.Instant) error {
	return move(ctx, tx, a, Passed, map[string]any{}, "", by, now)
}

// Fail ends a check without a result.
func Fail(ctx context.Context, tx *gorm.DB, a *Attempt, reason string, by actor.Actor, now clock.Instant) error {
	return move(ctx, tx, a, Failed, map[string]any{"ask_at": 0}, reason, by, now)
}

// Expire ends a check that nobody confirmed in time.
func Expire(ctx context.Context, tx *gorm.DB, a *Attempt, by actor.Actor, now clock.Instant) error {
	return move(ctx, tx, a, Expired, map[string]any{"ask_at": 0}, ReasonOver, by, now)
}

// Blind is the index by which the same card is found again.
func Blind(keys *crypt.Keyring, number string) string {
	return keys.Blind(blindPurpose, digits(number))
}

// Forget wipes what checks found of a person; that they were made, and how, stays.
func Forget(ctx context.Context, tx *gorm.DB, personID string) error {
	return tx.WithContext(ctx).Table("identity_attempts").Where("person_id = ? AND person_id <> ''", personID).
		Updates(map[string]any{"name_sealed": "", "number_sealed": "", "number_blind": "", "next_url": "", "next_code": ""}).Error
}

// OfPerson lists the checks of a person, newest first; 200 at most.
func OfPerson(ctx context.Context, q *gorm.DB, personID string) ([]Attempt, error) {
	var out []Attempt
	err := q.WithContext(ctx).Where("person_id = ? AND person_id <> ''", personID).Order("created_at DESC, id DESC").Limit(200).Find(&out).Error
	return out, err
}

func last4(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-4):])
}

// digits is a number as the same card is typed by everybody: letters and digits alone.
func digits(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r != ' ' && r != '.' && r != '-' {
			out = append(out, r)
		}
	}
	return string(out)
}
