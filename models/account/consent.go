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

// Answer is what a person says to a question of consent.
type Answer string

// The two answers. Neither is given by silence.
const (
	Yes Answer = "yes"
	No  Answer = "no"
)

// Consent is one answer: to which purpose, in which version of its text, through which
// door, and who helped, if anybody did.
type Consent struct {
	Purpose    string        `json:"purpose" form:"purpose"`
	Version    string        `json:"version" form:"version"`
	Answer     Answer        `json:"answer" form:"answer"`
	Channel    actor.Channel `json:"-" form:"-"`
	AssistedBy string        `json:"-" form:"-"`
}

// GivenConsent is one as kept. WithdrawnAt is zero while a yes stands; a no never stands for
// anything, so of a no it is when it was said.
type GivenConsent struct {
	ID          string
	Purpose     string
	Version     string
	Answer      Answer
	Channel     actor.Channel
	AssistedBy  string
	WithdrawnAt clock.Instant
	CreatedAt   clock.Instant
}

// Answer writes down what a person says to one question of consent, and returns who that is:
// a buyer says it themself; through a helper who works for them just now it is the word of who
// sits beside, kept with who helped. The same word twice is once. What follows from a yes is
// privacy's to do in the same transaction. A purpose that is none of ours is fault.Invalid
// "consent.purpose", a version that is not today's of its text "consent.version", an answer
// that is neither "consent.answer". A no is fault.Conflict "consent.privacy" to Privacy, without
// which there is no account, and "consent.stands" while a yes stands: that is taken back by
// Withdraw. A helper who works for nobody is fault.NotFound "assist.none".
func (a *Accounts) Answer(ctx context.Context, tx *gorm.DB, by actor.Actor, in Consent) (personID string, err error) {
	in.Channel, in.AssistedBy = by.Stamp().Channel, ""
	switch who := by.(type) {
	case actor.Buyer:
		personID = who.PersonID
	case actor.Helper:
		personID, in.AssistedBy = who.ForID, who.PersonID
		if err := a.mustHelp(ctx, tx, who); err != nil {
			return "", err
		}
	default:
		return "", fault.New(fault.Unauthenticated, "session.needed")
	}
	if err := judge(in); err != nil {
		return "", err
	}
	if in.Answer == Yes {
		return personID, a.consent(ctx, tx, personID, in)
	}
	return personID, a.refuse(ctx, tx, personID, in)
}

// judge refuses what is no answer to a question that is asked today.
func judge(in Consent) error {
	today, ours := ConsentTexts[in.Purpose]
	switch {
	case !ours:
		return fault.New(fault.Invalid, "consent.purpose").On("purpose")
	case in.Version != today:
		return fault.New(fault.Invalid, "consent.version").On("version")
	case in.Answer != Yes && in.Answer != No:
		return fault.New(fault.Invalid, "consent.answer").On("answer")
	case in.Answer == No && in.Purpose == Privacy:
		return fault.New(fault.Conflict, "consent.privacy")
	}
	return nil
}

// consent writes down a yes, in the place of a no.
func (a *Accounts) consent(ctx context.Context, tx *gorm.DB, personID string, in Consent) error {
	if err := holdPerson(ctx, tx, personID); err != nil {
		return err
	}
	err := tx.WithContext(ctx).Table("consent_refusals").Where("person_id = ? AND purpose = ? AND replaced_at = 0", personID, in.Purpose).
		Update("replaced_at", a.Now()).Error
	if err == nil {
		err = tx.WithContext(ctx).Exec(`INSERT INTO consents (id, person_id, purpose, version, channel, assisted_by, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			db.NewID(), personID, in.Purpose, in.Version, in.Channel, in.AssistedBy, a.Now()).Error
	}
	if err != nil {
		return fmt.Errorf("account: consent: %w", err)
	}
	return nil
}

// refuse writes down a no where no yes stands, in the place of a no to an older text.
func (a *Accounts) refuse(ctx context.Context, tx *gorm.DB, personID string, in Consent) error {
	if err := holdPerson(ctx, tx, personID); err != nil {
		return err
	}
	if stands, err := Agreed(ctx, tx, personID, in.Purpose); err != nil || stands {
		if err == nil {
			err = fault.New(fault.Conflict, "consent.stands")
		}
		return err
	}
	err := tx.WithContext(ctx).Table("consent_refusals").
		Where("person_id = ? AND purpose = ? AND replaced_at = 0 AND version <> ?", personID, in.Purpose, in.Version).Update("replaced_at", a.Now()).Error
	if err == nil {
		err = tx.WithContext(ctx).Exec(`INSERT INTO consent_refusals (id, person_id, purpose, version, channel, assisted_by, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			db.NewID(), personID, in.Purpose, in.Version, in.Channel, in.AssistedBy, a.Now()).Error
	}
	if err != nil {
		return fmt.Errorf("account: refusal: %w", err)
	}
	return nil
}

// mustHelp refuses a helper who does not work for the person just now: the row is read again,
// because the help may have ended while the page was open.
func (a *Accounts) mustHelp(ctx context.Context, tx *gorm.DB, by actor.Helper) error {
	var n int64
	err := tx.WithContext(ctx).Table("assists").
		Where("helper_id = ? AND person_id = ? AND ended_at = 0 AND ends_at > ?", by.PersonID, by.ForID, a.Now()).Count(&n).Error
	if err != nil {
		return fmt.Errorf("account: assist: %w", err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "assist.none")
	}
	return nil
}

// holdPerson keeps a person's row until tx ends: of two words about one purpose the second
// sees the first. Somebody erased is fault.NotFound "person.unknown".
func holdPerson(ctx context.Context, tx *gorm.DB, personID string) error {
	res := tx.WithContext(ctx).Exec("UPDATE people SET state = state WHERE id = ? AND state = 'active'", personID)
	if res.Error != nil {
		return fmt.Errorf("account: person: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "person.unknown")
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
	if err := holdPerson(ctx, tx, by.PersonID); err != nil {
		return err
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

// Consents lists what the actor said yes and no to, and took back, the newest first.
func Consents(ctx context.Context, q *gorm.DB, by actor.Buyer) ([]GivenConsent, error) {
	var out []GivenConsent
	err := q.WithContext(ctx).Raw(`SELECT id, purpose, version, 'yes' AS answer, channel, assisted_by, withdrawn_at, created_at FROM consents WHERE person_id = @person
		UNION ALL SELECT id, purpose, version, 'no', channel, assisted_by, created_at, created_at FROM consent_refusals WHERE person_id = @person
		ORDER BY created_at DESC, id DESC LIMIT 200`, map[string]any{"person": by.PersonID}).Scan(&out).Error
	if err != nil {
		return nil, fmt.Errorf("account: consents: %w", err)
	}
	return out, nil
}

// ToAsk lists, of Purposes, what a person is asked who opens a stall: Publishing unless they
// agree to it, because no stall opens without; of the rest what they do not agree to and have
// never answered in today's text. Nobody is pressed twice.
func ToAsk(ctx context.Context, q *gorm.DB, personID string) ([]string, error) {
	var words []struct {
		Purpose, Version string
		Stands           bool
	}
	err := q.WithContext(ctx).Raw(`SELECT purpose, version, withdrawn_at = 0 AS stands FROM consents WHERE person_id = @person
		UNION SELECT purpose, version, FALSE FROM consent_refusals WHERE person_id = @person`, map[string]any{"person": personID}).Scan(&words).Error
	if err != nil {
		return nil, fmt.Errorf("account: to ask: %w", err)
	}
	settled := map[string]bool{}
	for _, w := range words {
		if w.Stands || w.Purpose != Publishing && w.Version == ConsentTexts[w.Purpose] {
			settled[w.Purpose] = true
		}
	}
	var out []string
	for _, purpose := range Purposes {
		if !settled[purpose] {
			out = append(out, purpose)
		}
	}
	return out, nil
}
