package parts

import (
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
)

// breaker spares callers the wait for something that failed a moment ago: after a failure
// nobody asks it for pause, then one caller tries, and the others follow when that went
// well.
type breaker struct {
	now   clock.Clock
	pause time.Duration

	mu      sync.Mutex
	open    bool
	since   clock.Instant // of the last failure
	probing bool
}

// try reports whether the caller may ask; if so, it must call done with what came of it.
func (b *breaker) try() (done func(outcome) (changed bool), ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open {
		return b.settle(false), true
	}
	// A clock that went back says nothing of how long it was.
	if rested := b.now().Sub(b.since); b.probing || rested >= 0 && rested < b.pause {
		return nil, false
	}
	b.probing = true
	return b.settle(true), true
}

// outcome is what came of asking.
type outcome int

const (
	answered outcome = iota
	failed
	gaveUp // the caller went away: that says nothing of what was asked
)

// settle takes the outcome of a probe, or of a call that began while all was well: of those
// that are late, none closes what a probe has not.
func (b *breaker) settle(probe bool) func(outcome) bool {
	return func(o outcome) (changed bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.open != probe {
			return false
		}
		b.probing = b.probing && !probe
		switch o {
		case answered:
			b.open = false
		case failed:
			b.open, b.since = true, b.now()
		}
		return b.open != probe
	}
}
