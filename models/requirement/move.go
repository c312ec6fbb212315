package requirement

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// Move is one change of a requirement.
type Move struct {
	ID            string `gorm:"primaryKey"`
	RequirementID string
	FromState     State
	ToState       State
	ActorKind     actor.Kind
	ActorID       string
	OnBehalfOf    string
	Channel       actor.Channel
	Reason        string
	CreatedAt     clock.Instant
}

// TableName implements gorm's Tabler.
func (Move) TableName() string { return "requirement_moves" }

// StateNotes begins the types of the notes that say where a requirement stands, with a
// State behind it.
const StateNotes = "requirement."

// Note is their body.
type Note struct {
	RequirementID string `json:"requirement_id"`
	SellerID      string `json:"seller_id"`
}

// take holds the seller's row until tx ends: who opens or stops the stall comes before or
// behind whatever moves one of its requirements.
func take(ctx context.Context, tx *gorm.DB, sellerID string) error {
	return tx.WithContext(ctx).Exec("UPDATE sellers SET state = state WHERE id = ?", sellerID).Error
}

// move takes r to next with what is written beside it, and records who did it. It refuses
// with "requirement.move" what the machine does not know, and with "requirement.moved"
// when somebody else was first.
func move(ctx context.Context, tx *gorm.DB, r *Requirement, next State, set map[string]any, reason string, by actor.Actor, now clock.Instant) error {
	if !r.State.CanBecome(next) {
		return fault.New(fault.Conflict, "requirement.move")
	}
	if err := take(ctx, tx, r.SellerID); err != nil {
		return err
	}
	who := by.Stamp()
	set["state"], set["reason"] = next, reason
	set["decided_by"], set["decided_at"] = "", clock.Instant(0)
	if next.Holds() || next == Rejected {
		set["decided_by"], set["decided_at"] = who.ID, now
	}
	res := tx.WithContext(ctx).Table("requirements").Where("id = ? AND state = ?", r.ID, r.State).Updates(set)
	switch {
	case res.Error != nil:
		return fmt.Errorf("requirement: %w", res.Error)
	case res.RowsAffected == 0:
		return fault.New(fault.Conflict, "requirement.moved")
	}
	if err := record(ctx, tx, r.ID, r.State, next, reason, by, now); err != nil {
		return err
	}
	r.State, r.Reason = next, reason
	return outbox.Add(ctx, tx, outbox.Note{Type: StateNotes + string(next), Version: 1, Subject: r.SellerID, Body: Note{RequirementID: r.ID, SellerID: r.SellerID}})
}

func record(ctx context.Context, tx *gorm.DB, id string, from, to State, reason string, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	return tx.WithContext(ctx).Create(&Move{
		ID: db.NewID(), RequirementID: id, FromState: from, ToState: to, ActorKind: who.Kind, ActorID: who.ID, OnBehalfOf: who.OnBehalfOf,
		Channel: who.Channel, Reason: reason, CreatedAt: now,
	}).Error
}

// History is what became of a requirement, oldest first.
func History(ctx context.Context, q *gorm.DB, id string) ([]Move, error) {
	var out []Move
	err := q.WithContext(ctx).Where("requirement_id = ?", id).Order("created_at, id").Find(&out).Error
	return out, err
}
