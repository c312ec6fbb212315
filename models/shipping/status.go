package shipping

import "slices"

// Status is how far a parcel is, in words that every carrier's own are mapped to.
type Status string

// The statuses of a parcel.
const (
	Created        Status = "created"       // packed; the carrier does not have it
	Picking        Status = "picking"       // the carrier is on the way to collect it
	PickupFailed   Status = "pickup_failed" // came in vain
	PickedUp       Status = "picked_up"
	InTransit      Status = "in_transit"
	OutForDelivery Status = "out_for_delivery" // with the driver, or waiting at the pickup point
	Arrived        Status = "delivered"
	AttemptFailed  Status = "attempt_failed" // nobody was there
	ReturnPending  Status = "return_pending"
	Returning      Status = "returning"
	CameBack       Status = "returned"
	Called         Status = "cancelled" // called off before it travelled
	Exception      Status = "exception" // lost, damaged or stuck
)

// Edges is the machine of a parcel.
var Edges = map[Status][]Status{
	Created:        {Picking, Called},
	Picking:        {PickedUp, PickupFailed, Called},
	PickupFailed:   {Picking, Called},
	PickedUp:       {InTransit, Exception},
	InTransit:      {OutForDelivery, ReturnPending, Exception},
	OutForDelivery: {Arrived, AttemptFailed, Exception},
	AttemptFailed:  {OutForDelivery, ReturnPending, Exception},
	ReturnPending:  {OutForDelivery, Returning}, // the buyer may ask for it once more
	Returning:      {CameBack, Exception},
	Exception:      {InTransit, ReturnPending}, // found again
}

// Valid reports whether s is one of the statuses.
func (s Status) Valid() bool { return s.Ended() || len(Edges[s]) > 0 }

// Ended reports whether nothing more is to come.
func (s Status) Ended() bool { return s == Arrived || s == CameBack || s == Called }

// CanBecome reports whether a road leads from s to next. Carriers leave steps out, so the
// road may pass several edges; it never leads out of an end.
func (s Status) CanBecome(next Status) bool {
	seen := map[Status]bool{}
	todo := slices.Clone(Edges[s])
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		if at == next {
			return true
		}
		if !seen[at] {
			seen[at] = true
			todo = append(todo, Edges[at]...)
		}
	}
	return false
}
