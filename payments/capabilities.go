package payments

import (
	"time"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Capabilities says what a gateway does, so that nobody asks "which gateway is it?". The
// contract suite proves that it agrees with the optional interfaces.
type Capabilities struct {
	Next []NextKind // what Begin may ask of the buyer

	Listens       bool       // is a Listener: the provider calls /webhooks/{code}
	VerifyReturn  bool       // is a ReturnVerifier
	Query         bool       // is a Querier
	QueryRefund   bool       // is a RefundQuerier
	Cancel        bool       // is a Canceller
	Refund        RefundMode // sync and async: is a Refunder
	PartialRefund bool       // less than everything may be given back
	MultiRefund   bool       // more than one refund of one capture

	NotifiesFailure bool // false: that a buyer gave up is learned by query or by time only
	AmountMayDiffer bool // true: the payer types the amount; short, over and late money happen
	ByBankCredit    bool // money is told of by bank notices with the payment's code, not with Ref
	PayTo           bool // heeds Start.PayTo: the money goes to the account that it names
	Door            bool // the money comes at the door: an order goes on unpaid, and Begin says what is shown there
	DoorCash        bool // notes and coins are taken there too; only with Door
	BrowserBegins   bool // Begin calls nobody: the provider hears of an attempt when the buyer's browser comes (VNPay), and until the deadline StatusAbsent proves nothing

	Min, Max  money.VND // the least and the most of one attempt
	MinRefund money.VND // the least that can be given back; less is a task for a person

	MinTTL, MaxTTL, DefaultTTL time.Duration // how long a buyer has
	HoldGrace                  time.Duration // how long after the deadline money may still be on its way

	PollAfter       []time.Duration // when to query a pending attempt, counted from its start
	PollGap         time.Duration   // never query one attempt more often than this
	RefundPollAfter []time.Duration // when to query a pending refund, counted from its start; the last repeats

	Ref RefRule // how our references must look

	FormActions []string // origins that a form of ours may be sent on to: CSP form-action
}

// Accepts refuses an amount that the gateway does not take: payments.amount_below with min,
// payments.amount_above with max.
func (c Capabilities) Accepts(amount money.VND) error {
	if amount.Cmp(c.Min) < 0 || !amount.Positive() {
		return fault.New(fault.Invalid, "payments.amount_below").On("gateway").With("min", c.Min.String())
	}
	if amount.Cmp(c.Max) > 0 {
		return fault.New(fault.Invalid, "payments.amount_above").On("gateway").With("max", c.Max.String())
	}
	return nil
}

// TTL brings a wished time to pay into what the gateway can do; 0 wishes the default.
func (c Capabilities) TTL(wish time.Duration) time.Duration {
	if wish == 0 {
		wish = c.DefaultTTL
	}
	return min(max(wish, c.MinTTL), c.MaxTTL)
}
