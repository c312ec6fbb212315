package payment

import "slices"

// Status is how far a payment is. Fulfilment has a line of its own, on the order.
type Status string

// The statuses.
const (
	Due       Status = "due"       // the buyer is asked to pay
	Checking  Status = "checking"  // money may be on its way; the buyer must not pay again
	Paid      Status = "paid"      // all of it came
	Expired   Status = "expired"   // the clock ran out; late money may still make it paid
	Cancelled Status = "cancelled" // the buyer gave up before paying; late money goes back
)

// Edges is the whole machine. Paid never leads back: money that came is dealt with by
// refunds, not by forgetting.
var Edges = map[Status][]Status{
	Due:      {Checking, Paid, Expired, Cancelled},
	Checking: {Due, Paid, Expired, Cancelled}, // back to due when the gateway says "not paid", or that a part came
	Expired:  {Paid},                          // late money, and stock was still there
}

// CanBecome reports whether an edge leads from s to next.
func (s Status) CanBecome(next Status) bool { return slices.Contains(Edges[s], next) }

// Open reports whether money is still awaited in time.
func (s Status) Open() bool { return s == Due || s == Checking }

// AttemptStatus is how far one try with one gateway is.
type AttemptStatus string

// The statuses of an attempt.
const (
	AttemptCreating  AttemptStatus = "creating"  // written down; the gateway is being called
	AttemptOpen      AttemptStatus = "open"      // the buyer has what is needed to pay
	AttemptChecking  AttemptStatus = "checking"  // nobody knows yet; the gateway is asked
	AttemptSucceeded AttemptStatus = "succeeded" // money came
	AttemptFailed    AttemptStatus = "failed"
	AttemptCancelled AttemptStatus = "cancelled"
	AttemptExpired   AttemptStatus = "expired"
)

// AttemptEdges is the machine of an attempt. Money that came makes it succeeded whatever
// was said before; what was said afterwards changes nothing.
var AttemptEdges = map[AttemptStatus][]AttemptStatus{
	AttemptCreating:  {AttemptOpen, AttemptChecking, AttemptSucceeded, AttemptFailed, AttemptCancelled, AttemptExpired},
	AttemptOpen:      {AttemptChecking, AttemptSucceeded, AttemptFailed, AttemptCancelled, AttemptExpired},
	AttemptChecking:  {AttemptSucceeded, AttemptFailed, AttemptCancelled, AttemptExpired},
	AttemptFailed:    {AttemptChecking, AttemptSucceeded}, // news that does not fit is asked about
	AttemptCancelled: {AttemptChecking, AttemptSucceeded},
	AttemptExpired:   {AttemptChecking, AttemptSucceeded},
}

// Live are the statuses of an attempt that may still bring money in time.
var Live = []AttemptStatus{AttemptCreating, AttemptOpen, AttemptChecking}

// Live reports whether an attempt may still bring money in time.
func (s AttemptStatus) Live() bool { return slices.Contains(Live, s) }

// before are the statuses from which an edge leads to s.
func (s AttemptStatus) before() []AttemptStatus {
	var from []AttemptStatus
	for at, next := range AttemptEdges {
		if slices.Contains(next, s) {
			from = append(from, at)
		}
	}
	slices.Sort(from)
	return from
}

// RefundStatus is how far money on its way back is.
type RefundStatus string

// The statuses of a refund.
const (
	RefundDue          RefundStatus = "due"           // to be sent by the gateway
	RefundNeedsAccount RefundStatus = "needs_account" // to be transferred: the buyer is asked where to
	RefundSending      RefundStatus = "sending"       // a worker has it in hand; without a date to ask at, a person has the bank details
	RefundProcessing   RefundStatus = "processing"    // the gateway took it on
	RefundDone         RefundStatus = "done"
	RefundFailed       RefundStatus = "failed" // the gateway said no, or a bank sent it back
)

// RefundEdges is the machine of a refund.
var RefundEdges = map[RefundStatus][]RefundStatus{
	RefundDue:          {RefundSending, RefundDone, RefundFailed},
	RefundNeedsAccount: {RefundSending, RefundDone},
	RefundSending:      {RefundDue, RefundProcessing, RefundDone, RefundFailed, RefundNeedsAccount}, // the last: a bank knows no such account
	RefundProcessing:   {RefundDone, RefundFailed},
	RefundFailed:       {RefundNeedsAccount}, // at once: a person sends it by another road
	RefundDone:         {RefundFailed},       // a bank sent it back
}

// CanBecome reports whether an edge leads from s to next.
func (s RefundStatus) CanBecome(next RefundStatus) bool {
	return slices.Contains(RefundEdges[s], next)
}
