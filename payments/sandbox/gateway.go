package sandbox

import (
	"context"
	"sync"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Gateway is the bank and the road to it in one. It is safe for concurrent use.
type Gateway struct {
	cfg  Config
	ctx  context.Context // ends background work
	stop context.CancelFunc

	mu       sync.Mutex
	sessions map[string]session // by our reference
	journal  *journal
	busy     int           // background tasks
	idle     chan struct{} // closed when busy falls to 0
	try      chan struct{} // closed at the next try of any delivery
}

// New opens the bank with what it remembers in cfg.Dir. It refuses production with
// payments.sandbox_in_production.
func New(cfg Config) (*Gateway, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	j, sessions, err := openJournal(cfg.Dir)
	if err != nil {
		return nil, err
	}
	g := &Gateway{cfg: cfg, sessions: sessions, journal: j, idle: make(chan struct{}), try: make(chan struct{})}
	close(g.idle)
	g.ctx, g.stop = context.WithCancel(context.Background())
	return g, nil
}

// Resume takes up what a former process left undone: deliveries without an answer, approvals
// and refunds that fell due. Call it once the webhook answers.
func (g *Gateway) Resume() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for ref, s := range g.sessions {
		g.launch(session{Ref: ref}, s)
	}
}

// Idle waits until no delivery, retry or delayed approval is under way.
func (g *Gateway) Idle(ctx context.Context) error {
	g.mu.Lock()
	idle := g.idle
	g.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close ends background work, waits for it and closes the memory. What was under way is
// taken up by Resume.
func (g *Gateway) Close() error {
	g.stop()
	_ = g.Idle(context.Background())
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.journal.close()
}

// Code is "sandbox".
func (g *Gateway) Code() string { return Code }

// Capabilities: everything that a gateway can do.
func (g *Gateway) Capabilities() payments.Capabilities {
	return payments.Capabilities{
		Next:            []payments.NextKind{payments.NextRedirect, payments.NextQR},
		Listens:         true,
		VerifyReturn:    true,
		Query:           true,
		QueryRefund:     true,
		Cancel:          true,
		Refund:          payments.RefundAsync, // a magic amount can make any refund wait
		PartialRefund:   true,
		MultiRefund:     true,
		NotifiesFailure: !g.cfg.SilentOnFailure,
		Min:             money.Of(1_000),
		Max:             money.Of(999_999_999),
		MinRefund:       money.Of(1),
		MinTTL:          time.Minute,
		MaxTTL:          110 * time.Minute,
		DefaultTTL:      15 * time.Minute,
		HoldGrace:       time.Minute,
		// Earlier than any real bank, so that a demonstration need not wait long.
		PollAfter:       []time.Duration{20 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, 2 * time.Hour, 24 * time.Hour},
		PollGap:         10 * time.Second,
		RefundPollAfter: []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 24 * time.Hour},
		Ref:             payments.RefPlain,
		FormActions:     []string{g.cfg.origin()},
	}
}

// background runs fn in its own goroutine until it ends or the bank closes. g.mu is held.
func (g *Gateway) background(fn func(context.Context)) {
	if g.ctx.Err() != nil {
		return
	}
	if g.busy == 0 {
		g.idle = make(chan struct{})
	}
	g.busy++
	go func() {
		defer func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			if g.busy--; g.busy == 0 {
				close(g.idle)
			}
		}()
		fn(g.ctx)
	}()
}
