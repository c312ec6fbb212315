package payments

import (
	"context"

	"github.com/chophien/chophien/models/clock"
)

// Gateway is a way to pay that a buyer can choose. What more it can do is told by
// Capabilities and found by type assertion: Listener, Querier, Refunder and so on.
type Gateway interface {
	// Code names the gateway in routes, tables and configuration: "vietqr". It never changes.
	Code() string
	// Capabilities says what the gateway does. It is the same on every call.
	Capabilities() Capabilities
	// Begin opens one attempt at the provider and says what the buyer does next. Calling it
	// again with the same Start never opens a second one: the answer is the same, or, where
	// the provider does not repeat it (ZaloPay), an Ambiguous error. An *Error with Ambiguous
	// set means that the attempt may exist: ask by Query, never begin another.
	Begin(ctx context.Context, s Start) (Begun, error)
}

// Listener hears what a provider or a bank sends to /webhooks/{code} (a gateway) or to
// /webhooks/bank/{code} (a notice source), and words the answer.
type Listener interface {
	// Code names the listener in routes, tables and configuration: "sepay". It never changes.
	Code() string
	// Verify proves that r comes from the provider and reads what it says. It judges by r
	// and the configuration alone: no database, no network, no side effects. It refuses with
	// an error that Is one of ErrTooLarge, ErrMalformed, ErrBadSignature, ErrStale, ErrForeign.
	// The signature is judged before anything inside the message is believed.
	Verify(ctx context.Context, r RawRequest) ([]Event, error)
	// Ack is the answer that the provider's documentation asks for. e is the event that
	// decided the outcome, or nil when the request was refused before it was read.
	Ack(o Outcome, e *Event) Answer
}

// ReturnVerifier reads the address on which a buyer comes back from the gateway. What it
// says is for display only: money is believed from a Listener or a Querier.
type ReturnVerifier interface {
	// VerifyReturn names the attempt and what the gateway told the browser about it. It
	// refuses with the same errors as Listener.Verify.
	VerifyReturn(ctx context.Context, r RawRequest) (ref string, hint Status, err error)
}

// Querier asks the provider about an attempt.
type Querier interface {
	// Query says what the provider knows now. StatusAbsent is an answer, not an error.
	Query(ctx context.Context, a Attempt) (Snapshot, error)
}

// Refunder gives money back by the road on which it came.
type Refunder interface {
	// Refund asks for one refund. Asking again with the same Ref never pays twice: the answer
	// is as before, or, where the provider only says that something is under way (VNPay), an
	// Ambiguous error. After one ask by RefundQuerier with the same Refund.
	Refund(ctx context.Context, r Refund) (RefundResult, error)
}

// RefundQuerier asks the provider about a refund.
type RefundQuerier interface {
	// QueryRefund says what became of r. RefundAbsent means that the provider never took it
	// on, so that it may be asked for again with the same Ref.
	QueryRefund(ctx context.Context, r Refund) (RefundResult, error)
}

// Canceller closes an unpaid attempt at the provider, so that it can no longer be paid.
type Canceller interface {
	// Cancel closes a. Closing what is closed is no error. What was paid meanwhile is told
	// by Query; Cancel never undoes it.
	Cancel(ctx context.Context, a Attempt) error
}

// StatementSource lists bank credits, to find those whose notice never came.
type StatementSource interface {
	// Credits returns the credits after cursor, oldest first, with the keys that Verify gives
	// them, and the cursor for the next call. The empty cursor starts at since.
	Credits(ctx context.Context, since clock.Instant, cursor string) (credits []Event, next string, err error)
}
