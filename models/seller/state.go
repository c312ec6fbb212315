package seller

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// State is where a seller stands.
type State string

// The states of a seller.
const (
	Applied   State = "applied"   // asked to sell
	Checked   State = "checked"   // an officer has checked who it is
	Active    State = "active"    // sells
	Suspended State = "suspended" // may finish orders, sells nothing new
	Closed    State = "closed"    // for good
)

// edges is the whole machine; the tests walk it and the drawing is made from it.
var edges = map[State][]State{
	Applied:   {Checked, Closed},
	Checked:   {Active, Closed},
	Active:    {Suspended, Closed},
	Suspended: {Active, Checked, Closed}, // checked: the suspension is over, and something is still asked
	Closed:    {},
}

// Edges returns a copy of the machine, for its drawing.
func Edges() map[State][]State {
	out := make(map[State][]State, len(edges))
	for from, to := range edges {
		out[from] = slices.Clone(to)
	}
	return out
}

// CanBecome reports whether next may follow s.
func (s State) CanBecome(next State) bool { return slices.Contains(edges[s], next) }

// Move is one change of a seller's state: who did it, for whom, through what, and why.
type Move struct {
	ID         string `gorm:"primaryKey"`
	SellerID   string
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
func (Move) TableName() string { return "seller_moves" }

// move takes s to next and records who did it. It refuses with "seller.move" what the
// machine does not know and with "seller.moved" when somebody else was first.
func move(ctx context.Context, tx *gorm.DB, s *Seller, next State, reason string, by actor.Actor, now clock.Instant) error {
	if !s.State.CanBecome(next) {
		return fault.New(fault.Conflict, "seller.move")
	}
	res := tx.WithContext(ctx).Table("sellers").Where("id = ? AND state = ?", s.ID, s.State).Update("state", next)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected == 0:
		return fault.New(fault.Conflict, "seller.moved")
	}
	from := s.State
	s.State = next
	if err := record(ctx, tx, s.ID, from, next, reason, by, now); err != nil {
		return err
	}
	if err := changed(ctx, tx, s.ID); err != nil {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: StateNotes + string(next), Version: 1, Subject: s.ID, Body: Note{SellerID: s.ID}})
}

func record(ctx context.Context, tx *gorm.DB, sellerID string, from, to State, reason string, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	return tx.WithContext(ctx).Create(&Move{
		ID: db.NewID(), SellerID: sellerID, FromState: from, ToState: to,
		ActorKind: who.Kind, ActorID: who.ID, OnBehalfOf: who.OnBehalfOf, Channel: who.Channel,
		Reason: reason, CreatedAt: now,
	}).Error
}

// Moves is the history of a seller, oldest first.
func Moves(ctx context.Context, q *gorm.DB, sellerID string) ([]Move, error) {
	var rows []Move
	err := q.WithContext(ctx).Where("seller_id = ?", sellerID).Order("created_at, id").Find(&rows).Error
	return rows, err
}
