package payments

import (
	"net/http"

	"github.com/chophien/chophien/models/clock"
)

// MaxBody is the most bytes of a message that a listener looks at: 64 KiB. Real ones are
// some hundred bytes.
const MaxBody = 64 << 10

// RawRequest is a request as it arrived, before anything is believed. Body and RawQuery are
// copies that belong to the receiver.
type RawRequest struct {
	Method   string
	Path     string
	RawQuery string
	Header   http.Header
	Body     []byte
	RemoteIP string
	At       clock.Instant // when it arrived; staleness is judged by it
}

// TooLarge reports whether r is more than a listener looks at.
func (r RawRequest) TooLarge() bool { return len(r.Body) > MaxBody || len(r.RawQuery) > MaxBody }

// Outcome is what became of a message.
type Outcome string

// The outcomes. The first five follow a verified event; the next five are refusals before
// that, one for each error of Verify.
const (
	Applied        Outcome = "applied"   // also when the news was a failure, and it is written down
	Duplicate      Outcome = "duplicate" // applied earlier
	Ignored        Outcome = "ignored"   // verified, and nothing to do
	UnknownRef     Outcome = "unknown_ref"
	AmountMismatch Outcome = "amount_mismatch"

	BadSignature Outcome = "bad_signature"
	Stale        Outcome = "stale"
	Malformed    Outcome = "malformed"
	Foreign      Outcome = "foreign"
	TooLarge     Outcome = "too_large"

	OurFailure Outcome = "our_failure" // nothing is kept: the provider should send it again
)

// Outcomes are all of them.
var Outcomes = []Outcome{Applied, Duplicate, Ignored, UnknownRef, AmountMismatch, BadSignature, Stale, Malformed, Foreign, TooLarge, OurFailure}

// Answer is the response that a provider expects.
type Answer struct {
	Status      int
	ContentType string // "" when Body is empty
	Body        []byte
}
