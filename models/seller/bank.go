package seller

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/vntext"
)

// BankWait is how long a new account waits before money can go to it: time enough for the
// real owner of a stolen phone to see the message and call.
const BankWait = 48 * time.Hour

const bankPurpose = "bank_accounts.number"

// BankAccount is where a seller's money goes. The number is sealed; pages show Last4.
type BankAccount struct {
	ID           string `gorm:"primaryKey"`
	SellerID     string
	BankBIN      string `gorm:"column:bank_bin"`
	NumberSealed string
	Last4        string `gorm:"column:last4"`
	Holder       string
	UsableFrom   clock.Instant
	CreatedBy    string
	CreatedAt    clock.Instant
	RemovedAt    clock.Instant `gorm:"<-:create"`
}

// Usable reports whether money can go there at now.
func (b BankAccount) Usable(now clock.Instant) bool { return b.RemovedAt == 0 && b.UsableFrom <= now }

// NewBankAccount is what a member types of an account.
type NewBankAccount struct {
	BankBIN string `json:"bank_bin" form:"bank_bin"` // the bank's six digits
	Number  string `json:"number" form:"number"`
	Holder  string `json:"holder" form:"holder"`
}

// SetBankAccount replaces the seller's account; it can be paid to BankWait later, and all
// members are told. A member needs the right to handle money ("right.handle_money") and a fresh proof of their own
// ("proof.needed"); nobody else can do it, neither helper nor desk.
func SetBankAccount(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, in NewBankAccount, by actor.Member, proof actor.Proof, now clock.Instant) (*BankAccount, error) {
	m, err := membership(ctx, tx, by.SellerID, by.PersonID)
	if err != nil {
		return nil, err
	}
	if !m.Rights.Has(actor.HandleMoney) {
		return nil, fault.New(fault.Forbidden, "right.handle_money")
	}
	if !proof.Of(by.PersonID, now) {
		return nil, fault.New(fault.Forbidden, "proof.needed")
	}
	if err := in.clean(); err != nil {
		return nil, err
	}
	row := BankAccount{
		ID: db.NewID(), SellerID: by.SellerID, BankBIN: in.BankBIN, Last4: last4(in.Number), Holder: in.Holder,
		NumberSealed: keys.Seal(bankPurpose, in.Number),
		UsableFrom:   now.Add(BankWait), CreatedBy: by.PersonID, CreatedAt: now,
	}
	err = tx.WithContext(ctx).Table("bank_accounts").Where("seller_id = ? AND removed_at = 0", by.SellerID).Update("removed_at", now).Error
	if err != nil {
		return nil, err
	}
	if err := tx.WithContext(ctx).Create(&row).Error; err != nil {
		if db.IsDuplicate(err) {
			return nil, fault.New(fault.Conflict, "seller.moved")
		}
		return nil, err
	}
	err = outbox.Add(ctx, tx, outbox.Note{Type: BankNote, Version: 1, Subject: by.SellerID, Body: Note{SellerID: by.SellerID}})
	if err != nil {
		return nil, err
	}
	return &row, told(ctx, tx, "bank.change", by.SellerID, row.ID, by, now)
}

func (in *NewBankAccount) clean() error {
	var l fault.List
	in.Number = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, in.Number)
	if !digits(in.BankBIN, 6, 6) {
		l.Add(fault.New(fault.Invalid, "bank.bin").On("bank_bin"))
	}
	if !digits(in.Number, 6, 19) {
		l.Add(fault.New(fault.Invalid, "bank.number").On("number"))
	}
	// Banks compare the holder in capitals without marks.
	tidy(&l, "holder", &in.Holder, maxName, false)
	if in.Holder = strings.ToUpper(vntext.ASCII(in.Holder)); in.Holder == "" {
		l.Add(fault.New(fault.Invalid, "bank.holder").On("holder"))
	}
	return l.Err()
}

// Bank returns the seller's account, or nil when there is none.
func Bank(ctx context.Context, q *gorm.DB, sellerID string) (*BankAccount, error) {
	var b BankAccount
	res := q.WithContext(ctx).Where("seller_id = ? AND removed_at = 0", sellerID).Limit(1).Find(&b)
	if res.Error != nil || res.RowsAffected == 0 {
		return nil, res.Error
	}
	return &b, nil
}

// Number opens the account's number, for a payout file or the seller's own page.
func (b BankAccount) Number(keys *crypt.Keyring) (string, error) {
	return keys.Open(bankPurpose, b.NumberSealed)
}

func digits(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

func last4(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-4):])
}

func words(rs actor.Rights) []string { return strings.Fields(string(rs)) }
