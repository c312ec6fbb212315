package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/notify"
)

// SetPIN is a new PIN. Old is the one in force; it is left empty for a first PIN, and
// when a forgotten one may be replaced (see AskPINReset).
type SetPIN struct {
	Old string `json:"old_pin,omitempty" form:"old_pin"`
	New string `json:"pin" form:"pin"`
}

// SetPIN sets the PIN of who's person and gives who's session a new token, proved by that
// PIN; in all other sessions of the person the PIN counts as not given. Refused: new PINs
// as judgePIN says; "pin.needed" on "old_pin" when one is in force, and what CheckPIN says
// of a wrong one; fault.Unauthenticated "account.phone.again" when a PIN is set without an
// old one and the phone was not proved within PhoneFresh.
func (a *Accounts) SetPIN(ctx context.Context, by actor.Stamp, who Identity, in SetPIN) (SignedIn, error) {
	if who.PersonID == "" {
		return SignedIn{}, fault.New(fault.Unauthenticated, "session.person")
	}
	row, err := takePerson(ctx, a.DB.Read(ctx), who.PersonID)
	if err != nil {
		return SignedIn{}, err
	}
	number, err := a.PhoneNumber(ctx, a.DB.Read(ctx), row.PhoneID)
	if err != nil {
		return SignedIn{}, err
	}
	if err := judgePIN(in.New, number); err != nil {
		return SignedIn{}, err
	}
	if err := a.maySetPIN(ctx, who, row, in.Old); err != nil {
		return SignedIn{}, err
	}
	sealed, err := a.hashPIN(ctx, in.New)
	if err != nil {
		return SignedIn{}, err
	}
	now, next := a.Now(), again(who)
	next.PINAt = now
	out, err := a.swap(ctx, who, next, func(tx *gorm.DB, _ *session) error {
		if err := replacePIN(ctx, tx, row, in.Old != "", sealed, now); err != nil {
			return err
		}
		err := tx.WithContext(ctx).Table("sessions").Where("person_id = ? AND pin_at > 0", row.ID).Update("pin_at", 0).Error
		if err != nil {
			return fmt.Errorf("account: set pin: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Verb: "person.pin_set", Subject: audit.Subject{Kind: "person", ID: row.ID}}, now)
	})
	if err == nil && row.PINHash != "" {
		a.tell(ctx, number, row, "pin.changed", nil)
	}
	return out, err
}

// maySetPIN asks for what proves the person or, where nothing can yet, the phone.
func (a *Accounts) maySetPIN(ctx context.Context, who Identity, row person, old string) error {
	now := a.Now()
	switch {
	case row.PINHash == "":
		return a.phoneIsFresh(who)
	case old != "":
		_, err := a.CheckPIN(ctx, row.ID, old)
		for _, f := range fault.All(err) {
			_ = f.On("old_pin")
		}
		return err
	case row.resettable(now):
		return a.phoneIsFresh(who)
	}
	return fault.New(fault.Invalid, "pin.needed").On("old_pin")
}

// replacePIN writes the new PIN over the one that was judged. When no old PIN was given,
// the permission to do without must still stand: a right PIN elsewhere takes it away.
func replacePIN(ctx context.Context, tx *gorm.DB, row person, proved bool, sealed string, now clock.Instant) error {
	q := tx.WithContext(ctx).Table("people").Where("id = ? AND state = 'active' AND pin_hash = ?", row.ID, row.PINHash)
	if row.PINHash != "" && !proved {
		q = q.Where("pin_reset_at > 0 AND pin_reset_at <= ?", now)
	}
	res := q.Updates(map[string]any{
		"pin_hash": sealed, "pin_tries": 0, "pin_locks": 0, "pin_locked_until": 0, "pin_reset_at": 0,
	})
	if res.Error != nil {
		return fmt.Errorf("account: set pin: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "pin.moved").On("pin")
	}
	return nil
}

// StepUp proves the person by PIN within who's session, which gets a new token. Officers
// and admins act only in such a session. It refuses what CheckPIN refuses.
func (a *Accounts) StepUp(ctx context.Context, who Identity, pin string) (SignedIn, error) {
	if who.PersonID == "" {
		return SignedIn{}, fault.New(fault.Unauthenticated, "session.person")
	}
	if _, err := a.CheckPIN(ctx, who.PersonID, pin); err != nil {
		return SignedIn{}, err
	}
	next := again(who)
	next.PINAt = a.Now()
	return a.swap(ctx, who, next, nil)
}

// tell sends a notice about the account after the fact; that it was not sent undoes
// nothing.
func (a *Accounts) tell(ctx context.Context, number string, row person, template string, args map[string]any) {
	err := a.Send.Send(context.WithoutCancel(ctx), notify.Message{
		To: number, Template: template, Args: args, Locale: row.Locale, Idempotency: template + ":" + row.ID + ":" + a.Now().String(),
	})
	if err != nil {
		a.log().ErrorContext(ctx, "notice not sent", "template", template, "person", row.ID, "error", err)
	}
}
