package payment

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Payment is what is to be paid at once for one or several orders of a group. Code is the
// text of a bank transfer, unique for ever.
type Payment struct {
	ID        string `gorm:"primaryKey"`
	Code      string
	GroupID   string
	Status    Status        `gorm:"<-:create"`
	Amount    money.VND     `gorm:"<-:create"`
	Received  money.VND     `gorm:"<-:create"` // the sum of the captures
	Allocated money.VND     `gorm:"<-:create"` // of it, what stands for the orders
	Refunding money.VND     `gorm:"<-:create"` // asked back, not yet given
	Refunded  money.VND     `gorm:"<-:create"`
	DueAt     clock.Instant `gorm:"<-:create"`
	HoldUntil clock.Instant `gorm:"<-:create"`
	PaidAt    clock.Instant `gorm:"<-:create"`
	AtDoor    bool          `gorm:"<-:create"` // of one order, due when the parcel arrives; no clock ends it
	CreatedAt clock.Instant

	CollectorID *string       `gorm:"<-:create"` // the seller whom the buyer pays; nil: the market
	PayeeID     *string       `gorm:"<-:create"` // the row of payees that holds the account
	ClaimedAt   clock.Instant `gorm:"<-:create"` // when the buyer said that it was sent to the seller
}

// Direct reports whether the money goes to a seller's account: the market books none of it.
func (p Payment) Direct() bool { return p.CollectorID != nil }

// Missing is what the buyer has still to send; never below 0.
func (p Payment) Missing() money.VND {
	if m := p.Amount.Sub(p.Received); m.Positive() {
		return m
	}
	return money.VND{}
}

// Allocation is the part of a payment that covers one order.
type Allocation struct {
	PaymentID string    `gorm:"primaryKey"`
	OrderID   string    `gorm:"primaryKey"`
	Goods     money.VND `gorm:"<-:create"`
	Shipping  money.VND `gorm:"<-:create"`
	Funded    bool      `gorm:"<-:create"` // its money stands in the order's escrow
	Refunded  money.VND `gorm:"<-:create"` // asked back or given back
	Direct    bool      `gorm:"<-:create"` // funded means that its seller has it
}

// Total is what the order costs.
func (a Allocation) Total() money.VND { return a.Goods.Add(a.Shipping) }

// Left is what can still be given back of the order's money.
func (a Allocation) Left() money.VND { return a.Total().Sub(a.Refunded) }

// Attempt is one try with one gateway. Ref is ours and used once.
type Attempt struct {
	ID          string `gorm:"primaryKey"`
	PaymentID   string
	Number      int
	Gateway     string
	Ref         string
	Status      AttemptStatus `gorm:"<-:create"`
	Amount      money.VND     `gorm:"<-:create"`
	ProviderRef string        `gorm:"<-:create"`
	ProviderAt  clock.Instant // the instant that the provider was told
	State       string        `gorm:"<-:create"` // the driver's own note
	Next        string        `gorm:"<-:create"` // JSON of payments.Next
	Failure     string        `gorm:"<-:create"`
	ExpiresAt   clock.Instant
	PollAt      clock.Instant `gorm:"<-:create"` // 0: nothing to ask
	Polls       int           `gorm:"<-:create"`
	AskedAt     clock.Instant `gorm:"<-:create"` // when the gateway was last asked
	CreatedAt   clock.Instant
}

// Capture is money that came, by its provider's own number.
type Capture struct {
	ID            string `gorm:"primaryKey"`
	PaymentID     string
	AttemptID     *string
	Gateway       string
	ProviderTxnID string    `gorm:"column:provider_txn_id"`
	Amount        money.VND `gorm:"<-:create"`
	Refunded      money.VND `gorm:"<-:create"` // asked back or given back
	Late          bool      `gorm:"<-:create"` // the payment had ended before
	CreatedAt     clock.Instant
}

// Credit is a bank transfer that a notice named, matched to a payment or not. What its
// sender wrote and who that is are personal, and sealed.
type Credit struct {
	ID            string `gorm:"primaryKey"`
	Source        string
	SourceID      string
	Account       string
	Amount        money.VND `gorm:"<-:create"`
	ContentSealed string    `gorm:"column:content"`
	PayerSealed   string
	State         string  `gorm:"<-:create"` // matched, unmatched, settled, foreign, twin, doubtful
	PaymentID     *string `gorm:"<-:create"`
	Reference     string  // the bank's own number of the transfer, cleaned; "" where the source gives none
	TwinOf        *string `gorm:"<-:create"` // the credit that told of the same money, or may have
	ReceivedAt    clock.Instant
	CreatedAt     clock.Instant
}

// TableName implements gorm's Tabler.
func (Credit) TableName() string { return "bank_credits" }

// Refund is money on its way back to the buyer.
type Refund struct {
	ID            string `gorm:"primaryKey"`
	PaymentID     string
	OrderID       *string // nil: money that never reached an order
	CaptureID     string
	Gateway       string
	Ref           string
	Amount        money.VND    `gorm:"<-:create"`
	Status        RefundStatus `gorm:"<-:create"`
	CauseKind     string
	CauseID       string
	ProviderRef   string        `gorm:"<-:create"`
	AccountSealed string        `gorm:"<-:create"` // where a transfer goes to
	Evidence      string        `gorm:"<-:create"` // the bank's reference of the transfer
	Failure       string        `gorm:"<-:create"`
	PollAt        clock.Instant `gorm:"<-:create"`
	Polls         int           `gorm:"<-:create"`
	Returned      int           `gorm:"<-:create"` // how often a bank sent it back
	TransferID    *string       `gorm:"<-:create"` // the transfer of a bank file that carries it
	DoneAt        clock.Instant `gorm:"<-:create"`
	CreatedAt     clock.Instant
}

// ByHand reports whether a person transfers the refund: no gateway has it, or ever will.
func (r Refund) ByHand() bool {
	return r.Status == RefundNeedsAccount || r.Status == RefundSending && r.PollAt == 0
}

// transfer is the id of the transfer that carries the refund, or "".
func (r Refund) transfer() string {
	if r.TransferID == nil {
		return ""
	}
	return *r.TransferID
}

// Task is money that a person must look at: at the desk, or at the stall that collects it.
type Task struct {
	ID        string `gorm:"primaryKey"`
	Kind      TaskKind
	PaymentID *string
	CreditID  *string
	RefundID  *string
	SellerID  *string // the stall that looks at it; nil: the desk
	Amount    money.VND
	State     string        `gorm:"<-:create"` // open, done
	Note      string        `gorm:"<-:create"`
	DoneBy    string        `gorm:"<-:create"`
	DoneAt    clock.Instant `gorm:"<-:create"`
	CreatedAt clock.Instant
}

// TableName implements gorm's Tabler.
func (Task) TableName() string { return "money_tasks" }

// TaskKind says what a person must look at.
type TaskKind string

// The kinds of task.
const (
	TaskUnder     TaskKind = "under"     // less came than was due
	TaskOver      TaskKind = "over"      // more came; the rest goes back
	TaskLate      TaskKind = "late"      // it came after the clock; what cannot be delivered goes back
	TaskDuplicate TaskKind = "duplicate" // it came although all was paid; it goes back
	TaskUnmatched TaskKind = "unmatched" // nobody knows what it is for
	TaskTransfer  TaskKind = "transfer"  // a refund that a person transfers
	TaskReview    TaskKind = "review"    // a gateway suspects fraud, or an amount does not fit
	TaskTwin      TaskKind = "twin"      // two sources may have told of one transfer; only one is booked
	TaskDoor      TaskKind = "door"      // due where a parcel arrives, and nobody said what became of it
	TaskSilent    TaskKind = "silent"    // a source of bank notices is silent in business hours; the note names it
)

// Event is what a provider told us, stored in the transaction that applied it. Its words
// hold personal data, and are sealed.
type Event struct {
	ID         string `gorm:"primaryKey"`
	Gateway    string
	EventKey   string
	Kind       string
	Outcome    string  `gorm:"<-:create"`
	PaymentID  *string `gorm:"<-:create"`
	RawSealed  string  `gorm:"column:raw"`
	ReceivedAt clock.Instant
}

// TableName implements gorm's Tabler.
func (Event) TableName() string { return "provider_events" }
