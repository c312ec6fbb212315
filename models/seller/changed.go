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

// BankNote is the type of the note that says that a seller's bank account was replaced.
const BankNote = "seller.bank_changed"

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
