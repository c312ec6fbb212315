package momotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/momo"
)

// Start is the time at which a fake's clock begins.
const Start = clock.Instant(1795311300000) // 2026-11-22 01:35 UTC

// The keys that the fake and its driver share.
const (
	PartnerCode = "MOMOTEST01"
	AccessKey   = "ACCESSKEYTEST01"
	Secret      = "SECRETKEYTEST0123456789abcdefghij"
	NextSecret  = "NEXTSECRETTEST0123456789abcdefghi"
)

// Fake is MoMo as contract.Fake. It is safe for concurrent use.
type Fake struct {
	t       testing.TB
	URL     string
	gateway *momo.Gateway

	mu       sync.Mutex
	now      clock.Instant
	next     int64 // numbers of money
	orders   map[string]*order
	refunds  map[string]*refund
	requests map[string]string // what was asked by its number: the same once more is answered as before
	lose     map[string]bool
	say      map[string]canned
	later    bool
	asked    []Call
}

type order struct {
	request, info string
	wanted        int64
	code          int
	trans         int64
	taken         int64
	refunds       []string
	until         clock.Instant
}

type refund struct {
	of     string
	amount int64
	trans  int64
	code   int
	due    clock.Instant
}

// Call is what the driver sent.
type Call struct{ Path, Body string }

type canned struct {
	status int
	body   string
}

var _ contract.Fake = (*Fake)(nil)

// New opens a MoMo that ends with the test. Each of change may alter the driver's
// configuration.
func New(t testing.TB, change ...func(*momo.Config)) *Fake {
	t.Helper()
	f := &Fake{
		t: t, now: Start, next: 9007199254740993, orders: map[string]*order{}, refunds: map[string]*refund{},
		requests: map[string]string{}, lose: map[string]bool{}, say: map[string]canned{},
	}
	server := httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(server.Close)
	f.URL = server.URL
	cfg := momo.Config{
		PartnerCode: PartnerCode, AccessKey: payments.Hide(AccessKey), URL: server.URL, Now: f.Now, HTTP: server.Client(),
		Secrets: []payments.Secret{payments.Hide(Secret), payments.Hide(NextSecret)},
	}
	for _, c := range change {
		c(&cfg)
	}
	g, err := momo.New(cfg)
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

// Calls are what the driver sent so far.
func (f *Fake) Calls() []Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Call{}, f.asked...)
}

// Orders counts the orders that were opened.
func (f *Fake) Orders() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.orders)
}

// Pay takes amount from the buyer for a and returns the notice of it.
func (f *Fake) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.order(a.Ref)
	f.next++
	o.code, o.trans, o.taken = 0, f.next, amount.Dong()
	return []payments.RawRequest{f.notice(a.Ref, o, 0, amount.Dong(), o.trans, f.now, Secret)}
}

// Decline is the buyer who says no; after Pay it is an older refusal that comes late.
func (f *Fake) Decline(a payments.Attempt) []payments.RawRequest {
	f.t.Helper()
	return f.Refuse(a, 1006)
}

// Refuse tells a failure of a by any code; after Pay it is old news.
func (f *Fake) Refuse(a payments.Attempt, code int) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	o, at := f.order(a.Ref), f.now
	if o.taken > 0 {
		at = at.Add(-time.Minute)
	} else {
		o.code = code
	}
	return []payments.RawRequest{f.notice(a.Ref, o, code, o.wanted, int64(at), at, Secret)}
}

// Forge claims a payment under another key.
func (f *Fake) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.notice(a.Ref, f.order(a.Ref), 0, amount.Dong(), 4088878653, f.now, "not-the-key-of-momo")
}

// Taken is what left the buyer's wallet for ref.
func (f *Fake) Taken(ref string) money.VND {
	f.mu.Lock()
	defer f.mu.Unlock()
	if o, ok := f.orders[ref]; ok {
		return money.Of(o.taken)
	}
	return money.VND{}
}

// Refunded is what went back for ref, or is on its way.
func (f *Fake) Refunded(ref string) money.VND {
	f.mu.Lock()
	defer f.mu.Unlock()
	return money.Of(f.back(ref))
}

// back is what went back of an order. f.mu is held.
func (f *Fake) back(ref string) (sum int64) {
	for _, r := range f.refunds {
		if r.of == ref {
			sum += r.amount
		}
	}
	return sum
}

// order is the one of ref; a test that pays what was never opened is wrong. f.mu is held.
func (f *Fake) order(ref string) *order {
	f.t.Helper()
	o, ok := f.orders[ref]
	if !ok {
		f.t.Errorf("momotest: %s was never opened", ref)
		return &order{}
	}
	return o
}

// notice is what MoMo posts to the market. f.mu is held.
func (f *Fake) notice(ref string, o *order, code int, amount, trans int64, at clock.Instant, secret string) payments.RawRequest {
	message := "Giao dịch thành công."
	if code != 0 {
		message = "Giao dịch bị từ chối bởi người dùng."
	}
	body, err := json.Marshal(map[string]any{
		"partnerCode": PartnerCode, "orderId": ref, "requestId": o.request, "amount": amount, "orderInfo": o.info, "orderType": "momo_wallet",
		"transId": trans, "resultCode": code, "message": message, "payType": "qr", "responseTime": int64(at), "extraData": "",
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return Notice(secret, string(body), f.now)
}

// Notice is a request of MoMo with body, signed by secret. A body that is not an object
// stays as it is.
func Notice(secret, body string, at clock.Instant) payments.RawRequest {
	return payments.RawRequest{
		Method: http.MethodPost, Path: "/webhooks/momo", Header: http.Header{},
		Body: []byte(Signed(secret, body)), RemoteIP: "192.0.2.2", At: at,
	}
}

func number(n json.Number) int64 {
	v, _ := strconv.ParseInt(string(n), 10, 64) // a malformed number is 0, which no amount is
	return v
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

func (f *Fake) page(ref string) string { return fmt.Sprintf("%s/v2/gateway/pay?t=%s", f.URL, ref) }
