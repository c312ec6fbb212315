package conversation

import (
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
)

// Talks holds what the verbs of this package work with.
type Talks struct {
	DB   *db.DB
	Now  clock.Clock
	Keys *crypt.Keyring
}

// The limits. In force since 2026-12-01.
const (
	OpenAfter = 14 * 24 * time.Hour      // after the end of an order
	Keep      = 3 * 365 * 24 * time.Hour // contract data: 3 years
	Most      = 200                      // messages of one side about one order; the database says so too
	Longest   = 500                      // characters of one message
)

// Side is who says something.
type Side string

// The sides.
const (
	Buying  Side = "buyer"
	Selling Side = "seller"
)

// Other is who hears it.
func (s Side) Other() Side {
	if s == Buying {
		return Selling
	}
	return Buying
}

// Buyer is who ordered: the shopper, and the person or the proved phone behind it.
type Buyer struct {
	actor.Shopper
	PersonID string // "" for a guest
	PhoneID  string
}

// message is a row: what was said, sealed.
type message struct {
	ID         string `gorm:"primaryKey"`
	OrderID    string
	Author     Side
	ActorID    string // the person; a guest's phone
	TextSealed string
	CreatedAt  clock.Instant
}

// TableName implements gorm's Tabler.
func (message) TableName() string { return "conversation_messages" }

// Message is one thing said, as its reader may see it. Erased ones say nothing.
type Message struct {
	ID     string
	Author Side
	Text   string
	Masked bool // numbers or addresses in it are hidden from this reader
	At     clock.Instant
}

// View is a conversation as one side reads it, the oldest message first.
type View struct {
	Order    order.Order
	Side     Side
	Messages []Message
	Unread   int           // of the other side's
	Until    clock.Instant // the end of writing; 0 while the order lives
	Open     bool          // the reader may write now
	Masking  bool          // numbers are hidden from the other side
	Reported bool          // the reader's side called the desk, who has not answered yet
}

// NoteType is the type of the note that says that somebody wrote whom the other side has
// not read yet.
const NoteType = "conversation.message"

// Note is its body.
type Note struct {
	OrderID  string `json:"order_id"`
	GroupID  string `json:"group_id"`
	SellerID string `json:"seller_id"`
	To       Side   `json:"to"`
}

const purpose = "conversation_messages.text"

// open reports whether somebody may write about an order, and until when.
func open(o order.Order, now clock.Instant) (until clock.Instant, is bool) {
	if o.EndedAt.IsZero() {
		return 0, true
	}
	until = o.EndedAt.Add(OpenAfter)
	return until, now < until
}
