package complaint

import (
	"slices"
	"time"
)

// State is whose turn it is.
type State string

// The states.
const (
	Open      State = "open"      // the seller answers
	Answered  State = "answered"  // the buyer takes the offer, or not
	Escalated State = "escalated" // the desk decides
	Agreed    State = "agreed"    // something was agreed or decided for the buyer
	Rejected  State = "rejected"  // nothing more is done
	Closed    State = "closed"
)

// States are all states in the order of a complaint.
var States = []State{Open, Answered, Escalated, Agreed, Rejected, Closed}

// Edges is the whole machine; the tests walk it and the drawing is made from it.
var Edges = map[State][]State{
	Open:      {Answered, Agreed, Rejected, Escalated, Closed}, // an offer; all at once; the desk; silence; the buyer lets it be
	Answered:  {Agreed, Rejected, Escalated, Closed},           // the buyer takes it, or a "no" by silence; insists; lets it be
	Escalated: {Agreed, Rejected, Closed},                      // the desk decides, or its clock does
	Agreed:    {Closed},                                        // all said, or a quiet week
	Rejected:  {Closed},
}

// CanBecome reports whether an edge leads from s to next.
func (s State) CanBecome(next State) bool { return slices.Contains(Edges[s], next) }

// Live reports whether it is still to be decided: the order waits.
func (s State) Live() bool { return s == Open || s == Answered || s == Escalated }

var live = []State{Open, Answered, Escalated}

// Reason is what a buyer complains of.
type Reason string

// The reasons.
const (
	NotAsDescribed Reason = "not_as_described"
	Damaged        Reason = "damaged"
	Wrong          Reason = "wrong"
	Late           Reason = "late"
	Spoiled        Reason = "spoiled"
	Missing        Reason = "missing"
)

// Reasons are all reasons in the order in which pages list them.
var Reasons = []Reason{Damaged, Spoiled, Wrong, Missing, NotAsDescribed, Late}

// Valid reports whether r is a reason.
func (r Reason) Valid() bool { return slices.Contains(Reasons, r) }

// Wish is what a buyer hopes for.
type Wish string

// The wishes.
const (
	Refund  Wish = "refund"  // the money for the lines
	Part    Wish = "part"    // some of it
	Replace Wish = "replace" // the goods once more
)

// Wishes are all wishes in the order in which pages list them.
var Wishes = []Wish{Refund, Part, Replace}

// Valid reports whether w is a wish.
func (w Wish) Valid() bool { return slices.Contains(Wishes, w) }

// Outcome is how a complaint ended.
type Outcome string

// The outcomes; none while it is open.
const (
	OutcomeAgreed    Outcome = "agreed"
	OutcomeRejected  Outcome = "rejected"
	OutcomeWithdrawn Outcome = "withdrawn"
)

// KeepOpen is how long people may still write after the verdict. In force since 2026-11-01.
const KeepOpen = 7 * 24 * time.Hour
