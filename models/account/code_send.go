package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/notify"
)

// Purpose is what a code is asked for; it is good for nothing else, and the message says
// it, so that nobody is talked out of a code for another one.
type Purpose string

// The purposes.
const (
	SignIn    Purpose = "signin" // proves the phone: ProveCode
	ResetPIN  Purpose = "pin"    // a forgotten PIN: AskPINReset
	ForErase  Purpose = "erase"  // the end of the account: ProveErasure
	ForAssist Purpose = "assist" // a helper may work for who reads it out: StartAssist
	ForPayee  Purpose = "payee"  // where a stall's money goes: ProveTwice
)

// CodeLife is how long a code is good, CodeTries how often it may be tried.
const (
	CodeLife  = 5 * time.Minute
	CodeTries = 5
)

// SendCode asks for a code. Address is the client's network address; DeviceToken is what
// an earlier SentCode gave to this browser or app, if any. Day is the code of a supervised
// sign-up day: from the address of that day codes come out of its purse. What one phone may
// be sent stays as it is, so that a day gives nobody one guess more at an account.
type SendCode struct {
	Phone       string  `json:"phone" form:"phone"`
	DeviceToken string  `json:"device_token,omitempty" form:"-"`
	Day         string  `json:"day,omitempty" form:"-"`
	Purpose     Purpose `json:"-" form:"-"`
	Address     string  `json:"-" form:"-"`
	Locale      string  `json:"-" form:"-"`
}

// SentCode is the answer, alike for every number. RequestID and DeviceToken come back
// with the code; the device token is kept by the browser or app, as a cookie that
// scripts cannot read.
type SentCode struct {
	RequestID   string
	DeviceToken string
	ExpiresAt   clock.Instant
	ResendAt    clock.Instant
}

// signinCode is a row of signin_codes.
type signinCode struct {
	ID          string
	PhoneBlind  string        `gorm:"<-:create"`
	PhoneSealed string        `gorm:"<-:create"`
	Purpose     Purpose       `gorm:"<-:create"`
	DeviceHash  string        `gorm:"<-:create"`
	Salt        string        `gorm:"<-:create"`
	Hash        string        `gorm:"<-:create"`
	Tries       int           `gorm:"<-:create"`
	ExpiresAt   clock.Instant `gorm:"<-:create"`
	UsedAt      clock.Instant `gorm:"<-:create"`
	CreatedAt   clock.Instant `gorm:"<-:create"`
}

// TableName is signin_codes.
func (signinCode) TableName() string { return "signin_codes" }

// SendCode draws a code, stores its keyed hash and sends it after commit. Asked again by
// the same device before the next code is due (a double click, a reload), it tells the
// same request and sends nothing. It refuses a
// number that is none (see NormalPhone), with fault.Limited what is above the Limits
// ("account.code.wait", ".day", ".address", ".busy", and "day.full" for an empty purse), and with fault.Unavailable
// "account.code.unsent" when the channel did not take the message: then the code is dead
// and the asker's own allowance is given back.
func (a *Accounts) SendCode(ctx context.Context, in SendCode) (SentCode, error) {
	number, err := NormalPhone(in.Phone)
	if err != nil {
		return SentCode{}, err
	}
	if in.Purpose == "" {
		in.Purpose = SignIn
	}
	now := a.Now()
	device := in.DeviceToken
	if hashToken(device) == "" {
		device = newToken()
	}
	code := newCode()
	row := signinCode{
		ID: db.NewID(), PhoneBlind: a.Keys.Blind(sealedNumber, number), PhoneSealed: a.Keys.Seal(sealedCode, number),
		Purpose: in.Purpose, DeviceHash: hashToken(device), Salt: newToken(),
		ExpiresAt: now.Add(CodeLife), CreatedAt: now,
	}
	row.Hash = a.hashCode(row, code)
	var used []ceiling
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		known, err := knows(ctx, tx, row.DeviceHash, row.PhoneBlind)
		if err != nil {
			return err
		}
		dayID, err := a.dayAt(ctx, tx, in.Day, in.Address, now)
		if err != nil {
			return err
		}
		used = a.ceilings(number, row.DeviceHash, in.Address, known, dayID != "")
		if err := take(ctx, tx, used, now); err != nil {
			return err
		}
		if dayID != "" && !known {
			if err := takeFromDay(ctx, tx, dayID, now); err != nil {
				return err
			}
		}
		// Only codes of this very device are replaced: a stranger must not be able to kill
		// a code that is on its way to somebody else.
		err = tx.Table("signin_codes").
			Where("phone_blind = ? AND device_hash = ? AND purpose = ? AND used_at = 0 AND expires_at > ?",
				row.PhoneBlind, row.DeviceHash, row.Purpose, now).
			Update("expires_at", now).Error
		if err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	if fault.Has(err, "account.code.wait") {
		if sent, ok, perr := a.pending(ctx, row); perr != nil || ok {
			sent.DeviceToken = device
			return sent, perr
		}
	}
	if err != nil {
		if len(fault.All(err)) > 0 {
			a.log().WarnContext(ctx, "code refused", "why", err.Error())
			return SentCode{}, err
		}
		return SentCode{}, fmt.Errorf("account: send code: %w", err)
	}
	err = a.Send.Send(ctx, notify.Message{
		To: number, Template: "code." + string(in.Purpose), Locale: in.Locale, Idempotency: row.ID,
		Args: map[string]any{"code": code, "minutes": int(CodeLife / time.Minute)},
	})
	if err != nil {
		return SentCode{}, a.unsent(ctx, row, used, err)
	}
	a.log().InfoContext(ctx, "code sent", "request", row.ID, "purpose", string(in.Purpose))
	return SentCode{
		RequestID: row.ID, DeviceToken: device, ExpiresAt: row.ExpiresAt,
		ResendAt: now.Add(a.Limits.or(DefaultLimits).Resend),
	}, nil
}

// pending finds the code that is on its way to this very device. It is asked after the
// gate has refused, so that of two clicks at once the second sees what the first wrote.
func (a *Accounts) pending(ctx context.Context, next signinCode) (SentCode, bool, error) {
	var rows []signinCode
	err := a.DB.Read(ctx).
		Where("phone_blind = ? AND device_hash = ? AND purpose = ? AND used_at = 0 AND tries < ? AND expires_at > ?",
			next.PhoneBlind, next.DeviceHash, next.Purpose, CodeTries, next.CreatedAt).
		Order("created_at DESC, id DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return SentCode{}, false, err
	}
	return SentCode{
		RequestID: rows[0].ID, ExpiresAt: rows[0].ExpiresAt,
		ResendAt: rows[0].CreatedAt.Add(a.Limits.or(DefaultLimits).Resend),
	}, true, nil
}

// unsent takes back what SendCode did. The client may be gone already; the taking back
// must not end with it.
func (a *Accounts) unsent(ctx context.Context, row signinCode, used []ceiling, cause error) error {
	ctx = context.WithoutCancel(ctx)
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := giveBack(ctx, tx, used); err != nil {
			return err
		}
		return tx.Table("signin_codes").Where("id = ? AND used_at = 0", row.ID).Update("expires_at", row.CreatedAt).Error
	})
	a.log().ErrorContext(ctx, "code not sent", "request", row.ID, "error", cause, "taking_back", err)
	return fault.New(fault.Unavailable, "account.code.unsent").From(cause)
}

// hashCode is the keyed hash of a code. Row id and salt make equal codes differ.
func (a *Accounts) hashCode(row signinCode, code string) string {
	return a.Keys.Blind("signin_codes.hash", row.ID+"\x00"+row.Salt+"\x00"+code)
}
