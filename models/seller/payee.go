package seller

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/vntext"
)

// PayeeWait is how long a new payee waits before money can go there: time enough for the
// real owner of a stolen phone to see the message and call.
const PayeeWait = 48 * time.Hour

// PayeeConsent is the version of the texts by which a household agrees that somebody else
// takes its money.
const PayeeConsent = "2026-11-29"

// bankPurpose is older than the table: numbers sealed under it are to be opened still.
const bankPurpose = "bank_accounts.number"

// PayeeKind is how a seller's money reaches them.
type PayeeKind string

// The kinds of payee.
const (
	OwnAccount      PayeeKind = "own"         // the seller's own bank account
	RelativeAccount PayeeKind = "relative"    // a relative's, with the household's consent
	ByCooperative   PayeeKind = "cooperative" // the cooperative hands it on, with consent, once it has accepted
	ByPost          PayeeKind = "post"        // in cash at the post counter of the commune
)

// PayeeKinds lists the kinds in the order in which pages offer them.
var PayeeKinds = []PayeeKind{OwnAccount, RelativeAccount, ByCooperative, ByPost}

// Banked reports whether a payee of the kind has an account of its own.
func (k PayeeKind) Banked() bool { return k == OwnAccount || k == RelativeAccount }

// NeedsConsent reports whether the money passes through other people's hands.
func (k PayeeKind) NeedsConsent() bool { return k == RelativeAccount || k == ByCooperative }

// Payee is where a seller's money goes, from one change to the next. The number is sealed;
// pages show Last4. The row is the record of consent as well: CreatedBy agreed to the text
// of the version Consent, through Channel, and AssistedBy sat beside them.
type Payee struct {
	ID            string `gorm:"primaryKey"`
	SellerID      string
	Kind          PayeeKind
	Holder        string // as banks compare it, or as on the card of who fetches it
	BankBIN       string `gorm:"column:bank_bin"`
	NumberSealed  string
	Last4         string `gorm:"column:last4"`
	Relation      string // of the relative to the household
	CooperativeID string `gorm:"default:null"`
	PostPoint     string
	Consent       string
	Channel       string
	AssistedBy    string
	AcceptedBy    string        `gorm:"<-:create"`
	AcceptedAt    clock.Instant `gorm:"<-:create"`
	UsableFrom    clock.Instant
	CreatedBy     string
	CreatedAt     clock.Instant
	RemovedAt     clock.Instant `gorm:"<-:create"`
}

// Usable reports whether money can go there at now.
func (p Payee) Usable(now clock.Instant) bool {
	return p.RemovedAt == 0 && p.UsableFrom <= now && !p.Asks()
}

// Asks reports whether a cooperative has not said yet that it takes the money.
func (p Payee) Asks() bool { return p.Kind == ByCooperative && p.AcceptedAt == 0 }

// PayeeOf returns the seller's payee, or nil when there is none.
func PayeeOf(ctx context.Context, q *gorm.DB, sellerID string) (*Payee, error) {
	var p Payee
	res := q.WithContext(ctx).Where("seller_id = ? AND removed_at = 0", sellerID).Limit(1).Find(&p)
	if res.Error != nil || res.RowsAffected == 0 {
		return nil, res.Error
	}
	return &p, nil
}

// Number opens the account's number, for a payout file or the seller's own page.
func (p Payee) Number(keys *crypt.Keyring) (string, error) {
	return keys.Open(bankPurpose, p.NumberSealed)
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

// capitals is a name as banks compare it: without marks.
func capitals(name string) string { return strings.ToUpper(vntext.ASCII(name)) }
