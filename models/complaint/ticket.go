package complaint

import (
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Ticket is one complaint. Code is what people say on the phone.
type Ticket struct {
	ID        string `gorm:"primaryKey"`
	Code      string
	OrderID   string
	GroupID   string
	SellerID  string
	Reason    Reason
	Wish      Wish
	State     State         `gorm:"<-:create"`
	DueAt     clock.Instant `gorm:"<-:create"` // until when whoever's turn it is acts; 0 when closed
	Outcome   Outcome       `gorm:"<-:create"`
	Refund    money.VND     `gorm:"<-:create"` // what was agreed to go back
	Bearer    string        `gorm:"<-:create"` // who bears that
	ClosedAt  clock.Instant `gorm:"<-:create"`
	CreatedAt clock.Instant
}

// Line names a line of the order that a ticket is about.
type Line struct {
	TicketID string `gorm:"primaryKey"`
	LineID   string `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (Line) TableName() string { return "ticket_lines" }

// Author is the side that says something.
type Author string

// The sides.
const (
	ByBuyer  Author = "buyer"
	BySeller Author = "seller"
	ByDesk   Author = "desk"
)

// Message is one thing said.
type Message struct {
	ID        string `gorm:"primaryKey"`
	TicketID  string
	Author    Author
	ActorID   string // the person; a guest's phone
	Text      string
	CreatedAt clock.Instant
	Photos    []string `gorm:"-"` // ids, in their order
}

// TableName implements gorm's Tabler.
func (Message) TableName() string { return "ticket_messages" }

// Offer is what a seller would give: money by line, delivery, the goods once more, or
// nothing at all.
type Offer struct {
	ID        string `gorm:"primaryKey"`
	TicketID  string
	Lines     string // JSON: order line id to đồng
	Shipping  money.VND
	Total     money.VND
	Again     bool
	ActorKind actor.Kind
	ActorID   string
	CreatedAt clock.Instant
}

// TableName implements gorm's Tabler.
func (Offer) TableName() string { return "ticket_offers" }

// No reports whether the offer gives nothing.
func (o Offer) No() bool { return o.Total.IsZero() && !o.Again }

// Move is one step of a ticket's history.
type Move struct {
	ID         string `gorm:"primaryKey"`
	TicketID   string
	FromState  State
	ToState    State
	ActorKind  actor.Kind
	ActorID    string
	OnBehalfOf string
	Channel    actor.Channel
	Reason     string
	CreatedAt  clock.Instant
}

// TableName implements gorm's Tabler.
func (Move) TableName() string { return "ticket_moves" }

// StateNotes begins the types of the notes that say where a complaint stands, with a State
// behind it; MessageNote is the type of the one that says that somebody wrote.
const (
	StateNotes  = "complaint."
	MessageNote = "complaint.message"
)

// Note is the body of the outbox notes about a complaint.
type Note struct {
	TicketID  string `json:"ticket_id"`
	OrderID   string `json:"order_id"`
	GroupID   string `json:"group_id"`
	SellerID  string `json:"seller_id"`
	MessageID string `json:"message_id,omitempty"` // of MessageNote
}

func (t Ticket) note() Note {
	return Note{TicketID: t.ID, OrderID: t.OrderID, GroupID: t.GroupID, SellerID: t.SellerID}
}
