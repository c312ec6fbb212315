package payments

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// RefundMode is how a gateway gives money back.
type RefundMode string

// The modes.
const (
	RefundNone   RefundMode = "none"   // it cannot
	RefundManual RefundMode = "manual" // a person transfers it and shows the proof
	RefundSync   RefundMode = "sync"   // the answer is final
	RefundAsync  RefundMode = "async"  // the answer may be "later"
)

// RefundStatus is a refund as its provider sees it.
type RefundStatus string

// The statuses. A provider may still say failed after it said done.
const (
	RefundPending RefundStatus = "pending"
	RefundDone    RefundStatus = "done"
	RefundFailed  RefundStatus = "failed"
	RefundAbsent  RefundStatus = "absent" // the provider never took it on
)

// Refund is one refund, written down by the caller before the gateway is called.
type Refund struct {
	Ref      string  // ours: 10 characters of package code, single-use; the driver makes the provider's id of it
	Of       Attempt // the attempt that was paid, with TxnID
	Amount   money.VND
	Captured money.VND     // what the money's TxnID brought in: Amount == Captured is a full refund
	Reason   string        // words for the provider; the driver folds and cuts them
	Operator string        // who decided, where the provider asks: an id, never a name
	At       clock.Instant // when it was first asked for; the same on every retry
	State    string        // from RefundResult, for QueryRefund
}

// Full reports whether r gives back everything that its capture brought in.
func (r Refund) Full() bool { return r.Amount == r.Captured }

// RefundResult is what the provider says of a refund.
type RefundResult struct {
	Status      RefundStatus
	ProviderRef string // the provider's id of the refund
	Amount      money.VND
	State       string // the driver's own note for QueryRefund
	Code        string // the provider's own code
	Message     string // the provider's own words, never logged
}
