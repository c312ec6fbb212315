package account

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// ErasureProof is how a person proves that they want their account to end: by the PIN
// where there is one, else by a ForErase code.
type ErasureProof struct {
	PIN         string `json:"pin,omitempty" form:"pin"`
	RequestID   string `json:"request_id,omitempty" form:"request_id"`
	Code        string `json:"code,omitempty" form:"code"`
	DeviceToken string `json:"device_token,omitempty" form:"-"`
}

// SendErasureCode sends a ForErase code to who's own phone; of in only device, address
// and locale count. It refuses what SendCode refuses, and with "pin.needed" who has a PIN:
// a phone that a family shares is then too little.
func (a *Accounts) SendErasureCode(ctx context.Context, who Identity, in SendCode) (SentCode, error) {
	if who.PersonID == "" {
		return SentCode{}, fault.New(fault.Unauthenticated, "session.person")
	}
	q := a.DB.Read(ctx)
	row, err := takePerson(ctx, q, who.PersonID)
	if err != nil {
		return SentCode{}, err
	}
	if row.PINHash != "" {
		return SentCode{}, fault.New(fault.Invalid, "pin.needed").On("pin")
	}
	number, err := a.PhoneNumber(ctx, q, row.PhoneID)
	if err != nil {
		return SentCode{}, err
	}
	in.Phone, in.Purpose = number, ForErase
	return a.SendCode(ctx, in)
}

// ProveErasure hands out the proof that the end of an account asks for. It refuses as
// CheckPIN and ProveCode do, "pin.needed" where a PIN is set and none was given, and a
// code of another phone as "account.code.over".
func (a *Accounts) ProveErasure(ctx context.Context, who Identity, in ErasureProof) (actor.Proof, error) {
	if who.PersonID == "" {
		return actor.Proof{}, fault.New(fault.Unauthenticated, "session.person")
	}
	row, err := takePerson(ctx, a.DB.Read(ctx), who.PersonID)
	switch {
	case err != nil:
		return actor.Proof{}, err
	case row.PINHash != "" && in.PIN == "":
		return actor.Proof{}, fault.New(fault.Invalid, "pin.needed").On("pin")
	case row.PINHash != "":
		return a.CheckPIN(ctx, row.ID, in.PIN)
	}
	err = a.useCode(ctx, CodeProof{RequestID: in.RequestID, Code: in.Code, DeviceToken: in.DeviceToken}, ForErase, a.ownPhone(ctx, row))
	if err != nil {
		return actor.Proof{}, err
	}
	return actor.Proved(row.ID, a.Now()), nil
}

// ownPhone refuses a code that proves another phone than the person's own.
func (a *Accounts) ownPhone(ctx context.Context, row person) func(tx *gorm.DB, proved string) error {
	return func(tx *gorm.DB, proved string) error {
		own, err := a.PhoneNumber(ctx, tx, row.PhoneID)
		if err == nil && own != proved {
			err = fault.New(fault.Invalid, "account.code.over").On("code")
		}
		return err
	}
}

// TellErased writes to a number, opened before, that the account of name has ended: in a
// family the phone is not only that person's.
func (a *Accounts) TellErased(ctx context.Context, number string, was PersonCard) {
	a.tell(ctx, number, person{ID: was.ID, Locale: was.Locale}, "account.erased", map[string]any{"name": was.Name})
}

// Hold makes this transaction the only one that erases people of a phone until it ends,
// and says who lives on it. A person is placed no order meanwhile.
func Hold(ctx context.Context, tx *gorm.DB, phoneID string) ([]PersonCard, error) {
	tx = tx.WithContext(ctx)
	for _, sql := range []string{
		"UPDATE phones SET erased_at = erased_at WHERE id = ?",
		"UPDATE people SET state = state WHERE phone_id = ?",
	} {
		if err := tx.Exec(sql, phoneID).Error; err != nil {
			return nil, err
		}
	}
	return People(ctx, tx, phoneID)
}

// Reread forgets what this process remembers of sessions. Who ended some in a transaction
// of their own calls it when that is committed: before, another request could remember
// them once more.
func (a *Accounts) Reread() { a.cache.clear() }
