package payments

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// What Verify and VerifyReturn refuse with. None of them quotes the message.
var (
	ErrTooLarge     = errors.New("payments: message too large")
	ErrMalformed    = errors.New("payments: message malformed")
	ErrBadSignature = errors.New("payments: signature does not match")
	ErrStale        = errors.New("payments: message too old or from the future")
	ErrForeign      = errors.New("payments: message for another merchant or account")
)

// OutcomeOf is the outcome of a Verify that refused; OurFailure for any other error.
func OutcomeOf(err error) Outcome {
	switch {
	case errors.Is(err, ErrTooLarge):
		return TooLarge
	case errors.Is(err, ErrMalformed):
		return Malformed
	case errors.Is(err, ErrBadSignature):
		return BadSignature
	case errors.Is(err, ErrStale):
		return Stale
	case errors.Is(err, ErrForeign):
		return Foreign
	}
	return OurFailure
}

// Error is a call to a provider that did not end well.
type Error struct {
	Gateway    string
	Op         string // "begin", "query", "refund", "query_refund", "cancel", "credits"
	Code       string // the provider's own code, if it answered
	Message    string // the provider's own words: for operators' eyes, left out of Error
	HTTPStatus int    // 0 when no answer came
	Retryable  bool   // the same call may be made again
	Ambiguous  bool   // it may have happened: query before anything else
	Cause      error
}

// Error is for logs. It holds no address, no message of the provider and no secret.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "payments: %s %s", e.Gateway, e.Op)
	if e.HTTPStatus != 0 {
		fmt.Fprintf(&b, " http=%d", e.HTTPStatus)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, " code=%q", e.Code)
	}
	if e.Ambiguous {
		b.WriteString(" ambiguous")
	}
	if e.Retryable {
		b.WriteString(" retryable")
	}
	if e.Cause != nil {
		// A url.Error quotes the address, which may carry keys and signatures.
		cause := e.Cause
		if u, ok := errors.AsType[*url.Error](cause); ok {
			cause = u.Err
		}
		fmt.Fprintf(&b, ": %v", cause)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// IsAmbiguous reports whether the call behind err may have happened nevertheless: the
// provider says so, or nobody waited for its answer.
func IsAmbiguous(err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Ambiguous
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// IsRetryable reports whether the same call may be made again later.
func IsRetryable(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Retryable
}
