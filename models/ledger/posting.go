package ledger

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Cause is why money moved: a kind of event and the id of the thing that caused it. A
// cause is posted once.
type Cause struct {
	Kind string
	ID   string
}

// Posting is Amount going From one account To another. A caller fills From, To, Amount,
// OrderID (empty when no order is concerned) and Covered; Post writes the rest.
type Posting struct {
	ID      string
	From    Account       `gorm:"embedded;embeddedPrefix:from_;<-:create"`
	To      Account       `gorm:"embedded;embeddedPrefix:to_;<-:create"`
	Amount  money.VND     `gorm:"<-:create"`
	OrderID string        `gorm:"<-:create"`
	Cause   Cause         `gorm:"embedded;embeddedPrefix:cause_;<-:create"`
	Seq     int           `gorm:"<-:create"`
	At      clock.Instant `gorm:"<-:create"`

	// Covered asks that the seller that the money leaves really has it: without it a
	// seller may go below zero (a refund after the payout).
	Covered bool `gorm:"-"`
}

// TableName names the table.
func (Posting) TableName() string { return "postings" }

// same reports whether two postings of one cause say the same.
func (p Posting) same(o Posting) bool {
	return p.From == o.From && p.To == o.To && p.Amount == o.Amount && p.OrderID == o.OrderID
}
