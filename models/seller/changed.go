package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/outbox"
)

// ChangedNote is the type of the note that says that a seller's card or state is another:
// the search index holds its name, and whether its goods are shown at all.
const ChangedNote = "seller.changed"

// The notes that people are told of are of a family of their own: a phone that cannot be
// reached must not hold up the search index. StateNotes begins the types of those that say
// where a seller stands, with a State behind it.
const (
	StateNotes = "stall."
	PayeeNote  = "stall.bank_changed" // its money goes somewhere else
	EndingNote = "stall.check_ending" // its last identity check ends soon
	SoonNote   = "stall.wakes_soon"   // its season begins within two weeks
	WokeNote   = "stall.woke"         // it sells again after its sleep

	PayeeRefusedNote = "stall.payee_refused" // a cooperative does not take its money
	UnshownNote      = "stall.waits_for_yes" // it would open, if those who keep it agreed that it is shown
)

// Note is the body of those notes. CheckID is the check that ends, PayeeID where the money
// goes now.
type Note struct {
	SellerID string `json:"seller_id"`
	CheckID  string `json:"check_id,omitempty"`
	PayeeID  string `json:"payee_id,omitempty"`
}

func changed(ctx context.Context, tx *gorm.DB, sellerID string) error {
	return outbox.Add(ctx, tx, outbox.Note{Type: ChangedNote, Version: 1, Subject: sellerID})
}

// told writes down who did what to a seller's members and money.
func told(ctx context.Context, tx *gorm.DB, verb, sellerID, subject string, by actor.Actor, now clock.Instant) error {
	return audit.Write(ctx, tx, audit.Entry{
		By: by.Stamp(), Verb: "seller." + verb, Subject: audit.Subject{Kind: "seller", ID: sellerID},
		Detail: map[string]any{"of": subject},
	}, now)
}
