package catalog

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// State is where a product stands.
type State string

// The states of a product.
const (
	Staged    State = "staged"    // written by an import that has not finished; nobody sees it
	Draft     State = "draft"     // the seller works on it, or nobody has claimed it
	Published State = "published" // on the shelf
	Hidden    State = "hidden"    // taken off the shelf
)

// edges is the whole machine; the tests walk it and the drawing is made from it.
var edges = map[State][]State{
	Staged:    {Draft, Published},
	Draft:     {Published, Hidden},
	Published: {Hidden},
	Hidden:    {Published},
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

// Move is one change of a product's state or seller: who did it, for whom, through what,
// and why.
type Move struct {
	ID         string `gorm:"primaryKey"`
	ProductID  string
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
func (Move) TableName() string { return "product_moves" }

// move takes p to next and records who did it. It refuses with "product.move" what the
// machine does not know and with "product.moved" when somebody else was first.
func move(ctx context.Context, tx *gorm.DB, p *Product, next State, reason string, by actor.Actor, now clock.Instant) error {
	if !p.State.CanBecome(next) {
		return fault.New(fault.Conflict, "product.move")
	}
	set := map[string]any{"state": next}
	if next == Published && p.PublishedAt == 0 {
		set["published_at"] = now
	}
	from := p.State
	if err := touch(ctx, tx, p, set); err != nil {
		return err
	}
	p.State = next
	if next == Published && p.PublishedAt == 0 {
		p.PublishedAt = now
	}
	return record(ctx, tx, p.ID, from, next, reason, by, now)
}

func record(ctx context.Context, tx *gorm.DB, productID string, from, to State, reason string, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	return tx.WithContext(ctx).Create(&Move{
		ID: db.NewID(), ProductID: productID, FromState: from, ToState: to,
		ActorKind: who.Kind, ActorID: who.ID, OnBehalfOf: who.OnBehalfOf, Channel: who.Channel,
		Reason: reason, CreatedAt: now,
	}).Error
}

// Moves is the history of a product, oldest first.
func Moves(ctx context.Context, q *gorm.DB, productID string) ([]Move, error) {
	var rows []Move
	err := q.WithContext(ctx).Where("product_id = ?", productID).Order("created_at, id").Find(&rows).Error
	return rows, err
}
