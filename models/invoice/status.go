package invoice

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// State is how far an invoice is.
type State string

// The states.
const (
	Requested State = "requested"
	Due       State = "due"
	Handed    State = "handed"
	Issued    State = "issued"
	Refused   State = "refused"
	Void      State = "void"
)

// States are all states in the order of an invoice's life.
var States = []State{Requested, Due, Handed, Issued, Refused, Void}

// Edges is the whole machine; the tests walk it and the drawing is made from it.
var Edges = map[State][]State{
	Requested: {Due, Void},             // the goods have come and are paid, or went back
	Due:       {Handed, Refused, Void}, // it is handed over, or the seller says why not
	Handed:    {Issued, Refused},       // what the issuer's software answers
	Refused:   {Due, Void},             // the buyer mended what was wrong, or the order went back
	Void:      {Requested},             // late money found the goods still there
}

// CanBecome reports whether an edge leads from s to next.
func (s State) CanBecome(next State) bool { return slices.Contains(Edges[s], next) }

// Frozen reports whether the figures stand as they were handed over.
func (s State) Frozen() bool { return s == Handed || s == Issued }

// Move is one step of an invoice's history.
type Move struct {
	ID         string `gorm:"primaryKey"`
	InvoiceID  string
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
func (Move) TableName() string { return "invoice_moves" }

// move takes v to next, with the columns that change beside the state. It refuses with
// "invoice.move" where no edge leads, and with "invoice.moved" when somebody was faster.
func move(ctx context.Context, tx *gorm.DB, v *Invoice, next State, by actor.Actor, now clock.Instant, columns map[string]any) error {
	if !v.State.CanBecome(next) {
		return fault.New(fault.Conflict, "invoice.move").With("state", string(v.State))
	}
	if columns == nil {
		columns = map[string]any{}
	}
	columns["state"] = next
	res := tx.WithContext(ctx).Table("invoices").Where("id = ? AND state = ?", v.ID, v.State).Updates(columns)
	switch {
	case db.IsDuplicate(res.Error):
		return fault.New(fault.Conflict, "invoice.number_taken").On("number").From(res.Error)
	case res.Error != nil:
		return res.Error
	case res.RowsAffected == 0:
		return fault.New(fault.Conflict, "invoice.moved")
	}
	from := v.State
	v.State = next
	return record(ctx, tx, v.ID, from, next, by, now)
}

func record(ctx context.Context, tx *gorm.DB, id string, from, to State, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	return tx.WithContext(ctx).Create(&Move{
		ID: db.NewID(), InvoiceID: id, FromState: from, ToState: to, ActorKind: who.Kind, ActorID: who.ID,
		OnBehalfOf: who.OnBehalfOf, Channel: who.Channel, CreatedAt: now,
	}).Error
}
