package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
)

// memory keeps answers for Fresh, counted from before the question went to the database.
// Of equal questions at the same time one is asked.
type memory[V any] struct {
	mu   sync.Mutex
	held map[string]*answer[V]
}

type answer[V any] struct {
	at   clock.Instant
	done chan struct{}
	v    V
	err  error
}

// readLimit bounds a read that outlives the request that began it.
const readLimit = 5 * time.Second

func (m *memory[V]) get(ctx context.Context, key string, now clock.Instant, most int, read func(ctx context.Context) (V, error)) (V, error) {
	m.mu.Lock()
	a := m.held[key]
	if a == nil || !a.fresh(now) {
		a = &answer[V]{at: now, done: make(chan struct{})}
		m.keep(key, a, most)
		m.mu.Unlock()
		// Others wait for this answer: the one who asked first may hang up.
		rctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readLimit)
		defer cancel()
		a.v, a.err = read(rctx)
		if a.err != nil {
			m.forget(key, a)
		}
		close(a.done)
		return a.v, a.err
	}
	m.mu.Unlock()
	select {
	case <-a.done:
		return a.v, a.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

func (m *memory[V]) peek(key string, now clock.Instant) (v V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a := m.held[key]; a != nil && a.fresh(now) {
		return a.v, true
	}
	return v, false
}

func (m *memory[V]) put(key string, v V, now clock.Instant, most int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(key, &answer[V]{at: now, v: v}, most)
}

// keep makes room by forgetting what is stale, and everything when nothing is.
func (m *memory[V]) keep(key string, a *answer[V], most int) {
	if len(m.held) >= most {
		for k, old := range m.held {
			if !old.fresh(a.at) {
				delete(m.held, k)
			}
		}
		if len(m.held) >= most {
			m.held = nil
		}
	}
	if m.held == nil {
		m.held = make(map[string]*answer[V], most/4)
	}
	m.held[key] = a
}

func (m *memory[V]) forget(key string, a *answer[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held[key] == a {
		delete(m.held, key)
	}
}

func (a *answer[V]) fresh(now clock.Instant) bool { return now >= a.at && now.Sub(a.at) < Fresh }
