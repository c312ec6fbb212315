package account

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// PhoneFresh is how long after its code a session may choose a person or set a PIN that
// was not set before. Later the phone is proved again.
const PhoneFresh = 30 * time.Minute

// ChoosePerson says which of the phone's people is holding it. Kind is Cookie or Bearer;
// Label tells sessions apart in the person's list ("Điện thoại của Lan").
type ChoosePerson struct {
	PersonID string `json:"person_id" form:"person_id"`
	PIN      string `json:"pin,omitempty" form:"pin"`
	Kind     Kind   `json:"-" form:"-"`
	Label    string `json:"label,omitempty" form:"label"`
}

// AddPerson adds a person to the phone. Consent is ConsentText, sent by a box that the
// person ticked: nothing else is an agreement.
type AddPerson struct {
	Name    string        `json:"name" form:"name"`
	Consent string        `json:"consent" form:"consent"`
	Locale  string        `json:"locale,omitempty" form:"locale"`
	Kind    Kind          `json:"-" form:"-"`
	Label   string        `json:"label,omitempty" form:"label"`
	Channel actor.Channel `json:"-" form:"-"`
}

// ChoosePerson turns who's session into that person's, under a new token; the old token
// is dead. Somebody of another phone is fault.NotFound "person.unknown"; a phone that
// was proved too long ago is fault.Unauthenticated "account.phone.again". Who has a PIN
// must give it ("pin.needed"), or the code of a family's phone would open every stall of
// the family, unless it may be replaced (AskPINReset); see CheckPIN for what it refuses.
func (a *Accounts) ChoosePerson(ctx context.Context, who Identity, in ChoosePerson) (SignedIn, error) {
	if err := a.phoneIsFresh(who); err != nil {
		return SignedIn{}, err
	}
	p, err := takePerson(ctx, a.DB.Read(ctx), in.PersonID)
	if err == nil && p.PhoneID != who.PhoneID {
		err = fault.New(fault.NotFound, "person.unknown")
	}
	if err != nil {
		return SignedIn{}, err
	}
	next, err := signedIn(who, p.ID, in.Kind, in.Label)
	if err != nil {
		return SignedIn{}, err
	}
	// The PIN is checked before the transaction: its hash is slow, and a wrong try must
	// count even though nothing else is written.
	switch {
	case p.PINHash != "" && in.PIN != "":
		if _, err := a.CheckPIN(ctx, p.ID, in.PIN); err != nil {
			return SignedIn{}, err
		}
		next.PINAt = a.Now()
	case p.PINHash != "" && !p.resettable(a.Now()):
		return SignedIn{}, fault.New(fault.Invalid, "pin.needed").On("pin")
	}
	return a.swap(ctx, who, next, nil)
}

// AddPerson adds a person to who's phone and signs them in under a new token. It refuses
// names as cleanName does, "person.consent" without the agreement, "person.many" above
// MostPeople, and a stale phone as ChoosePerson does.
func (a *Accounts) AddPerson(ctx context.Context, who Identity, in AddPerson) (SignedIn, error) {
	if err := a.phoneIsFresh(who); err != nil {
		return SignedIn{}, err
	}
	var faults fault.List
	name, err := cleanName(in.Name)
	faults = append(faults, fault.All(err)...)
	if in.Consent != ConsentText {
		faults.Add(fault.New(fault.Invalid, "person.consent").On("consent"))
	}
	if err := faults.Err(); err != nil {
		return SignedIn{}, err
	}
	next, err := signedIn(who, "", in.Kind, in.Label)
	if err != nil {
		return SignedIn{}, err
	}
	return a.swap(ctx, who, next, func(tx *gorm.DB, next *session) error {
		p, err := a.addPerson(ctx, tx, who.PhoneID, name, in.Locale)
		if err != nil {
			return err
		}
		next.PersonID = &p.ID
		return a.consent(ctx, tx, p.ID, Consent{Purpose: Privacy, Version: ConsentText, Channel: in.Channel})
	})
}

// PhoneProved reports whether the phone of this session was proved recently enough for its
// holder to become another person of it.
func (i Identity) PhoneProved(now clock.Instant) bool {
	return i.PhoneID != "" && i.SessionID != "" && fresh(i.ProvedAt, now, PhoneFresh)
}

func (a *Accounts) phoneIsFresh(who Identity) error {
	if !who.PhoneProved(a.Now()) {
		return fault.New(fault.Unauthenticated, "account.phone.again")
	}
	return nil
}

// fresh reports whether at lies within the last d.
func fresh(at, now clock.Instant, d time.Duration) bool {
	return !at.IsZero() && at <= now && now.Sub(at) <= d
}

// signedIn is the session that follows who's for a person.
func signedIn(who Identity, personID string, kind Kind, label string) (session, error) {
	label, err := cleanLabel(label)
	if err != nil {
		return session{}, err
	}
	if kind != Bearer {
		kind = Cookie
	}
	return session{PhoneID: who.PhoneID, PersonID: &personID, Kind: kind, Label: label, ProvedAt: who.ProvedAt}, nil
}
