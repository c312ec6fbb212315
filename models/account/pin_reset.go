package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// A forgotten PIN may be replaced from ResetWait after it was asked for, for ResetOpen.
// The code proves only the phone, which others of the family hold too: during the wait
// the person reads the notice and calls it off with one right PIN.
const (
	ResetWait = 24 * time.Hour
	ResetOpen = 7 * 24 * time.Hour
)

func (p person) resettable(now clock.Instant) bool {
	return !p.PINResetAt.IsZero() && p.PINResetAt <= now && now < p.PINResetAt.Add(ResetOpen)
}

// SendResetCode sends a ResetPIN code to who's own phone; of in only device, address and
// locale count. It refuses what SendCode refuses.
func (a *Accounts) SendResetCode(ctx context.Context, who Identity, in SendCode) (SentCode, error) {
	number, err := a.PhoneNumber(ctx, a.DB.Read(ctx), who.PhoneID)
	if err != nil {
		return SentCode{}, err
	}
	in.Phone, in.Purpose = number, ResetPIN
	return a.SendCode(ctx, in)
}

// PINReset is a ResetPIN code and whose PIN was forgotten: PersonID is one of who's phone,
// for whoever cannot sign in without it, and empty for who's own person.
type PINReset struct {
	CodeProof
	PersonID string `json:"person_id,omitempty" form:"person_id"`
}

// AskPINReset uses up a ResetPIN code of who's phone and tells from when the person is
// chosen, and SetPIN takes a new PIN, without the old one, locked or not. Asking again
// while one is under way changes nothing. It refuses codes as ProveCode does, a code of
// another phone as "account.code.over", somebody of another phone as fault.NotFound
// "person.unknown", "pin.unset" where nothing is to be reset, and an admin with
// fault.Forbidden "pin.desk": the operator's command sets theirs.
func (a *Accounts) AskPINReset(ctx context.Context, by actor.Stamp, who Identity, in PINReset) (from clock.Instant, err error) {
	if in.PersonID == "" {
		in.PersonID = who.PersonID
	}
	if in.PersonID == "" {
		return 0, fault.New(fault.Unauthenticated, "session.person")
	}
	var row person
	var number string
	asked := false
	err = a.useCode(ctx, in.CodeProof, ResetPIN, func(tx *gorm.DB, proved string) error {
		asked, number = false, proved
		var err error
		if row, err = takePerson(ctx, tx, in.PersonID); err != nil {
			return err
		}
		if row.PhoneID != who.PhoneID {
			return fault.New(fault.NotFound, "person.unknown")
		}
		own, err := a.PhoneNumber(ctx, tx, row.PhoneID)
		if err != nil {
			return err
		}
		held, err := Roles(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		now := a.Now()
		switch {
		case slices.ContainsFunc(held, func(r Role) bool { return r.Role == Admin }):
			return fault.New(fault.Forbidden, "pin.desk") // a phone is too little for the whole market
		case own != proved:
			return fault.New(fault.Invalid, "account.code.over").On("code")
		case row.PINHash == "":
			return fault.New(fault.Invalid, "pin.unset").On("pin")
		case now < row.PINResetAt.Add(ResetOpen) && !row.PINResetAt.IsZero():
			from = row.PINResetAt
			return nil
		}
		asked, from = true, now.Add(ResetWait)
		err = tx.WithContext(ctx).Table("people").Where("id = ? AND state = 'active'", row.ID).Update("pin_reset_at", from).Error
		if err != nil {
			return fmt.Errorf("account: pin reset: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Verb: "person.pin_reset_asked", Subject: audit.Subject{Kind: "person", ID: row.ID}}, now)
	})
	if err != nil {
		return 0, err
	}
	if asked {
		a.tell(ctx, number, row, "pin.reset", map[string]any{"name": row.Name, "from": from})
	}
	return from, nil
}
