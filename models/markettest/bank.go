package markettest

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Bank is a gateway that keeps its own truth of money and does what a test tells it to.
type Bank struct {
	Transfers bool // money is told of by bank credits with the payment's code
	Manual    bool // refunds are transferred by hand

	mu      sync.Mutex
	started map[string]payments.Start
	paid    map[string]payments.Event
	refunds map[string]payments.RefundResult
	Begins  int
	Lost    bool                 // the answer to the next calls never comes
	Refuses bool                 // refunds fail
	Pending bool                 // refunds are done later
	Given   map[string]money.VND // what was really given back, by refund reference
}

// NewBank is a bank with nothing in it.
func NewBank() *Bank {
	return &Bank{started: map[string]payments.Start{}, paid: map[string]payments.Event{}, refunds: map[string]payments.RefundResult{}, Given: map[string]money.VND{}}
}

// Code implements payments.Gateway.
func (b *Bank) Code() string { return "testbank" }

// Capabilities implements payments.Gateway.
func (b *Bank) Capabilities() payments.Capabilities {
	c := payments.Capabilities{
		Next: []payments.NextKind{payments.NextRedirect}, Listens: true, Query: true, QueryRefund: true, Refund: payments.RefundAsync,
		PartialRefund: true, MultiRefund: true, NotifiesFailure: true, Min: money.Of(1), Max: money.Of(1_000_000_000),
		MinTTL: time.Minute, MaxTTL: time.Hour, DefaultTTL: 15 * time.Minute, HoldGrace: 5 * time.Minute,
		PollAfter: []time.Duration{2 * time.Minute, 5 * time.Minute}, RefundPollAfter: []time.Duration{time.Minute, 5 * time.Minute}, Ref: payments.RefPlain,
	}
	if b.Transfers {
		c.ByBankCredit, c.AmountMayDiffer = true, true
	}
	if b.Manual {
		c.Refund = payments.RefundManual
	}
	return c
}

var lost = &payments.Error{Gateway: "testbank", Op: "call", Ambiguous: true}

// Begin implements payments.Gateway. A lost answer has begun all the same.
func (b *Bank) Begin(_ context.Context, s payments.Start) (payments.Begun, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.Begins++
	b.started[s.Ref] = s
	if b.Lost {
		return payments.Begun{}, lost
	}
	return payments.Begun{ProviderRef: "p-" + s.Ref, Status: payments.StatusPending, Next: payments.Next{Kind: payments.NextRedirect, URL: "http://bank.test/" + s.Ref, Method: "GET", ExpiresAt: s.ExpiresAt}}, nil
}

// Pay is the buyer paying an attempt; it returns the event that the bank would send.
func (b *Bank) Pay(ref string, amount money.VND, at clock.Instant) payments.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	ev := payments.Event{Key: "paid:" + ref, Kind: payments.EventPayment, Ref: ref, TxnID: "txn-" + ref, Status: payments.StatusPaid, Amount: amount, At: at}
	b.paid[ref] = ev
	return ev
}

// Query implements payments.Querier.
func (b *Bank) Query(_ context.Context, a payments.Attempt) (payments.Snapshot, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ev, ok := b.paid[a.Ref]; ok {
		ev.Key = "query:" + ev.Key
		return payments.Snapshot{Status: payments.StatusPaid, Events: []payments.Event{ev}}, nil
	}
	if _, ok := b.started[a.Ref]; ok {
		return payments.Snapshot{Status: payments.StatusPending}, nil
	}
	return payments.Snapshot{Status: payments.StatusAbsent}, nil
}

// Refund implements payments.Refunder: the same reference never pays twice.
func (b *Bank) Refund(_ context.Context, r payments.Refund) (payments.RefundResult, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Refuses {
		return payments.RefundResult{Status: payments.RefundFailed, Code: "no"}, nil
	}
	res, again := b.refunds[r.Ref]
	if !again {
		b.Given[r.Ref] = r.Amount
		res = payments.RefundResult{Status: payments.RefundDone, ProviderRef: "r-" + r.Ref, Amount: r.Amount}
		b.refunds[r.Ref] = res
	}
	if b.Lost {
		return payments.RefundResult{}, lost
	}
	if b.Pending {
		res.Status = payments.RefundPending
	}
	return res, nil
}

// QueryRefund implements payments.RefundQuerier.
func (b *Bank) QueryRefund(_ context.Context, r payments.Refund) (payments.RefundResult, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Lost {
		return payments.RefundResult{}, lost
	}
	if res, ok := b.refunds[r.Ref]; ok {
		return res, nil
	}
	return payments.RefundResult{Status: payments.RefundAbsent}, nil
}

// Verify implements payments.Listener: the body is the event, unsigned.
func (b *Bank) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	var ev payments.Event
	if err := json.Unmarshal(r.Body, &ev); err != nil {
		return nil, payments.ErrMalformed
	}
	return []payments.Event{ev}, nil
}

// Ack implements payments.Listener.
func (b *Bank) Ack(o payments.Outcome, _ *payments.Event) payments.Answer {
	return payments.Answer{Status: 200, ContentType: "text/plain", Body: []byte(o)}
}

// GivenBack is what the bank has really given back in all.
func (b *Bank) GivenBack() money.VND {
	b.mu.Lock()
	defer b.mu.Unlock()
	var sum money.VND
	for _, v := range b.Given {
		sum = sum.Add(v)
	}
	return sum
}
