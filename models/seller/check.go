package seller

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

const (
	checkPurpose = "seller_checks.reference"
	blindPurpose = "identity.number" // that of models/identity: both find the same card
)

// Method is how an identity was checked.
type Method string

// The ways of checking an identity.
const (
	VNeID    Method = "vneid"
	ChipCard Method = "chip_card"
	InPerson Method = "in_person" // village team and commune officer saw the card
	Papers   Method = "papers"    // business registration of a cooperative or company
)

// Methods lists the ways in the order in which pages offer them.
var Methods = []Method{VNeID, ChipCard, InPerson, Papers}

// ByHand lists those that an officer may state: the word of a provider is not theirs to give.
var ByHand = []Method{ChipCard, InPerson, Papers}

// Check is one identity check. The number of the paper is sealed; nobody reads it but for
// the tax office's list.
type Check struct {
	ID              string `gorm:"primaryKey"`
	SellerID        string
	Method          Method
	ReferenceSealed string
	ReferenceLast4  string `gorm:"column:reference_last4"`
	ReferenceBlind  string // the same card behind another stall has the same; '' of checks older than the column
	AttemptID       string `gorm:"default:null"` // of models/identity, where one led here
	ValidUntil      clock.Date
	CheckedBy       string
	CreatedAt       clock.Instant
}

// TableName implements gorm's Tabler.
func (Check) TableName() string { return "seller_checks" }

// NewCheck is what an officer states of an identity check.
type NewCheck struct {
	Method     Method     `json:"method" form:"method"`
	Reference  string     `json:"reference" form:"reference"` // number of the card or registration
	ValidUntil clock.Date `json:"valid_until" form:"valid_until"`
	AttemptID  string     `json:"-" form:"-"` // the check in models/identity that led here
}

// AddCheck stores that the seller's identity was checked and, for one who applied, moves it
// to checked. Only an officer of its place or the desk may: others get "seller.check". A
// method that is not ByHand needs the attempt that led here ("seller.method").
func AddCheck(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, sellerID string, in NewCheck, by actor.Actor, now clock.Instant) error {
	s, err := Find(ctx, tx, sellerID)
	if err != nil {
		return err
	}
	if err := mayGovern(ctx, tx, s, by); err != nil {
		return err
	}
	if err := in.clean(now); err != nil {
		return err
	}
	row := Check{
		ID: db.NewID(), SellerID: s.ID, Method: in.Method, ReferenceLast4: last4(in.Reference),
		ReferenceSealed: keys.Seal(checkPurpose, in.Reference), ReferenceBlind: keys.Blind(blindPurpose, compact(in.Reference)), AttemptID: in.AttemptID,
		ValidUntil: in.ValidUntil, CheckedBy: by.Stamp().ID, CreatedAt: now,
	}
	if err := tx.WithContext(ctx).Create(&row).Error; err != nil {
		return err
	}
	if s.State != Applied {
		return changed(ctx, tx, s.ID)
	}
	return move(ctx, tx, s, Checked, string(in.Method), by, now)
}

func (in *NewCheck) clean(now clock.Instant) error {
	var l fault.List
	tidy(&l, "reference", &in.Reference, maxCode, false)
	if in.Reference == "" {
		l.Add(fault.New(fault.Invalid, "seller.reference").On("reference"))
	}
	if !slices.Contains(ByHand, in.Method) && (in.Method != VNeID || in.AttemptID == "") {
		l.Add(fault.New(fault.Invalid, "seller.method").On("method"))
	}
	if in.ValidUntil != "" {
		if _, err := clock.ParseDate(string(in.ValidUntil)); err != nil {
			l.Add(fault.New(fault.Invalid, "date.syntax").On("valid_until"))
		} else if in.ValidUntil < now.Date() {
			l.Add(fault.New(fault.Invalid, "seller.check_lapsed").On("valid_until"))
		}
	}
	return l.Err()
}

// Suspend stops a seller from selling; orders that stand are finished. The reason is shown
// to the seller and may not be empty. One that stands still because a check or a paper ended
// is held by the new reason too: handing that in does not open it any more.
func Suspend(ctx context.Context, tx *gorm.DB, sellerID, reason string, by actor.Actor, now clock.Instant) error {
	if err := hold(ctx, tx, sellerID); err != nil {
		return err
	}
	return end(ctx, tx, sellerID, Suspended, reason, by, now)
}

// Close ends a stall for good. The reason may not be empty; one whose appeal waits for an
// answer gets that first ("appeal.waits").
func Close(ctx context.Context, tx *gorm.DB, sellerID, reason string, by actor.Actor, now clock.Instant) error {
	if err := hold(ctx, tx, sellerID); err != nil {
		return err
	}
	if _, err := governed(ctx, tx, sellerID, by); err != nil {
		return err
	}
	if a, err := OpenAppeal(ctx, tx, sellerID); err != nil || a != nil {
		if err == nil {
			err = fault.New(fault.Conflict, "appeal.waits")
		}
		return err
	}
	return end(ctx, tx, sellerID, Closed, reason, by, now)
}

func end(ctx context.Context, tx *gorm.DB, sellerID string, next State, reason string, by actor.Actor, now clock.Instant) error {
	s, err := governed(ctx, tx, sellerID, by)
	if err != nil {
		return err
	}
	var l fault.List
	tidy(&l, "reason", &reason, maxLine, true)
	if reason == "" {
		l.Add(fault.New(fault.Invalid, "seller.reason").On("reason"))
	}
	if err := l.Err(); err != nil {
		return err
	}
	if s.State == Suspended && next == Suspended {
		ended, err := Ended(ctx, tx, s.ID)
		if err != nil || !ended {
			return cmp.Or(err, error(fault.New(fault.Conflict, "seller.move")))
		}
		if err := record(ctx, tx, s.ID, s.State, next, reason, by, now); err != nil {
			return err
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: StateNotes + string(next), Version: 1, Subject: s.ID, Body: Note{SellerID: s.ID}})
	}
	return move(ctx, tx, s, next, reason, by, now)
}
