package account

import (
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
)

const (
	// cacheLife bounds how long an ended session is still let in by another process.
	cacheLife = time.Second
	// cacheSize bounds the memory; above it the cache starts anew.
	cacheSize = 20_000
)

// cache keeps identities for a moment, by the hash of their token. Tokens that are not
// known are never kept: strangers could fill it with those. The zero value is empty.
type cache struct {
	mu      sync.Mutex
	entries map[string]cached
	epoch   uint64 // raised by clear
}

type cached struct {
	who Identity
	at  clock.Instant // before the database was asked
}

func (c *cache) get(hash string, now clock.Instant) (Identity, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[hash]
	return e.who, ok && e.at <= now && now.Sub(e.at) < cacheLife
}

// mark is taken before the database is asked; put drops an answer that a clear has
// overtaken, or what was just ended would be let in for another second.
func (c *cache) mark() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

func (c *cache) put(hash string, who Identity, at clock.Instant, mark uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if mark != c.epoch {
		return
	}
	if c.entries == nil || len(c.entries) >= cacheSize {
		c.entries = map[string]cached{}
	}
	c.entries[hash] = cached{who, at}
}

func (c *cache) seen(hash string, now clock.Instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[hash]; ok {
		e.who.LastSeenAt = now
		c.entries[hash] = e
	}
}

// clear forgets everything. It follows whatever changes a session, a person or a role in
// this process; all are asked for once more, which is no more than each second brings.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries, c.epoch = nil, c.epoch+1
}
