package payments

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Status is an attempt as its provider sees it.
type Status string

// The statuses. A provider that says paid is believed even after it said failed or
// expired; never the other way round.
const (
	StatusPending    Status = "pending"    // waiting for the buyer
	StatusProcessing Status = "processing" // the buyer acted; the provider is not sure yet
	StatusPaid       Status = "paid"
	StatusFailed     Status = "failed"
	StatusCancelled  Status = "cancelled" // by the buyer or by us
	StatusExpired    Status = "expired"
	StatusReview     Status = "review" // money taken and under suspicion: a person decides
	StatusAbsent     Status = "absent" // the provider has no such attempt
)

// Final reports whether the provider will not move on by itself.
func (s Status) Final() bool {
	switch s {
	case StatusPaid, StatusFailed, StatusCancelled, StatusExpired:
		return true
	}
	return false
}

// EventKind is what an event is about.
type EventKind string

// The kinds.
const (
	EventPayment    EventKind = "payment"     // an attempt changed: Ref, Status, Amount, TxnID
	EventRefund     EventKind = "refund"      // a refund changed: RefundRef, RefundStatus, Amount
	EventDispute    EventKind = "dispute"     // the buyer's bank wants the money back: Ref, TxnID, Amount
	EventBankCredit EventKind = "bank_credit" // money reached an account of ours: Bank, Amount
	EventIgnored    EventKind = "ignored"     // verified, and of no interest; kept, never applied
)

// Event is one thing a provider said, verified and put into our words.
type Event struct {
	Key          string // the same for every delivery of the same news, unique within the listener
	Kind         EventKind
	Ref          string // our reference of the attempt
	TxnID        string // the provider's id of the money: one capture each, whichever road told of it
	RefundRef    string // our reference of the refund
	Status       Status
	RefundStatus RefundStatus
	Amount       money.VND // what moved, never what was asked for
	Fee          money.VND // what the provider kept, where it says so
	At           clock.Instant
	Decline      Decline // why not, when Status is failed or cancelled
	Bank         *BankCredit
	Code         string // the provider's own code, for people who call the provider
	Message      string // the provider's own words; may hold personal data, never logged
}

// BankCredit is a transfer that reached one of our accounts. Content and payer are personal
// data.
type BankCredit struct {
	Source       string   // code of the notice source
	SourceID     string   // the source's id; (Source, SourceID) is booked once
	Account      string   // the receiving account, as configured
	BIN          string   // its bank
	Content      string   // the text as the bank handed it on
	Codes        []string // payment codes that may be meant; trust only a single one that exists
	Reference    string   // the bank's own id: the same from two sources hints at the same money
	PayerName    string   // "" where the source does not say
	PayerAccount string
	PayerBIN     string
}

// Decline is why a payment did not happen, in one vocabulary for all gateways.
type Decline string

// The reasons; the buyer is told by them what to try next.
const (
	DeclineNone        Decline = ""
	DeclineFunds       Decline = "funds"       // not enough on the account
	DeclineLimit       Decline = "limit"       // above a limit of the day or the card
	DeclineBuyer       Decline = "buyer"       // the buyer said no
	DeclineExpired     Decline = "expired"     // too late
	DeclineAuth        Decline = "auth"        // wrong code or password
	DeclineAccount     Decline = "account"     // card or account locked, or not made for this
	DeclineUnavailable Decline = "unavailable" // the bank is away
	DeclineOther       Decline = "other"
)

// Snapshot is the answer to a query.
type Snapshot struct {
	Status Status  // the attempt as a whole, now
	Events []Event // to be applied like those of a Listener, oldest first; empty while nothing happened
}
