package stripetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/stripe"
)

// Start is the time at which a fake's clock begins.
const Start = clock.Instant(1795311300000) // 2026-11-22 01:35 UTC

// The keys that the fake and its driver share.
const (
	Key        = "sk_test_stripetest0123456789"
	Secret     = "whsec_test_secret_0123456789"
	NextSecret = "whsec_test_next_9876543210"
)

// Fake is Stripe as contract.Fake. It is safe for concurrent use.
type Fake struct {
	t       testing.TB
	URL     string
	gateway *stripe.Gateway

	mu       sync.Mutex
	now      clock.Instant
	next     int64
	sessions map[string]*session
	intents  map[string]*intent
	refunds  []*refund
	keys     map[string]kept
	lose     map[string]bool
	say      map[string]canned
	later    bool
	anyTime  bool
	asked    []Call
}

type session struct {
	id, ref, intent      string
	amount, created, end int64
	status, paid         string
	params               map[string]string
}

type intent struct {
	id, ref, status           string
	amount, received, created int64
}

type refund struct {
	id, intent, ref, of, status string
	amount                      int64
	due                         clock.Instant
}

type kept struct {
	asked  string
	status int
	answer any
}

type canned struct {
	status int
	body   string
}

// Call is what the driver sent.
type Call struct{ Method, Path, Key, Form string }

var _ contract.Fake = (*Fake)(nil)

// New opens a Stripe that ends with the test. Each of change may alter the driver's
// configuration.
func New(t testing.TB, change ...func(*stripe.Config)) *Fake {
	t.Helper()
	f := &Fake{
		t: t, now: Start, next: 9007199254740992, sessions: map[string]*session{}, intents: map[string]*intent{},
		keys: map[string]kept{}, lose: map[string]bool{}, say: map[string]canned{},
	}
	server := httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(server.Close)
	f.URL = server.URL
	cfg := stripe.Config{
		SecretKey: payments.Hide(Key), Secrets: []payments.Secret{payments.Hide(Secret), payments.Hide(NextSecret)},
		URL: server.URL, Pages: server.URL, Now: f.Now, HTTP: server.Client(),
	}
	for _, c := range change {
		c(&cfg)
	}
	g, err := stripe.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.gateway = g
	return f
}

// Gateway is the driver.
func (f *Fake) Gateway() payments.Gateway { return f.gateway }

// Listener is the driver as well.
func (f *Fake) Listener() payments.Listener { return f.gateway }

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

// At moves the clock to at: a market's own clock leads.
func (f *Fake) At(at clock.Instant) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = at
}

// Lose makes the next answer to "begin" or "refund" get lost on its way.
func (f *Fake) Lose(op string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lose[op] = true
}

// Say makes the next call of path answered by status and body, and nothing done.
func (f *Fake) Say(path string, status int, body string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.say[path] = canned{status, body}
}

// RefundLater makes refunds wait for a minute from now on.
func (f *Fake) RefundLater() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.later = true
}

// AnyTime takes sessions for any time: the clock of who asks is not the fake's.
func (f *Fake) AnyTime() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.anyTime = true
}

// Calls are what the driver sent so far.
func (f *Fake) Calls() []Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Call{}, f.asked...)
}

// Opened counts the sessions and intents that the driver opened.
func (f *Fake) Opened() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.keys) - len(f.refunds)
}

// Pay takes amount from the buyer for a. Of a session two messages tell, in either order.
func (f *Fake) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	s, p := f.opened(a.Ref)
	if p == nil {
		p = f.intent(a.Ref, s.amount)
		s.intent = p.id
	}
	p.status, p.received = "succeeded", amount.Dong()
	told := []payments.RawRequest{f.event("payment_intent.succeeded", p.json(), f.now, Secret)}
	if s != nil {
		s.status, s.paid, s.amount = "complete", "paid", amount.Dong()
		told = append(told, f.event("checkout.session.completed", f.sessionJSON(s, false), f.now, Secret))
	}
	return told
}

// Decline refuses the buyer's card and, of a session, the slower way that was tried next;
// after Pay it is an older refusal that comes late.
func (f *Fake) Decline(a payments.Attempt) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	s, p := f.opened(a.Ref)
	if p == nil {
		p = f.intent(a.Ref, s.amount)
		s.intent = p.id
	}
	at := f.now
	old := *p
	if p.received > 0 {
		at = at.Add(-time.Minute)
		old.received = 0
	} else if s != nil {
		s.status, s.paid = "complete", "unpaid"
	}
	old.status = "requires_payment_method"
	told := []payments.RawRequest{f.event("payment_intent.payment_failed", old.json(), at, Secret)}
	if s != nil {
		was := *s
		was.status, was.paid = "complete", "unpaid"
		told = append(told, f.event("checkout.session.async_payment_failed", f.sessionJSON(&was, false), at, Secret))
	}
	return told
}

// Forge claims a payment under another secret.
func (f *Fake) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := intent{id: "pi_forged", ref: a.Ref, status: "succeeded", amount: amount.Dong(), received: amount.Dong()}
	return f.event("payment_intent.succeeded", p.json(), f.now, "whsec_of_somebody_else")
}

// FailRefund is the buyer's bank that sends a refund back, after it was done.
func (f *Fake) FailRefund(ref string) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.refunds {
		if r.ref == ref {
			r.status, r.due = "failed", 0
			return []payments.RawRequest{f.event("charge.refund.updated", f.refundJSON(r), f.now, Secret)}
		}
	}
	f.t.Errorf("stripetest: nobody asked for the refund %s", ref)
	return nil
}

// Taken is what left the buyer's card for ref.
func (f *Fake) Taken(ref string) (sum money.VND) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.intents {
		if p.ref == ref {
			sum = sum.Add(money.Of(p.received))
		}
	}
	return sum
}

// Refunded is what went back for ref, or is on its way.
func (f *Fake) Refunded(ref string) (sum money.VND) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.intents {
		if p.ref == ref {
			sum = sum.Add(money.Of(f.back(p.id)))
		}
	}
	return sum
}

// back is what went back of an intent. f.mu is held.
func (f *Fake) back(intent string) (sum int64) {
	for _, r := range f.refunds {
		if r.intent == intent && r.status != "failed" {
			sum += r.amount
		}
	}
	return sum
}

// opened are the session and the intent of ref. f.mu is held.
func (f *Fake) opened(ref string) (s *session, p *intent) {
	f.t.Helper()
	for _, one := range f.sessions {
		if one.ref == ref {
			s = one
		}
	}
	for _, one := range f.intents {
		if one.ref == ref {
			p = one
		}
	}
	if s == nil && p == nil {
		f.t.Errorf("stripetest: %s was never opened", ref)
		p = &intent{}
	}
	return s, p
}

// intent makes one. f.mu is held.
func (f *Fake) intent(ref string, amount int64) *intent {
	p := &intent{id: f.id("pi_"), ref: ref, status: "requires_payment_method", amount: amount, created: int64(f.now) / 1000}
	f.intents[p.id] = p
	return p
}

func (f *Fake) id(prefix string) string {
	f.next++
	return fmt.Sprintf("%s%d", prefix, f.next)
}

// event is a message about o. f.mu is held.
func (f *Fake) event(kind string, o map[string]any, at clock.Instant, secret string) payments.RawRequest {
	body, err := json.Marshal(map[string]any{
		"id": f.id("evt_"), "object": "event", "api_version": stripe.Version, "created": int64(at) / 1000, "type": kind, "livemode": false,
		"pending_webhooks": 1, "request": map[string]any{"id": nil, "idempotency_key": nil}, "data": map[string]any{"object": o},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return Message(secret, string(body), f.now)
}

// Message is a request of Stripe with body, signed by secret at at.
func Message(secret, body string, at clock.Instant) payments.RawRequest {
	h := http.Header{}
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set(stripe.Header, payments.Stamp(payments.Hide(secret), at, []byte(body)))
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/stripe", Header: h, Body: []byte(body), RemoteIP: "192.0.2.3", At: at}
}
