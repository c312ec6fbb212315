package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Purposes of consent. Their texts are web/storefront/text/consent-…, a file a version.
const (
	Privacy    = "privacy"    // personal data are used to run the account
	Publishing = "publishing" // name, commune and photo of a stall are shown to everybody
	Helping    = "helping"    // a helper may act for the household
	Notices    = "notices"    // news that nobody asked for, beyond one's own orders
)

// ConsentText is the version of the privacy text that a new person agrees to.
const ConsentText = "2026-11-01"

// ConsentTexts is the version of each purpose's text that is agreed to today.
var ConsentTexts = map[string]string{Privacy: ConsentText, Publishing: "2026-11-30", Helping: "2026-11-30", Notices: "2026-11-01"}

// Purposes lists what a person may agree to and take back, in the order in which it is asked.
var Purposes = []string{Publishing, Helping, Notices}

// Consent is one agreement: to which purpose, in which version of its text, through
// which door, and who helped, if anybody did.
type Consent struct {
	Purpose    string        `json:"purpose" form:"purpose"`
	Version    string        `json:"version" form:"version"`
	Channel    actor.Channel `json:"-" form:"-"`
	AssistedBy string        `json:"-" form:"-"`
}

// GivenConsent is one as kept. WithdrawnAt is zero while it stands.
type GivenConsent struct {
	ID          string
	Purpose     string
	Version     string
	Channel     actor.Channel
	AssistedBy  string
	WithdrawnAt clock.Instant
	CreatedAt   clock.Instant
}

// Agree writes down the actor's consent. Agreeing twice is once. A purpose that is none
// of ours is fault.Invalid "consent.purpose", a version that is not today's of its text
// "consent.version".
func (a *Accounts) Agree(ctx context.Context, by actor.Buyer, in Consent) error {
	if in.Channel == "" {
		in.Channel = by.Channel
	}
	return a.DB.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := takePerson(ctx, tx, by.PersonID); err != nil {
			return err
		}
		return a.consent(ctx, tx, by.PersonID, in)
	})
}

func (a *Accounts) consent(ctx context.Context, tx *gorm.DB, personID string, in Consent) error {
	today, ours := ConsentTexts[in.Purpose]
	switch {
	case !ours:
		return fault.New(fault.Invalid, "consent.purpose").On("purpose")
	case in.Version != today:
		return fault.New(fault.Invalid, "consent.version").On("version")
	}
	err := tx.WithContext(ctx).Exec(`INSERT INTO consents (id, person_id, purpose, version, channel, assisted_by, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		db.NewID(), personID, in.Purpose, in.Version, in.Channel, in.AssistedBy, a.Now()).Error
	if err != nil {
		return fmt.Errorf("account: consent: %w", err)
	}
	return nil
}

// Withdraw takes back every consent of the actor to a purpose; what was done before stays
// lawful, and what follows is privacy's to do in the same transaction. None standing is
// fault.NotFound "consent.gone". Without Privacy there is no account, so that one goes with
// the account alone: fault.Conflict "consent.privacy".
func (a *Accounts) Withdraw(ctx context.Context, tx *gorm.DB, by actor.Buyer, purpose string) error {
	if purpose == Privacy {
		return fault.New(fault.Conflict, "consent.privacy")
	}
	res := tx.WithContext(ctx).Table("consents").
		Where("person_id = ? AND purpose = ? AND withdrawn_at = 0", by.PersonID, purpose).Update("withdrawn_at", a.Now())
	if res.Error != nil {
		return fmt.Errorf("account: withdraw: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "consent.gone")
	}
	return nil
}

// Agreed reports whether a person's consent to a purpose stands.
func Agreed(ctx context.Context, q *gorm.DB, personID, purpose string) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("consents").Where("person_id = ? AND purpose = ? AND withdrawn_at = 0", personID, purpose).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("account: consent: %w", err)
	}
	return n > 0, nil
}

// Consents lists what the actor agreed to and withdrew, the newest first.
func Consents(ctx context.Context, q *gorm.DB, by actor.Buyer) ([]GivenConsent, error) {
	var out []GivenConsent
	err := q.WithContext(ctx).Raw(`SELECT id, purpose, version, channel, assisted_by, withdrawn_at, created_at
		FROM consents WHERE person_id = ? ORDER BY created_at DESC, id DESC LIMIT 200`, by.PersonID).Scan(&out).Error
	if err != nil {
		return nil, fmt.Errorf("account: consents: %w", err)
	}
	return out, nil
}
