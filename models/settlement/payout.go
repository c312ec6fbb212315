package settlement

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/outbox"
)

// Status is how far a payout is.
type Status string

// The statuses of a payout.
const (
	Due      Status = "due"      // taken out of the seller's balance, not yet at the bank
	Sent     Status = "sent"     // in a file that the desk has given to the bank, or to the post
	Paid     Status = "paid"     // it has said so
	Returned Status = "returned" // it came back, and is the seller's again
)

// Edges is the whole machine.
var Edges = map[Status][]Status{
	Due:  {Sent},
	Sent: {Paid, Returned}, // the bank does it, or refuses
	Paid: {Returned},       // the other bank sends it back days later
}

// CanBecome reports whether an edge leads from s to next.
func (s Status) CanBecome(next Status) bool { return slices.Contains(Edges[s], next) }

// Payout is one transfer to one seller, or one sum at the post. Code is its text there.
type Payout struct {
	ID             string `gorm:"primaryKey"`
	Code           string
	BatchID        string
	SellerID       string
	Amount         money.VND     `gorm:"<-:create"` // what arrives
	Fee            money.VND     `gorm:"<-:create"` // what the seller bears beside it
	Status         Status        `gorm:"<-:create"`
	PayeeID        string        // whom the seller had named
	AccountID      string        // the payee whose account or post counter it goes to
	BankRef        string        `gorm:"<-:create"`
	SentAt         clock.Instant `gorm:"<-:create"`
	PaidAt         clock.Instant `gorm:"<-:create"`
	ReturnedAt     clock.Instant `gorm:"<-:create"`
	AccountRefused bool          `gorm:"<-:create"` // the bank knows no such account: it is not tried again
	CreatedAt      clock.Instant
}

// Cursor is where the page behind p starts.
func (p Payout) Cursor() db.Cursor { return db.Cursor{At: p.CreatedAt, ID: p.ID} }

// Move is one step of a payout's history.
type Move struct {
	ID         string `gorm:"primaryKey"`
	PayoutID   string
	FromStatus Status
	ToStatus   Status
	ActorKind  actor.Kind
	ActorID    string
	Channel    actor.Channel
	Reason     string
	At         clock.Instant
}

// TableName implements gorm's Tabler.
func (Move) TableName() string { return "payout_moves" }

// PayoutNotes begins the types of the notes that say where a payout stands, with a Status
// behind it.
const PayoutNotes = "payout."

// PayoutNote is the body of those notes.
type PayoutNote struct {
	PayoutID string `json:"payout_id"`
	SellerID string `json:"seller_id"`
}

// move takes p to next with the columns beside it, records who did it and tells the
// outbox. It refuses with payout.moved when p is no longer where the caller saw it.
func (p *Payout) move(ctx context.Context, tx *gorm.DB, next Status, columns map[string]any, by actor.Actor, reason string, now clock.Instant) error {
	if !p.Status.CanBecome(next) {
		return fault.New(fault.Conflict, "payout.moved")
	}
	columns["status"] = next
	res := tx.WithContext(ctx).Table("payouts").Where("id = ? AND status = ?", p.ID, p.Status).Updates(columns)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "payout.moved")
	}
	from := p.Status
	p.Status = next
	return p.record(ctx, tx, from, by, reason, now)
}

func (p *Payout) record(ctx context.Context, tx *gorm.DB, from Status, by actor.Actor, reason string, now clock.Instant) error {
	who := by.Stamp()
	err := tx.WithContext(ctx).Create(&Move{ID: db.NewID(), PayoutID: p.ID, FromStatus: from, ToStatus: p.Status,
		ActorKind: who.Kind, ActorID: who.ID, Channel: who.Channel, Reason: reason, At: now}).Error
	if err != nil {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: PayoutNotes + string(p.Status), Version: 1, Subject: p.SellerID,
		Body: PayoutNote{PayoutID: p.ID, SellerID: p.SellerID}})
}

// ReturnedBy is the person who recorded that a payout came back, or "".
func ReturnedBy(ctx context.Context, q *gorm.DB, payoutID string) (personID string, err error) {
	err = q.WithContext(ctx).Raw("SELECT actor_id FROM payout_moves WHERE payout_id = ? AND to_status = ?", payoutID, Returned).Scan(&personID).Error
	return personID, err
}

// Find returns the payout with an id, or fault "payout.unknown". Who may see it is for the
// caller to ask.
func Find(ctx context.Context, q *gorm.DB, id string) (*Payout, error) {
	var p Payout
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "payout.unknown")
	}
	return &p, res.Error
}
