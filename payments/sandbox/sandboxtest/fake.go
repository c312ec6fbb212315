package sandboxtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/sandbox"
)

// Start is the time at which a fake's clock begins.
const Start = clock.Instant(1795311300000) // 2026-11-22 01:35 UTC

// Fake is the sandbox as contract.Fake. It is safe for concurrent use.
type Fake struct {
	t    testing.TB
	Bank *sandbox.Gateway

	turn sync.Mutex // one caller at a time makes the bank speak and takes what it says

	mu     sync.Mutex
	now    clock.Instant
	posted []payments.RawRequest
	lose   map[string]bool
}

var _ contract.Fake = (*Fake)(nil)

// New makes a bank in memory that ends with the test. Each of change may alter its
// configuration.
func New(t testing.TB, change ...func(*sandbox.Config)) *Fake {
	t.Helper()
	f := &Fake{t: t, now: Start, lose: map[string]bool{}}
	cfg := sandbox.Config{
		BaseURL: "http://market.invalid",
		Secrets: []payments.Secret{payments.Hide("sandboxtest-secret-1"), payments.Hide("sandboxtest-secret-2")},
		Now:     f.Now,
		HTTP:    &http.Client{Transport: f},
		Sleep: func(ctx context.Context, d time.Duration) error {
			f.Advance(d)
			return ctx.Err()
		},
	}
	for _, c := range change {
		c(&cfg)
	}
	bank, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bank.Close(); err != nil {
			t.Error(err)
		}
	})
	f.Bank = bank
	return f
}

// RoundTrip takes what the bank posts, and answers 204 as if the market had kept it.
func (f *Fake) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.posted = append(f.posted, payments.RawRequest{
		Method: req.Method, Path: req.URL.Path, Header: req.Header.Clone(), Body: body, RemoteIP: "192.0.2.1", At: f.now,
	})
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: req, Header: http.Header{}}, nil
}

// Gateway is the bank, whose answers Lose can lose.
func (f *Fake) Gateway() payments.Gateway { return lossy{Gateway: f.Bank, fake: f} }

// Listener is the bank as well.
func (f *Fake) Listener() payments.Listener { return f.Bank }

// Now is the fake's clock.
func (f *Fake) Now() clock.Instant {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Posted waits until the bank is quiet and hands over what it posted since the last call.
func (f *Fake) Posted() []payments.RawRequest {
	f.t.Helper()
	if err := f.Bank.Idle(context.Background()); err != nil {
		f.t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	posted := f.posted
	f.posted = nil
	return posted
}

// said makes the bank do something and hands over what it posts of it, and nothing of what
// others make it post meanwhile.
func (f *Fake) said(do func() error) []payments.RawRequest {
	f.t.Helper()
	f.turn.Lock()
	defer f.turn.Unlock()
	f.Posted()
	if err := do(); err != nil {
		f.t.Fatal(err)
	}
	return f.Posted()
}

// Act makes the bank do action and hands over what it posts.
func (f *Fake) Act(ref string, action sandbox.Action) []payments.RawRequest {
	f.t.Helper()
	return f.said(func() error {
		_, err := f.Bank.Act(context.Background(), ref, action)
		return err
	})
}

// Pay takes amount for a: nothing, where the market has closed its page.
func (f *Fake) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	f.t.Helper()
	return f.said(func() error {
		_, err := f.Bank.Take(context.Background(), a.Ref, amount)
		return unlessClosed(err)
	})
}

// Decline refuses the buyer, unless the market has closed the page; after Pay it tells of
// an older refusal.
func (f *Fake) Decline(a payments.Attempt) []payments.RawRequest {
	f.t.Helper()
	if f.Taken(a.Ref).IsZero() {
		return f.said(func() error {
			_, err := f.Bank.Act(context.Background(), a.Ref, sandbox.Decline)
			return unlessClosed(err)
		})
	}
	now := f.Now()
	return []payments.RawRequest{f.request(f.news(a.Ref, "evt_old_"+a.Ref, "failed", money.VND{}, now.Add(-time.Minute)), payments.Hide("sandboxtest-secret-1"), now)}
}

// unlessClosed lets it pass that the session was decided.
func unlessClosed(err error) error {
	if fault.Has(err, "sandbox.closed") {
		return nil
	}
	return err
}

// Forge claims a payment under another secret.
func (f *Fake) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	now := f.Now()
	return f.request(f.news(a.Ref, "evt_forged_"+a.Ref, "paid", amount, now), payments.Hide("not-the-bank"), now)
}

// Lose loses the next answer to "begin" or "refund".
func (f *Fake) Lose(op string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lose[op] = true
}

// Taken is what left the buyer's account for ref.
func (f *Fake) Taken(ref string) money.VND {
	v, _ := f.Bank.View(ref) // nobody's reference took nothing
	return v.Taken
}

// Refunded is what went back for ref.
func (f *Fake) Refunded(ref string) money.VND {
	v, _ := f.Bank.View(ref)
	return v.Refunded
}

func (f *Fake) news(ref, id, status string, amount money.VND, at clock.Instant) []byte {
	news := map[string]any{
		"id": id, "merchant": sandbox.Merchant, "type": "payment", "ref": ref, "txn_id": nil,
		"status": status, "amount": amount, "at_ms": int64(at),
	}
	if amount.Positive() {
		news["txn_id"] = json.Number("1234567890123456789")
	}
	body, err := json.Marshal(news)
	if err != nil {
		f.t.Fatal(err)
	}
	return body
}

func (f *Fake) request(body []byte, secret payments.Secret, at clock.Instant) payments.RawRequest {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set(sandbox.Header, payments.Stamp(secret, at, body))
	return payments.RawRequest{Method: http.MethodPost, Path: sandbox.Path, Header: h, Body: bytes.Clone(body), At: at}
}

// lost reports once that the answer to op is to be lost.
func (f *Fake) lost(op string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	lose := f.lose[op]
	delete(f.lose, op)
	return lose
}

// lossy is the bank behind a line that can break after the question got through.
type lossy struct {
	*sandbox.Gateway
	fake *Fake
}

var errLine = errors.New("the line broke")

func (l lossy) Begin(ctx context.Context, s payments.Start) (payments.Begun, error) {
	b, err := l.Gateway.Begin(ctx, s)
	if l.fake.lost("begin") {
		return payments.Begun{}, &payments.Error{Gateway: sandbox.Code, Op: "begin", Ambiguous: true, Cause: errLine}
	}
	return b, err
}

func (l lossy) Refund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	res, err := l.Gateway.Refund(ctx, r)
	if l.fake.lost("refund") {
		return payments.RefundResult{}, &payments.Error{Gateway: sandbox.Code, Op: "refund", Ambiguous: true, Cause: errLine}
	}
	return res, err
}
