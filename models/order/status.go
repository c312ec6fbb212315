package order

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

// Status is how far an order's fulfilment is. Money has a line of its own, on the payment.
type Status string

// The statuses.
const (
	Placed    Status = "placed"    // the buyer has ordered, stock is held
	Confirmed Status = "confirmed" // the seller will send it
	Packed    Status = "packed"    // weighed and wrapped; the real weight is known
	Shipped   Status = "shipped"   // the carrier has it, or it waits at the pickup point
	Delivered Status = "delivered" // the buyer has it
	Completed Status = "completed" // no complaint came in time; the seller has earned it
	Cancelled Status = "cancelled" // ended before it was packed, or refused
	Returned  Status = "returned"  // it came back
)

// Statuses are all statuses in the order of a purchase.
var Statuses = []Status{Placed, Confirmed, Packed, Shipped, Delivered, Completed, Cancelled, Returned}

// Edges is the whole machine; the tests walk it and the drawing is made from it.
var Edges = map[Status][]Status{
	Placed:    {Confirmed, Cancelled}, // the seller answers within a day, or the clock does
	Confirmed: {Packed, Cancelled},    // the buyer may still change the mind, the seller run out
	Packed:    {Shipped, Cancelled},   // after packing only the desk cancels
	Shipped:   {Delivered, Returned},  // the carrier brings it, or brings it back
	Delivered: {Completed, Returned},  // three quiet days, or a complaint that is right
	Cancelled: {Placed},               // only when late money found the goods still there
}

// CanBecome reports whether an edge leads from s to next.
func (s Status) CanBecome(next Status) bool { return slices.Contains(Edges[s], next) }

// Ended reports whether nothing more is to be done for an order.
func (s Status) Ended() bool { return s == Completed || s == Cancelled || s == Returned }

// Move is one step of an order's history.
type Move struct {
	ID         string `gorm:"primaryKey"`
	OrderID    string
	FromStatus Status
	ToStatus   Status
	ActorKind  actor.Kind
	ActorID    string
	OnBehalfOf string
	Channel    actor.Channel
	Reason     string
	CreatedAt  clock.Instant
}

// TableName implements gorm's Tabler.
func (Move) TableName() string { return "order_moves" }

// Clocks are the instants that a move sets beside the status; nil leaves one as it is,
// zero stops it.
type Clocks struct {
	ConfirmBy, PackBy, ShippedAt, DeliveredAt, CompleteAfter *clock.Instant
}

// Stopped is the value of a clock that no longer runs.
var Stopped = new(clock.Instant)

// Advance takes o to next and records who did it and why (a message key, never free text
// of another person). It refuses with "order.move" when no edge leads there, and with
// "order.moved" when somebody else moved the order first.
func Advance(ctx context.Context, tx *gorm.DB, o *Order, next Status, by actor.Actor, reason string, now clock.Instant, set Clocks) error {
	if !o.Status.CanBecome(next) {
		return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
	}
	columns := map[string]any{"status": next}
	for name, at := range map[string]*clock.Instant{
		"confirm_by": set.ConfirmBy, "pack_by": set.PackBy, "shipped_at": set.ShippedAt,
		"delivered_at": set.DeliveredAt, "complete_after": set.CompleteAfter,
	} {
		if at != nil {
			columns[name] = *at
		}
	}
	columns["ended_at"] = clock.Instant(0)
	if next.Ended() {
		columns["ended_at"] = now
	}
	res := tx.WithContext(ctx).Table("orders").Where("id = ? AND status = ?", o.ID, o.Status).Updates(columns)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "order.moved")
	}
	from := o.Status
	o.Status = next
	if err := record(ctx, tx, []Move{step(o.ID, from, next, by, reason, now)}); err != nil {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: "order." + string(next), Version: 1, Subject: o.ID, Body: Note{OrderID: o.ID, GroupID: o.GroupID}})
}

// Note is the body of the outbox notes about an order: "order.placed", "order.confirmed" …
type Note struct {
	OrderID string `json:"order_id"`
	GroupID string `json:"group_id"`
}

func step(orderID string, from, to Status, by actor.Actor, reason string, now clock.Instant) Move {
	who := by.Stamp()
	return Move{
		ID: db.NewID(), OrderID: orderID, FromStatus: from, ToStatus: to, ActorKind: who.Kind, ActorID: who.ID,
		OnBehalfOf: who.OnBehalfOf, Channel: who.Channel, Reason: reason, CreatedAt: now,
	}
}

func record(ctx context.Context, tx *gorm.DB, moves []Move) error {
	return tx.WithContext(ctx).Create(&moves).Error
}
