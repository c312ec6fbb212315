package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// topic wakes the deliverers of this process after a commit.
const topic = "outbox"

// Note is one thing to tell. ID and Attempts are given by the outbox.
type Note struct {
	ID        string
	Type      string // "order.placed"; its first word is its family
	Version   int    // of Body, from 1
	Subject   string // the id of the thing that it is about
	Body      any    // to add: ids, codes and numbers, see db.IDs; delivered: json.RawMessage, see Decode
	NotBefore clock.Instant
	Attempts  int // deliveries begun, this one included
}

// Decode puts the body of a delivered note into v.
func (n Note) Decode(v any) error {
	raw, ok := n.Body.(json.RawMessage)
	if !ok {
		return errors.New("outbox: the note was not delivered yet")
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("outbox: body of %s: %w", n.Type, err)
	}
	return nil
}

// row is a row of outbox_notes as it is written.
type row struct {
	ID          string
	Type        string
	Version     int
	Subject     string
	Lane        string
	Body        string
	CreatedAt   clock.Instant
	AvailableAt clock.Instant
}

// Add promises to deliver n once tx has committed, not before n.NotBefore. It refuses a
// handle that is no transaction of db.Tx, a note without type, version or subject, and a
// body that holds more than ids.
//
// The order of a lane is that of the calls, so add after the conditional UPDATE that won
// the subject: then two transactions of one subject are numbered one after the other.
func Add(ctx context.Context, tx *gorm.DB, n Note) error {
	if n.Type == "" || n.Version < 1 || n.Subject == "" {
		return fmt.Errorf("outbox: note %q lacks a type, a version or a subject", n.Type)
	}
	body, err := db.IDs(n.Body)
	if err != nil {
		return fmt.Errorf("outbox: %s: %w", n.Type, err)
	}
	if !db.Signal(tx, topic) {
		return fmt.Errorf("outbox: %s is added outside a transaction", n.Type)
	}
	family, _, _ := strings.Cut(n.Type, ".")
	err = db.Later(ctx, tx, nil).Table("outbox_notes").Create(&row{
		ID: db.NewID(), Type: n.Type, Version: n.Version, Subject: n.Subject, Lane: family + "/" + n.Subject, Body: body,
		// For those who look at it; nothing is decided by it, so no clock need be passed.
		CreatedAt:   clock.System(),
		AvailableAt: n.NotBefore,
	}).Error
	if err != nil {
		return fmt.Errorf("outbox: add %s: %w", n.Type, err)
	}
	return nil
}
