package tax

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// The events of the register.
const (
	Accepted = "accepted"
	Reversal = "reversal"
)

// Cause is why the register changed: a kind of event and the id of what caused it. A
// cause changes a line once.
type Cause struct {
	Kind string
	ID   string
}

// Entry is one row of the register, never changed. A reversal is below zero and stands in
// the period in which it happened.
type Entry struct {
	ID       string
	OrderID  string
	LineID   string `gorm:"column:order_line_id"`
	SellerID string
	RuleID   string
	PaperID  *string // by which less was withheld, if any
	Event    string
	Base     money.VND
	VAT      money.VND
	PIT      money.VND
	Period   string // month in Vietnam, "2026-11"
	Cause    Cause  `gorm:"embedded;embeddedPrefix:cause_"`
	At       clock.Instant
}

// TableName names the table.
func (Entry) TableName() string { return "withholding_entries" }

// Cursor is where the page behind e starts.
func (e Entry) Cursor() db.Cursor { return db.Cursor{At: e.At, ID: e.ID} }

// standing is what is withheld of a line now.
type standing struct {
	OrderID   string
	LineID    string
	SellerID  string
	RuleID    string
	PaperID   *string
	Exempt    bool      `gorm:"<-:create"` // by its paper nothing is withheld
	Base      money.VND `gorm:"<-:create"`
	VAT       money.VND `gorm:"<-:create"`
	PIT       money.VND `gorm:"<-:create"`
	CreatedAt clock.Instant
}

func (standing) TableName() string { return "withheld_lines" }
