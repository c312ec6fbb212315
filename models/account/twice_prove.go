package account

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// TwiceProof is how a person proves themself where money is to go another way: by the PIN
// and by a ForPayee code.
type TwiceProof struct {
	PIN         string `json:"pin" form:"pin"`
	RequestID   string `json:"request_id" form:"request_id"`
	Code        string `json:"code" form:"code"`
	DeviceToken string `json:"device_token,omitempty" form:"-"`
}

// SendPayeeCode sends a ForPayee code to who's own phone; of in only device, address and
// locale count. It refuses what SendCode refuses, and with "pin.unset" who has no PIN.
func (a *Accounts) SendPayeeCode(ctx context.Context, who Identity, in SendCode) (SentCode, error) {
	if who.PersonID == "" {
		return SentCode{}, fault.New(fault.Unauthenticated, "session.person")
	}
	q := a.DB.Read(ctx)
	row, err := takePerson(ctx, q, who.PersonID)
	if err != nil {
		return SentCode{}, err
	}
	if row.PINHash == "" {
		return SentCode{}, fault.New(fault.Invalid, "pin.unset").On("pin")
	}
	number, err := a.PhoneNumber(ctx, q, row.PhoneID)
	if err != nil {
		return SentCode{}, err
	}
	in.Phone, in.Purpose = number, ForPayee
	return a.SendCode(ctx, in)
}

// ProveTwice hands out the proof that a change of payee asks for. The PIN comes first: a
// wrong one leaves the code unused. It refuses as CheckPIN and ProveCode do, and a code of
// another phone as "account.code.over".
func (a *Accounts) ProveTwice(ctx context.Context, personID string, in TwiceProof) (actor.Proof, error) {
	if _, err := a.CheckPIN(ctx, personID, in.PIN); err != nil {
		return actor.Proof{}, err
	}
	row, err := takePerson(ctx, a.DB.Read(ctx), personID)
	if err != nil {
		return actor.Proof{}, err
	}
	err = a.useCode(ctx, CodeProof{RequestID: in.RequestID, Code: in.Code, DeviceToken: in.DeviceToken}, ForPayee, a.ownPhone(ctx, row))
	if err != nil {
		return actor.Proof{}, err
	}
	return actor.ProvedTwice(personID, a.Now()), nil
}
