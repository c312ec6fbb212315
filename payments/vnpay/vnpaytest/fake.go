package vnpaytest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vnpay"
)

// Start is the time at which a fake's clock begins.
const Start = clock.Instant(1795311300000) // 2026-11-22 01:35 UTC

// Terminal and Secret are the market's at this VNPay; both are invented.
const (
	Terminal = "FAKETMN1"
	Secret   = "vnpaytest-secret-1"
	Old      = "vnpaytest-secret-2"
)

// Fake is VNPay as contract.Fake. It is safe for concurrent use.
type Fake struct {
	t       testing.TB
	server  *httptest.Server
	gateway *vnpay.Gateway
	clock   clock.Clock // nil: its own

	// How it behaves; set before the calls that it concerns.
	RefundsFail bool // banks turn refunds down
	Refuse      map[string]string

	mu       sync.Mutex
	now      clock.Instant
	pages    map[string]string // where buyers were sent, by reference
	orders   map[string]*order
	requests map[string]bool // ids of questions and refunds, by day
	lose     map[string]bool
	sent     int64
}

var _ contract.Fake = (*Fake)(nil)

// order is VNPay's truth about one payment.
type order struct {
	ref, created string
	asked        int64 // hundredths
	back         string
	info         string
	taken        int64
	txn          string
	paidAt       clock.Instant
	failed       string // the response code of a refusal
	refund       *refund
	askedAt      clock.Instant // the last question
}

// refund is VNPay's truth about money on its way back.
type refund struct {
	amount int64
	kind   string
	txn    string
	info   string
	at     clock.Instant
	fails  bool
}

// status is how far a refund is: with VNPay, with the bank, there.
func (r *refund) status(now clock.Instant) string {
	switch {
	case now < r.at.Add(10*time.Minute):
		return "05"
	case r.fails:
		return "09"
	case now < r.at.Add(40*time.Minute):
		return "06"
	}
	return "00"
}

// New opens it, with a clock of its own. Each of change may alter the driver's configuration.
func New(t testing.TB, change ...func(*vnpay.Config)) *Fake {
	t.Helper()
	f := &Fake{t: t, now: Start, pages: map[string]string{}, orders: map[string]*order{}, requests: map[string]bool{}, lose: map[string]bool{}, Refuse: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /paymentv2/vpcpay.html", f.page)
	mux.HandleFunc("POST /merchant_webapi/api/transaction", f.api)
	f.server = httptest.NewServer(mux)
	t.Cleanup(f.server.Close)
	cfg := vnpay.Config{
		TmnCode: Terminal, Secrets: []payments.Secret{payments.Hide(Secret), payments.Hide(Old)},
		PayURL: f.server.URL + "/paymentv2/vpcpay.html", APIURL: f.server.URL + "/merchant_webapi/api/transaction",
		Now: f.Now, HTTP: client(t), IP: "198.51.100.7",
	}
	for _, c := range change {
		c(&cfg)
	}
	g, err := vnpay.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.gateway = g
	return f
}

// client keeps no connection, so that the server can close.
func client(t testing.TB) *http.Client {
	c := payments.NewClient()
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	c.Transport = transport
	return c
}

// URL is where the server answers.
func (f *Fake) URL() string { return f.server.URL }

// Follow makes the fake read another clock; Advance then does nothing.
func (f *Fake) Follow(c clock.Clock) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock = c
}

// Gateway is the driver, in a browser that remembers where it was sent.
func (f *Fake) Gateway() payments.Gateway { return sent{Gateway: f.gateway, fake: f} }

// Listener is the driver as well.
func (f *Fake) Listener() payments.Listener { return f.gateway }

// Now is the fake's clock.
func (f *Fake) Now() clock.Instant {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.time()
}

// time is the clock. f.mu is held.
func (f *Fake) time() clock.Instant {
	if f.clock != nil {
		return f.clock()
	}
	return f.now
}

// Advance moves the clock.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Pay lets the buyer come to the page, which must be genuine, and pay there.
func (f *Fake) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.visit(a.Ref)
	if o.taken == 0 {
		f.sent++
		o.taken, o.txn, o.paidAt, o.failed = amount.Dong()*100, strconv.FormatInt(9007199254740993+f.sent, 10), f.time(), ""
	}
	return []payments.RawRequest{f.message(o, "00", "00", o.taken, Secret)}
}

// Suspect is Pay, and VNPay suspects a fraud.
func (f *Fake) Suspect(a payments.Attempt) payments.RawRequest {
	f.t.Helper()
	f.Pay(a, a.Amount)
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.message(f.orders[a.Ref], "07", "07", a.Amount.Dong()*100, Secret)
}

// Decline lets the buyer come and give up; after Pay it is old news.
func (f *Fake) Decline(a payments.Attempt) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.visit(a.Ref)
	if o.taken == 0 {
		o.failed = "24"
	}
	old := *o
	old.txn = "0"
	return []payments.RawRequest{f.message(&old, "24", "02", o.asked, Secret)}
}

// Forge claims a payment under another secret.
func (f *Fake) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.message(&order{ref: a.Ref, txn: "14226112"}, "00", "00", amount.Dong()*100, "not-vnpay")
}

// Lose loses the next answer to "refund" or "query"; "begin" calls nobody.
func (f *Fake) Lose(op string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lose[op] = true
}

// Taken is what left the buyer's account for ref.
func (f *Fake) Taken(ref string) money.VND {
	f.mu.Lock()
	defer f.mu.Unlock()
	if o := f.orders[ref]; o != nil {
		return money.Of(o.taken / 100)
	}
	return money.VND{}
}

// Refunded is what is on its way back for ref, or there.
func (f *Fake) Refunded(ref string) money.VND {
	f.mu.Lock()
	defer f.mu.Unlock()
	if o := f.orders[ref]; o != nil && o.refund != nil && o.refund.status(f.time()) != "09" {
		return money.Of(o.refund.amount / 100)
	}
	return money.VND{}
}

// Back is where the buyer's browser is sent after Pay or Decline.
func (f *Fake) Back(ref string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.visit(ref)
	code, status, amount := "00", "00", o.taken
	if o.failed != "" {
		code, status, amount = o.failed, "02", o.asked
	}
	return o.back + "?" + f.message(o, code, status, amount, Secret).RawQuery
}

// visit is the buyer coming to the page at which the market sent them. f.mu is held.
func (f *Fake) visit(ref string) *order {
	f.t.Helper()
	if o := f.orders[ref]; o != nil {
		return o
	}
	u, err := url.Parse(f.pages[ref])
	if err != nil || f.pages[ref] == "" {
		f.t.Fatalf("nobody was sent to VNPay for %s", ref)
	}
	o, why := f.opened(u.Query())
	if why != "" {
		f.t.Fatalf("VNPay refuses the address of %s: %s", ref, why)
	}
	return o
}
