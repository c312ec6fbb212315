package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

// Header carries the signature, made by payments.Stamp.
const Header = "X-Sandbox-Signature"

// Path is where deliveries go on the market.
const Path = "/webhooks/" + Code

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states.
const (
	Waiting   DeliveryState = "waiting"   // no 2xx yet
	Delivered DeliveryState = "delivered" // answered 2xx
	GivenUp   DeliveryState = "given_up"  // never answered 2xx
)

// seal is how a delivery is signed.
type seal string

const (
	genuine seal = ""
	forged  seal = "forged" // with a secret that nobody shares
	stale   seal = "stale"  // rightly, an hour ago
)

// Delivery is one message to the market, with every try to bring it.
type Delivery struct {
	ID      string          `json:"id"`
	EventID string          `json:"event_id"`
	Body    json.RawMessage `json:"body"`
	Seal    seal            `json:"seal,omitempty"`
	State   DeliveryState   `json:"state"`
	Tries   []Try           `json:"tries,omitempty"`
}

// Try is one attempt to bring a delivery. Status 0 means that nobody answered.
type Try struct {
	At     clock.Instant `json:"at"`
	Status int           `json:"status"`
}

// maxDeliveries bounds what replays can make of one session.
const maxDeliveries = 50

// send puts body among the deliveries; change starts it.
func (s *session) send(body []byte, by seal) {
	var e struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(body, &e) // it was encoded here
	s.Deliveries = append(s.Deliveries, Delivery{
		ID:      fmt.Sprintf("dlv_%s_%d", s.Ref, len(s.Deliveries)+1),
		EventID: e.ID, Body: body, Seal: by, State: Waiting,
	})
}

// Replay sends a delivery of the session of ref once more, rightly signed now if it was
// genuine. It refuses with sandbox.unknown, and with sandbox.replays after too many.
func (g *Gateway) Replay(_ context.Context, ref, deliveryID string) (View, error) {
	s, err := g.change(ref, func(s *session) error {
		i := slices.IndexFunc(s.Deliveries, func(d Delivery) bool { return d.ID == deliveryID })
		if i < 0 {
			return fault.New(fault.NotFound, "sandbox.unknown")
		}
		if len(s.Deliveries) >= maxDeliveries {
			return fault.New(fault.Limited, "sandbox.replays")
		}
		s.send(s.Deliveries[i].Body, s.Deliveries[i].Seal)
		return nil
	})
	if err != nil {
		return View{}, err
	}
	return g.view(s), nil
}

func waitingIDs(ds []Delivery) [][]string {
	var batches [][]string
	event := ""
	for _, d := range ds {
		if d.State != Waiting {
			continue
		}
		if d.EventID != event || len(batches) == 0 {
			batches = append(batches, nil)
			event = d.EventID
		}
		last := len(batches) - 1
		batches[last] = append(batches[last], d.ID)
	}
	return batches
}

// deliverAll brings the batches one after the other, as order matters between events; the
// copies of one event go at the same time.
func (g *Gateway) deliverAll(ctx context.Context, ref string, batches [][]string) {
	for _, ids := range batches {
		var all sync.WaitGroup
		for _, id := range ids {
			all.Go(func() { g.deliver(ctx, ref, id) })
		}
		all.Wait()
	}
}

// deliver tries until the market answers 2xx or the waits are used up. A message that the
// market must refuse is tried once.
func (g *Gateway) deliver(ctx context.Context, ref, id string) {
	for n := 0; ctx.Err() == nil; n++ {
		g.mu.Lock()
		s := g.sessions[ref]
		i := slices.IndexFunc(s.Deliveries, func(d Delivery) bool { return d.ID == id })
		d := s.Deliveries[i]
		g.mu.Unlock()

		status := g.post(ctx, d)
		if status == 0 && ctx.Err() != nil {
			return // the bank closes: Resume tries again
		}
		state := Waiting
		switch {
		case status/100 == 2:
			state = Delivered
		case n >= len(g.cfg.Retries) || d.Seal != genuine:
			state = GivenUp
		}
		try := Try{At: g.cfg.Now(), Status: status}
		_, err := g.change(ref, func(s *session) error {
			s.Deliveries[i].State = state
			s.Deliveries[i].Tries = append(s.Deliveries[i].Tries, try)
			return nil
		})
		g.announce()
		if err != nil || state != Waiting || g.cfg.Sleep(ctx, g.cfg.Retries[n]) != nil {
			return
		}
	}
}

// announce wakes those who wait in tried.
func (g *Gateway) announce() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.try)
	g.try = make(chan struct{})
}

// tried waits until every delivery of the session of ref was tried once.
func (g *Gateway) tried(ctx context.Context, ref string) {
	for {
		g.mu.Lock()
		next := g.try
		waits := slices.ContainsFunc(g.sessions[ref].Deliveries, func(d Delivery) bool { return len(d.Tries) == 0 })
		g.mu.Unlock()
		if !waits {
			return
		}
		select {
		case <-next:
		case <-ctx.Done():
			return
		case <-g.ctx.Done():
			return
		}
	}
}

// post brings d once and returns the market's answer, 0 for none.
func (g *Gateway) post(ctx context.Context, d Delivery) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.cfg.BaseURL+Path, bytes.NewReader(d.Body))
	if err != nil {
		return 0
	}
	secret, at := g.cfg.Secrets[0], g.cfg.Now()
	switch d.Seal {
	case forged:
		secret = payments.Hide(strings.Repeat("forged", 6))
	case stale:
		at = at.Add(-time.Hour)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(Header, payments.Stamp(secret, at, d.Body))
	resp, err := g.cfg.HTTP.Do(req)
	if err != nil {
		return 0
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4096))
	return resp.StatusCode
}
