package zalopaytest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/zalopay"
)

// Start is the time at which a fake's clock begins.
const Start = clock.Instant(1795311300000) // 2026-11-22 01:35 UTC

// The market at this ZaloPay; the keys are invented.
const (
	AppID   = 9998
	Key1    = "zalopaytest-key-1"
	Key2    = "zalopaytest-key-2"
	OldKey2 = "zalopaytest-key-2-that-goes"
)

// Fake is ZaloPay as contract.Fake. It is safe for concurrent use.
type Fake struct {
	t       testing.TB
	server  *httptest.Server
	gateway *zalopay.Gateway

	// How it behaves; set before the calls that it concerns.
	RefundsFail bool           // banks turn refunds down
	Refuse      map[string]int // the detailed code with which a path refuses

	mu     sync.Mutex
	clock  clock.Clock // nil: its own
	now    clock.Instant
	orders map[string]*order
	lose   map[string]bool
	refund map[string]*refund // by m_refund_id
	sent   int64
}

var _ contract.Fake = (*Fake)(nil)

// order is ZaloPay's truth about one payment.
type order struct {
	in       create
	back     string
	expires  clock.Instant
	taken    int64
	txn      int64
	paidAt   clock.Instant
	declined bool
	given    int64
}

// refund is ZaloPay's truth about money on its way back.
type refund struct {
	of     *order
	amount int64
	at     clock.Instant
	fails  bool
	id     int64
}

// code is how far a refund is.
func (r *refund) code(now clock.Instant) (code, detail int) {
	switch {
	case now < r.at.Add(2*time.Minute):
		return 3, 2
	case r.fails:
		return 2, 0
	}
	return 1, 1
}

// New opens it, with a clock of its own. Each of change may alter the driver's configuration.
func New(t testing.TB, change ...func(*zalopay.Config)) *Fake {
	t.Helper()
	f := &Fake{t: t, now: Start, orders: map[string]*order{}, lose: map[string]bool{}, refund: map[string]*refund{}, Refuse: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/create", f.create)
	mux.HandleFunc("POST /v2/query", f.query)
	mux.HandleFunc("POST /v2/refund", f.giveBack)
	mux.HandleFunc("POST /v2/query_refund", f.queryRefund)
	mux.HandleFunc("GET /openinapp", f.page)
	f.server = httptest.NewServer(mux)
	t.Cleanup(f.server.Close)
	client := payments.NewClient()
	client.Transport = &http.Transport{DisableKeepAlives: true} // so that the server can close
	cfg := zalopay.Config{
		AppID: AppID, Key1: payments.Hide(Key1), Keys2: []payments.Secret{payments.Hide(Key2), payments.Hide(OldKey2)},
		URL: f.server.URL, Pages: []string{f.server.URL}, Now: f.Now, HTTP: client,
	}
	for _, c := range change {
		c(&cfg)
	}
	g, err := zalopay.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.gateway = g
	return f
}

// URL is where the server answers.
func (f *Fake) URL() string { return f.server.URL }

// Follow makes the fake read another clock; Advance then does nothing.
func (f *Fake) Follow(c clock.Clock) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock = c
}

// Gateway is the driver.
func (f *Fake) Gateway() payments.Gateway { return f.gateway }

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

// Pay takes amount from the buyer.
func (f *Fake) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.known(a.Ref)
	if o.taken == 0 {
		f.sent++
		o.taken, o.txn, o.paidAt, o.declined = amount.Dong(), 9_007_199_254_740_993+f.sent, f.time(), false
	}
	return []payments.RawRequest{f.callback(o.in, o.taken, o.txn, o.paidAt, Key2)}
}

// Decline lets the buyer give up. ZaloPay tells nobody.
func (f *Fake) Decline(a payments.Attempt) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if o := f.known(a.Ref); o.taken == 0 {
		o.declined = true
	}
	return nil
}

// Forge claims a payment under another key.
func (f *Fake) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.callback(create{AppID: AppID, Ref: a.Ref}, amount.Dong(), 261122000000389, f.time(), "not-zalopay")
}

// Lose loses the next answer to "begin", "query" or "refund".
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
		return money.Of(o.taken)
	}
	return money.VND{}
}

// Refunded is what is on its way back for ref, or there.
func (f *Fake) Refunded(ref string) money.VND {
	f.mu.Lock()
	defer f.mu.Unlock()
	if o := f.orders[ref]; o != nil {
		return money.Of(o.left()).Neg().Add(money.Of(o.taken))
	}
	return money.VND{}
}

func (o *order) left() int64 { return o.taken - o.given }

// Back is where the buyer's browser is sent after Pay or Decline.
func (f *Fake) Back(ref string) string {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.known(ref)
	status := "1"
	if o.taken == 0 {
		status = "-49"
	}
	values := []string{strconv.Itoa(AppID), ref, "38", "", strconv.FormatInt(o.in.Amount, 10), "0", status}
	q := url.Values{}
	for i, name := range []string{"appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status"} {
		q.Set(name, values[i])
	}
	q.Set("checksum", sign(Key2, values...))
	return o.back + "?" + q.Encode()
}

// known is an order that was opened. f.mu is held.
func (f *Fake) known(ref string) *order {
	f.t.Helper()
	o := f.orders[ref]
	if o == nil {
		f.t.Fatalf("no order was opened for %s", ref)
	}
	return o
}

// callback is what ZaloPay calls the market with. f.mu is held.
func (f *Fake) callback(in create, amount, txn int64, at clock.Instant, key string) payments.RawRequest {
	data := encode(map[string]any{
		"app_id": in.AppID, "app_trans_id": in.Ref, "app_time": in.Time, "app_user": in.User, "amount": amount, "embed_data": in.Embed, "item": in.Item,
		"zp_trans_id": txn, "server_time": int64(at), "channel": 38, "merchant_user_id": "7ZMSl3nEg5sOUJzOLSoUFT8x", "user_fee_amount": 0, "discount_amount": 0,
	})
	body := encode(map[string]any{"data": data, "mac": sign(key, data), "type": 1})
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/zalopay", Header: h, Body: []byte(body), RemoteIP: "192.0.2.1", At: f.time()}
}

func sign(key string, values ...string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(strings.Join(values, "|")))
	return hex.EncodeToString(h.Sum(nil))
}

func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // texts and whole numbers always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// page is what the buyer's browser sees.
func (f *Fake) page(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.orders[r.URL.Query().Get("order")]
	if o == nil || f.time() >= o.expires {
		http.Error(w, "no such order", http.StatusGone)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "ZaloPay: %d", o.in.Amount)
}
