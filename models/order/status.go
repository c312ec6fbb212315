package order

import (
	"slices"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
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
