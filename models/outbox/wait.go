package outbox

import (
	"fmt"

	"github.com/chophien/chophien/models/clock"
)

// Wait is the error of a handler that wants a note later: at Until it is told again, and
// nothing of it counts as an attempt. What a note waits for, the later notes of its lane wait
// for too.
type Wait struct{ Until clock.Instant }

// Error implements error.
func (w Wait) Error() string { return fmt.Sprintf("outbox: not before %s", w.Until) }

// waits is until when an error wants to wait, where it wants nothing else.
func waits(err error) (until clock.Instant, only bool) {
	if w, ok := err.(Wait); ok {
		return w.Until, true
	}
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return 0, false
	}
	for _, one := range many.Unwrap() {
		at, waiting := waits(one)
		if !waiting {
			return 0, false
		}
		until = max(until, at)
	}
	return until, until > 0
}
