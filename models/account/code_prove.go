package account

import (
	"context"
	"crypto/subtle"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// CodeProof is a code as it came back: with the request and from the device for which it
// was sent.
type CodeProof struct {
	RequestID   string `json:"request_id" form:"request_id"`
	Code        string `json:"code" form:"code"`
	DeviceToken string `json:"device_token,omitempty" form:"-"`
	Replaces    string `json:"-" form:"-"` // the session that the browser holds now; it ends with the proof
}

// ProvedPhone is a session whose phone is proved and whose person is still to be chosen.
// With it a guest may order; ChoosePerson and AddPerson make it a person's.
type ProvedPhone struct {
	SignedIn
	People []PersonCard
}

// ProveCode uses up a SignIn code and starts a guest session. A wrong code is
// fault.Invalid "account.code.wrong" on field "code" with how many tries are "left"; one
// that was used, is too old, tried too often, or belongs to another request, device or
// purpose is "account.code.over"; after too many wrong ones on the phone's own devices every
// code is fault.Limited "account.code.guessed" with "minutes". Of any number of equal requests at once, one succeeds.
func (a *Accounts) ProveCode(ctx context.Context, in CodeProof) (ProvedPhone, error) {
	var out ProvedPhone
	err := a.useCode(ctx, in, SignIn, func(tx *gorm.DB, number string) error {
		now := a.Now()
		phoneID, err := a.Phone(ctx, tx, number)
		if err != nil {
			return err
		}
		if err := remember(ctx, tx, hashToken(in.DeviceToken), phoneID, now); err != nil {
			return err
		}
		if in.Replaces != "" {
			if _, err := revoke(ctx, tx, now, "id = ?", in.Replaces); err != nil {
				return err
			}
		}
		out.SignedIn, err = a.start(ctx, tx, session{PhoneID: phoneID, Kind: Guest, ProvedAt: now})
		if err != nil {
			return err
		}
		out.People, err = People(ctx, tx, phoneID)
		return err
	})
	a.cache.clear()
	if err != nil {
		return ProvedPhone{}, err
	}
	a.log().InfoContext(ctx, "phone proved", "phone", out.Identity.PhoneID, "session", out.Identity.SessionID)
	return out, nil
}

// useCode counts one try of a code and, when it is right, uses it up and does then in
// the same transaction. A wrong try is committed, or a guesser would have endless ones;
// for that reason the refusal is carried out of the transaction beside its error.
func (a *Accounts) useCode(ctx context.Context, in CodeProof, purpose Purpose, then func(tx *gorm.DB, number string) error) error {
	code, ok := digitsOf(in.Code)
	if !ok {
		return fault.New(fault.Invalid, "account.code.shape").On("code") // a slip of the thumb costs no try
	}
	now, over := a.Now(), fault.New(fault.Invalid, "account.code.over").On("code")
	var refused *fault.Fault
	tried := "" // what came in as a request's id may be anything: only a real one is logged
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		refused = nil
		tx = tx.WithContext(ctx)
		res := tx.Table("signin_codes").
			Where("id = ? AND purpose = ? AND device_hash = ? AND used_at = 0 AND expires_at > ? AND tries < ?",
				in.RequestID, purpose, hashToken(in.DeviceToken), now, CodeTries).
			Update("tries", gorm.Expr("tries + 1"))
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			refused = over
			return nil
		}
		var row signinCode
		if err := tx.Where("id = ?", in.RequestID).Take(&row).Error; err != nil {
			return err
		}
		tried = row.ID
		known, err := knows(ctx, tx, row.DeviceHash, row.PhoneBlind)
		if err != nil {
			return err
		}
		var guesses []ceiling
		if known {
			guesses = []ceiling{a.wrongTries(row.PhoneBlind)}
		}
		if err := take(ctx, tx, guesses, now); err != nil {
			if all := fault.All(err); len(all) == 1 {
				refused = all[0].On("code") // the try stays counted
				return nil
			}
			return err
		}
		if subtle.ConstantTimeCompare([]byte(row.Hash), []byte(a.hashCode(row, code))) != 1 {
			if refused = over; row.Tries < CodeTries {
				refused = fault.New(fault.Invalid, "account.code.wrong").On("code").With("left", CodeTries-row.Tries)
			}
			return nil
		}
		res = tx.Table("signin_codes").Where("id = ? AND used_at = 0", row.ID).Update("used_at", now)
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			refused = over
			return nil
		}
		if err := giveBack(ctx, tx, guesses); err != nil {
			return err
		}
		number, err := a.Keys.Open(sealedCode, row.PhoneSealed)
		if err != nil {
			return err
		}
		return then(tx, number)
	})
	switch {
	case refused != nil && err == nil:
		a.log().WarnContext(ctx, "code wrong", "request", tried, "why", refused.Key)
		return refused
	case err != nil && len(fault.All(err)) == 0:
		return fmt.Errorf("account: code: %w", err)
	}
	return err
}

// digitsOf is a code as typed, without the spaces that phones put into it.
func digitsOf(typed string) (string, bool) {
	out := make([]byte, 0, 6)
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9' && len(out) < 6:
			out = append(out, byte(r))
		case r == ' ' || r == '-':
		default:
			return "", false
		}
	}
	return string(out), len(out) == 6
}
