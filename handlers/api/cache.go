package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/sync/singleflight"

	"github.com/chophien/chophien/models/clock"
)

const (
	cacheLife = time.Second // how long an answer may be wrong
	cacheMost = 16 << 20    // bytes of answers kept
)

// cache keeps encoded answers that are the same for everybody, for a second. Many who ask
// for the same at once wait for one of them to read it.
type cache struct {
	now clock.Clock
	one singleflight.Group

	mu    sync.RWMutex
	held  map[string]answer
	bytes int
}

type answer struct {
	body []byte
	etag string
	at   clock.Instant // when reading began
}

func newCache(now clock.Clock) *cache {
	return &cache{now: now, held: map[string]answer{}}
}

// get returns the answer for key, reading it when it is not there or too old. The day is
// part of the answer: what may be shown changes at midnight.
func (s *cache) get(key string, read func() (any, error)) (answer, error) {
	now := s.now()
	s.mu.RLock()
	a, ok := s.held[key]
	s.mu.RUnlock()
	if ok && now >= a.at && now.Sub(a.at) < cacheLife && day(now) == day(a.at) {
		return a, nil
	}
	v, err, _ := s.one.Do(key, func() (any, error) {
		begun := s.now()
		out, err := read()
		if err != nil {
			return answer{}, err
		}
		body, err := json.Marshal(out)
		if err != nil {
			return answer{}, err
		}
		a := answer{body: body, etag: tag(body), at: begun}
		s.keep(key, a)
		return a, nil
	})
	a, _ = v.(answer)
	return a, err
}

// keep makes room by forgetting everything: all of it would be gone in a second anyway.
func (s *cache) keep(key string, a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := func(key string, a answer) int { return len(key) + len(a.body) + 100 }
	if old, ok := s.held[key]; ok {
		s.bytes -= size(key, old)
	}
	if s.bytes+size(key, a) > cacheMost {
		clear(s.held)
		s.bytes = 0
	}
	s.held[key] = a
	s.bytes += size(key, a)
}

func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// day numbers the days of Vietnam.
func day(i clock.Instant) int64 { return (int64(i) + 7*3600*1000) / (24 * 3600 * 1000) }

// shared makes a route for everybody answer out of the cache. Its output must depend on
// nothing but the address.
func (a *api) shared(r *route, read func(c *fiber.Ctx) (any, error)) *route {
	r.cached = true
	r.run = func(c *fiber.Ctx) error {
		found, err := a.hot.get(c.OriginalURL(), func() (any, error) { return read(c) })
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderCacheControl, "no-cache") // kept by whoever asks each time whether it still holds
		c.Set(fiber.HeaderETag, found.etag)
		if c.Get(fiber.HeaderIfNoneMatch) == found.etag {
			return c.SendStatus(fiber.StatusNotModified)
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
		return c.Send(found.body)
	}
	return r
}

// hot makes a cached route of a function.
func hot[I, O any](a *api, path, name, about string, do func(*fiber.Ctx, nobody, I) (O, error)) *route {
	r := on(a, fiber.MethodGet, path, name, about, do)
	return a.shared(r, func(c *fiber.Ctx) (any, error) {
		in, err := read[I](c, r)
		if err != nil {
			return nil, err
		}
		return do(c, nobody{}, in)
	})
}
