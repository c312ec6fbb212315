package meilisearch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

var _ search.Engine = (*Engine)(nil)

// Config says where the server is and who asks.
type Config struct {
	URL       string // http://127.0.0.1:7700
	Key       string // may write; see the README for the actions it needs
	SearchKey string // may only search; empty: Key reads too
	Index     string // begins the names of the indexes: letters, digits, - and _
	Lexicon   *search.Lexicon
}

// Engine is a search engine on a Meilisearch server.
type Engine struct {
	index       string
	lexicon     *search.Lexicon
	write, read meili.ServiceManager
	http        *http.Client

	// prepared is set once the server was found fit and its index is as it should be.
	prepared  atomic.Bool
	preparing chan struct{} // holds one token
	closed    atomic.Bool

	// writing is held from the first look at a version to the end of the task that writes
	// it, so that two batches of this process never interleave.
	writing chan struct{} // holds one token
	journal journal       // what changes while a rebuild runs; nil when none does
	rebuild sync.Mutex
	quiet   time.Duration // after which an unfinished rebuild counts as left behind
	random  func() string // names what nobody else may name so: a filling, an index beside
}

// opening is how long Open waits for a server.
const opening = 5 * time.Second

// Open connects to a server of version 1.16 or later and makes its index fit. A server that
// is away is no error: calls get search.ErrAway until it comes. One that is too old, or
// that refuses a key (ErrKey), is.
func Open(ctx context.Context, c Config) (*Engine, error) {
	e := engine(c)
	ctx, cancel := context.WithTimeout(ctx, opening)
	defer cancel()
	if err := e.prepare(ctx); err != nil && (!errors.Is(err, search.ErrAway) || errors.Is(err, ErrKey)) {
		return nil, errors.Join(fmt.Errorf("the Meilisearch server: %w", err), e.Close())
	}
	return e, nil
}

// Look makes an engine for who only reads: it makes no index and changes no settings. Where
// the server or its index is missing, calls get search.ErrAway.
func Look(c Config) *Engine {
	e := engine(c)
	e.prepared.Store(true)
	return e
}

func engine(c Config) *Engine {
	e := &Engine{
		index: c.Index + "_" + schema, lexicon: c.Lexicon,
		http:      &http.Client{Transport: transport()},
		preparing: make(chan struct{}, 1), writing: make(chan struct{}, 1), quiet: 2 * time.Minute,
		random: func() string { return strings.ToLower(rand.Text()) },
	}
	e.write = e.client(c.URL, c.Key)
	e.read = e.write
	if c.SearchKey != "" {
		e.read = e.client(c.URL, c.SearchKey)
	}
	return e
}

func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	// Every page asks over a connection of its own; the default of two would open and
	// close one for most of them.
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 128, 128
	// The server compresses in parts, and each waits for the receipt of the one before:
	// 40 ms for what would take one.
	t.DisableCompression = true
	return t
}

func (e *Engine) client(url, key string) meili.ServiceManager {
	// Whoever asks has a budget and a way without us; retries would spend it.
	return meili.New(url, meili.WithAPIKey(key), meili.WithCustomClient(e.http), meili.WithCustomJsonMarshaler(encode), meili.WithCustomJsonUnmarshaler(decode), meili.DisableRetries())
}

// Health reports the number of products and whether a rebuild is wanted.
func (e *Engine) Health(ctx context.Context) (search.Health, error) {
	if err := e.usable(ctx); err != nil {
		return search.Health{}, err
	}
	var b batch
	products, mark := b.count(gate(true)), b.count(exists(fieldMark))
	got, err := e.ask(ctx, &b, false)
	if err != nil {
		return search.Health{}, err
	}
	return search.Health{Documents: got.total(products), RebuildWanted: got.total(mark) == 0}, nil
}

// Close ends the engine; the index stays. A second call does nothing.
func (e *Engine) Close() error {
	if !e.closed.Swap(true) {
		e.http.CloseIdleConnections()
	}
	return nil
}

// usable refuses calls on a closed engine, after the end of ctx, and while the server is away.
func (e *Engine) usable(ctx context.Context) error {
	if e.closed.Load() {
		return search.ErrAway
	}
	if err := ctx.Err(); err != nil {
		return e.fault(ctx, err)
	}
	if e.prepared.Load() {
		return nil
	}
	return e.prepare(ctx)
}

// hold takes the token of a, for as long as ctx lets it wait.
func (e *Engine) hold(ctx context.Context, a chan struct{}) error {
	select {
	case a <- struct{}{}:
		return nil
	case <-ctx.Done():
		return e.fault(ctx, ctx.Err())
	}
}
