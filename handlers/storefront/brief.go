package storefront

import (
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
)

// brief remembers what was read for at most a second, so that a crowd at one stall costs
// one look. What it keeps is shared: nobody may change it.
type brief[K comparable, V any] struct {
	now  clock.Clock
	mu   sync.Mutex
	kept map[K]*briefly[V]
}

type briefly[V any] struct {
	once sync.Once
	at   clock.Instant
	v    V
	err  error
}

const second = time.Second

func newBrief[K comparable, V any](now clock.Clock) *brief[K, V] {
	return &brief[K, V]{now: now, kept: map[K]*briefly[V]{}}
}

// get returns what read gave within the last second, or reads; a failure is not kept.
func (b *brief[K, V]) get(key K, read func() (V, error)) (V, error) {
	now := b.now()
	b.mu.Lock()
	e := b.kept[key]
	if e == nil || now.Sub(e.at) >= second || now < e.at {
		if len(b.kept) > 100 {
			clear(b.kept)
		}
		e = &briefly[V]{at: now}
		b.kept[key] = e
	}
	b.mu.Unlock()
	e.once.Do(func() { e.v, e.err = read() })
	if e.err != nil {
		b.mu.Lock()
		if b.kept[key] == e {
			delete(b.kept, key)
		}
		b.mu.Unlock()
	}
	return e.v, e.err
}
