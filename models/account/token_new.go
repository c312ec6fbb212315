package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// MostTokens is how many living API tokens a person may have.
const MostTokens = 20

// NewToken is a token for a program that acts as the person.
type NewToken struct {
	Label string `json:"label" form:"label"`
	PIN   string `json:"pin,omitempty" form:"pin"`
}

// NewToken makes a bearer token beside who's session. A person with a PIN gives it, since
// a token outlives the look at the screen; only then has the token the powers of their
// roles. Refused: "token.label" without a name, "pin.needed", "token.many", what CheckPIN
// refuses, and a guest with fault.Unauthenticated "session.person".
func (a *Accounts) NewToken(ctx context.Context, who Identity, in NewToken) (SignedIn, error) {
	if who.PersonID == "" {
		return SignedIn{}, fault.New(fault.Unauthenticated, "session.person")
	}
	label, err := cleanLabel(in.Label)
	if err == nil && label == "" {
		err = fault.New(fault.Invalid, "token.label").On("label")
	}
	if err != nil {
		return SignedIn{}, err
	}
	next := session{PhoneID: who.PhoneID, PersonID: &who.PersonID, Kind: Bearer, Label: label, ProvedAt: who.ProvedAt}
	p, err := Person(ctx, a.DB.Read(ctx), who.PersonID)
	if err != nil {
		return SignedIn{}, err
	}
	if p.HasPIN {
		if in.PIN == "" {
			return SignedIn{}, fault.New(fault.Invalid, "pin.needed").On("pin")
		}
		if _, err := a.CheckPIN(ctx, who.PersonID, in.PIN); err != nil {
			return SignedIn{}, err
		}
		next.PINAt = a.Now()
	}
	var out SignedIn
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		var n int64
		err := tx.WithContext(ctx).Raw(`SELECT count(*) FROM sessions
			WHERE person_id = ? AND kind = 'bearer' AND revoked_at = 0 AND expires_at > ?`, who.PersonID, a.Now()).Scan(&n).Error
		if err != nil {
			return fmt.Errorf("account: tokens: %w", err)
		}
		if n >= MostTokens {
			return fault.New(fault.Conflict, "token.many").With("most", MostTokens)
		}
		out, err = a.start(ctx, tx, next)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	a.log().InfoContext(ctx, "token made", "session", out.Identity.SessionID, "person", who.PersonID)
	return out, nil
}
