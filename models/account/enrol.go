package account

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
)

// Enrol is a person whom a command of the operator adds without a code: the first
// administrator, the people of a demo.
type Enrol struct {
	Phone  string
	Name   string
	Locale string
	PIN    string   // needed with a role; otherwise empty leaves the PIN as it is
	Role   RoleName // empty for none
	Scheme string
	Code   string
}

// Enrol finds the person by number and name or adds them, sets the PIN, and grants the
// role; doing it twice changes nothing but the PIN. It refuses what NormalPhone, the
// rules of PINs and GrantRole refuse.
func (a *Accounts) Enrol(ctx context.Context, by actor.System, in Enrol) (personID string, err error) {
	number, err := NormalPhone(in.Phone)
	if err != nil {
		return "", err
	}
	name, err := cleanName(in.Name)
	if err != nil {
		return "", err
	}
	var sealed string
	if in.PIN != "" || in.Role != "" {
		if err := judgePIN(in.PIN, number); err != nil {
			return "", err
		}
		if sealed, err = a.hashPIN(ctx, in.PIN); err != nil {
			return "", err
		}
	}
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		phoneID, err := a.Phone(ctx, tx, number)
		if err != nil {
			return err
		}
		if personID, err = a.find(ctx, tx, phoneID, name, in.Locale); err != nil {
			return err
		}
		if sealed != "" {
			err := tx.WithContext(ctx).Table("people").Where("id = ?", personID).Updates(map[string]any{
				"pin_hash": sealed, "pin_tries": 0, "pin_locks": 0, "pin_locked_until": 0, "pin_reset_at": 0,
			}).Error
			if err != nil {
				return err
			}
		}
		err = audit.Write(ctx, tx, audit.Entry{
			By: by.Stamp(), Verb: "person.enrolled", Subject: audit.Subject{Kind: "person", ID: personID},
		}, a.Now())
		if err != nil || in.Role == "" {
			return err
		}
		err = a.grant(ctx, tx, by, by.Job, GrantRole{PersonID: personID, Role: in.Role, Scheme: in.Scheme, Code: in.Code})
		if fault.Has(err, "role.held") {
			return nil
		}
		return err
	})
	a.cache.clear()
	if err != nil {
		return "", err
	}
	return personID, nil
}

// CreateAdmin makes an administrator, for the command of that name.
func (a *Accounts) CreateAdmin(ctx context.Context, phone, name, pin string) (personID string, err error) {
	return a.Enrol(ctx, actor.System{Job: "admin-create", Channel: actor.CLI},
		Enrol{Phone: phone, Name: name, PIN: pin, Role: Admin})
}

// find is the person of that name on the phone, added when there is none.
func (a *Accounts) find(ctx context.Context, tx *gorm.DB, phoneID, name, locale string) (string, error) {
	there, err := People(ctx, tx, phoneID)
	if err != nil {
		return "", err
	}
	for _, p := range there {
		if sameName(p.Name, name) { // Lan and Lân are two people
			return p.ID, nil
		}
	}
	p, err := a.addPerson(ctx, tx, phoneID, name, locale)
	return p.ID, err
}
