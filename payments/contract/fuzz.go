package contract

import (
	"errors"
	"testing"

	"github.com/chophien/chophien/payments"
)

// CheckFuzzed is the body of a listener's fuzz test: whatever stands in a rightly signed
// message, it is refused by one of the known errors, or every event can be applied.
func CheckFuzzed(t *testing.T, l payments.Listener, r payments.RawRequest) {
	t.Helper()
	events, err := l.Verify(t.Context(), r)
	if err == nil {
		for _, e := range events {
			complete(t, "fuzzed", e)
		}
		return
	}
	for _, known := range []error{payments.ErrTooLarge, payments.ErrMalformed, payments.ErrForeign} {
		if errors.Is(err, known) {
			return
		}
	}
	t.Errorf("refused by %v", err)
}
