package db

import (
	"sync"

	"gorm.io/gorm"
)

// topics wakes waiters of this process.
type topics struct {
	mu      sync.Mutex
	waiting map[string]map[chan struct{}]struct{}
}

func (ts *topics) tell(topic string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for c := range ts.waiting[topic] {
		select {
		case c <- struct{}{}:
		default: // it is awake already
		}
	}
}

// Subscribe returns a channel that gets a value after a transaction of this process
// that signalled topic has committed; several commits may become one value. The second
// result ends the subscription. Other processes are not heard: poll as well.
func (d *DB) Subscribe(topic string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	ts := &d.topics
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.waiting == nil {
		ts.waiting = map[string]map[chan struct{}]struct{}{}
	}
	if ts.waiting[topic] == nil {
		ts.waiting[topic] = map[chan struct{}]struct{}{}
	}
	ts.waiting[topic][c] = struct{}{}
	return c, func() {
		ts.mu.Lock()
		defer ts.mu.Unlock()
		delete(ts.waiting[topic], c)
	}
}

// Signal tells topic when tx commits, and never when it rolls back. It reports whether
// tx is a transaction of Tx at all.
func Signal(tx *gorm.DB, topic string) bool {
	t, ok := tx.Statement.ConnPool.(*txPool)
	if ok {
		t.topics = append(t.topics, topic)
	}
	return ok
}

// InTx reports whether tx is inside a transaction of Tx.
func InTx(tx *gorm.DB) bool {
	_, ok := tx.Statement.ConnPool.(*txPool)
	return ok
}
