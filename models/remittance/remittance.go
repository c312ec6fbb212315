package remittance

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
)

// Desk holds what the verbs of this package work with.
type Desk struct {
	DB       *db.DB
	Now      clock.Clock
	Checkout *checkout.Checkout
	Carriers *shipping.Carriers
}

// Remittance is what a carrier hands over at once.
type Remittance struct {
	ID         string `gorm:"primaryKey"`
	Carrier    string
	Reference  string // the carrier's own name of it, in the text of the transfer
	FileHash   string
	Total      money.VND `gorm:"<-:create"`
	State      string    `gorm:"<-:create"` // open, cleared
	CreditID   *string   `gorm:"<-:create"`
	ImportedBy string
	CreatedAt  clock.Instant
	ClearedBy  string        `gorm:"<-:create"`
	ClearedAt  clock.Instant `gorm:"<-:create"`
}

// TableName implements gorm's Tabler.
func (Remittance) TableName() string { return "remittances" }

// Cursor is where the page behind r starts.
func (r Remittance) Cursor() db.Cursor { return db.Cursor{At: r.CreatedAt, ID: r.ID} }

// LineState is what a line is.
type LineState string

// The states of a line.
const (
	Fits      LineState = "fits"      // it brings what an order is worth at the door, once the transfer is there
	Unknown   LineState = "unknown"   // no order of this carrier has the code, or it is not paid so
	Short     LineState = "short"     // less than the order's cash
	Over      LineState = "over"      // more than the order's cash
	Duplicate LineState = "duplicate" // the order's cash came before, or stands in the file twice
	Matched   LineState = "matched"   // it brought an order's cash
	Assigned  LineState = "assigned"  // a person said which order's cash it brought
	Returned  LineState = "returned"  // it went back: to the buyer who had paid already, else to the carrier
)

// LineStates are all of them.
var LineStates = []LineState{Fits, Unknown, Short, Over, Duplicate, Matched, Assigned, Returned}

// Odd reports whether a person must say what a line was.
func (s LineState) Odd() bool { return s == Unknown || s == Short || s == Over || s == Duplicate }

// Line is one line of a file.
type Line struct {
	ID           string `gorm:"primaryKey"`
	RemittanceID string
	Number       int           // row of the file
	Code         string        // of an order, or a tracking number, as written
	Amount       money.VND     `gorm:"<-:create"`
	State        LineState     `gorm:"<-:create"`
	OrderID      *string       `gorm:"<-:create"`
	PaymentID    *string       `gorm:"<-:create"` // of the buyer who had paid already, to whom it went back
	Note         string        `gorm:"<-:create"`
	DoneBy       string        `gorm:"<-:create"`
	DoneAt       clock.Instant `gorm:"<-:create"`
}

// TableName implements gorm's Tabler.
func (Line) TableName() string { return "remittance_lines" }

// Lines returns the lines of a remittance by their rows.
func Lines(ctx context.Context, q *gorm.DB, remittanceID string) ([]Line, error) {
	var out []Line
	return out, q.WithContext(ctx).Where("remittance_id = ?", remittanceID).Order("number").Find(&out).Error
}

// Find returns a remittance. It refuses with "remittance.unknown".
func Find(ctx context.Context, q *gorm.DB, id string) (r Remittance, err error) {
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&r)
	if res.Error == nil && res.RowsAffected == 0 {
		return r, fault.New(fault.NotFound, "remittance.unknown")
	}
	return r, res.Error
}

// List returns remittances, the newest first.
func List(ctx context.Context, q *gorm.DB, after db.Cursor, limit int) ([]Remittance, error) {
	var out []Remittance
	return out, db.Newest(q.WithContext(ctx), "created_at", "id", after, limit).Find(&out).Error
}
