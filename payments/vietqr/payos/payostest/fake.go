package payostest

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
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/payos"
)

// Start is the time at which a fake's clock begins.
const Start = clock.Instant(1795311300000) // 2026-11-22 01:35 UTC

// The keys that the fake and its driver share.
const (
	ClientID   = "payostest-client"
	APIKey     = "payostest-api-key"
	Secret     = "payostest-checksum-1"
	NextSecret = "payostest-checksum-2"
)

// Account is the market's account behind the links; an invented number.
var Account = payments.BankAccount{BIN: "970422", Number: "0123456789", Holder: "CHO PHIEN MAU"}

// Fake is payOS as contract.Fake. It is safe for concurrent use.
type Fake struct {
	t       testing.TB
	URL     string
	gateway *payos.Gateway

	mu    sync.Mutex
	now   clock.Instant
	next  int64 // bank references
	links map[string]*link
	lose  map[string]bool
	say   map[string]canned
	asked []Call
}

type link struct {
	id, text  string
	wanted    int64
	until     clock.Instant
	cancelled bool
	transfers []map[string]any
}

// Call is what the driver sent.
type Call struct{ Method, Path, Body string }

type canned struct {
	status int
	body   string
}

var _ contract.Fake = (*Fake)(nil)

// New opens a payOS that ends with the test. Each of change may alter the driver's
// configuration.
func New(t testing.TB, change ...func(*payos.Config)) *Fake {
	t.Helper()
	f := &Fake{t: t, now: Start, next: 9007199254740993, links: map[string]*link{}, lose: map[string]bool{}, say: map[string]canned{}}
	server := httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(server.Close)
	f.URL = server.URL
	cfg := payos.Config{
		ClientID: ClientID, APIKey: payments.Hide(APIKey), URL: server.URL, Pages: server.URL, HTTP: server.Client(), Accounts: vietqr.Accounts{Account},
		Secrets: []payments.Secret{payments.Hide(Secret), payments.Hide(NextSecret)},
	}
	for _, c := range change {
		c(&cfg)
	}
	g, err := payos.New(cfg)
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

// Lose makes the next answer to "begin" get lost on its way.
func (f *Fake) Lose(op string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lose[op] = true
}

// Say makes the next call of method and path answered by status and body, and nothing done.
func (f *Fake) Say(method, path string, status int, body string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.say[method+" "+path] = canned{status, body}
}

// Calls are what the driver sent so far.
func (f *Fake) Calls() []Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Call{}, f.asked...)
}

// Pay transfers amount for a's link and returns the notice of it.
func (f *Fake) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	l, ok := f.links[a.Ref]
	if !ok {
		f.t.Errorf("payostest: %s was never opened", a.Ref)
		return nil
	}
	f.next++
	transfer := map[string]any{
		"amount": amount.Dong(), "description": l.text, "accountNumber": Account.Number, "reference": fmt.Sprintf("%d", f.next),
		"transactionDateTime": f.now.Local().Format(time.DateTime), "counterAccountBankId": "970436", "counterAccountBankName": nil,
		"counterAccountName": "NGUOI MUA MAU", "counterAccountNumber": "9000000001", "virtualAccountName": nil, "virtualAccountNumber": nil,
	}
	l.transfers = append(l.transfers, transfer)
	return []payments.RawRequest{f.notice(a.Ref, l, transfer, Secret)}
}

// Decline is the buyer who closes the link on payOS's page; payOS tells of money only.
func (f *Fake) Decline(a payments.Attempt) []payments.RawRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l, ok := f.links[a.Ref]; ok {
		l.cancelled = true
	}
	return nil
}

// Forge claims a transfer under another key.
func (f *Fake) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.notice(a.Ref, f.links[a.Ref], map[string]any{
		"amount": amount.Dong(), "description": a.Code, "accountNumber": Account.Number, "reference": "FORGED", "transactionDateTime": "2026-11-22 08:35:00",
	}, "not-the-key-of-payos")
}

// Taken is what was transferred for ref.
func (f *Fake) Taken(ref string) money.VND {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l, ok := f.links[ref]; ok {
		return money.Of(l.paid())
	}
	return money.VND{}
}

// Refunded is nothing: a person transfers it back.
func (f *Fake) Refunded(string) money.VND { return money.VND{} }

func (l *link) paid() (sum int64) {
	for _, t := range l.transfers {
		sum += t["amount"].(int64)
	}
	return sum
}

func (l *link) status(now clock.Instant) string {
	switch paid := l.paid(); {
	case paid >= l.wanted:
		return "PAID"
	case l.cancelled:
		return "CANCELLED"
	case l.until > 0 && now > l.until:
		return "EXPIRED"
	case paid > 0:
		return "UNDERPAID"
	}
	return "PENDING"
}

// notice is what payOS posts to the market. f.mu is held.
func (f *Fake) notice(order string, l *link, transfer map[string]any, secret string) payments.RawRequest {
	data := map[string]any{"orderCode": json.Number(order), "paymentLinkId": l.id, "code": "00", "desc": "Thành công", "currency": "VND"}
	for name, v := range transfer {
		data[name] = v
	}
	body, err := json.Marshal(map[string]any{"code": "00", "desc": "success", "success": true, "data": data})
	if err != nil {
		f.t.Fatal(err)
	}
	return Notice(secret, string(body), f.now)
}

// Notice is a request of payOS with body, whose data is signed by secret. A body without
// data stays as it is.
func Notice(secret, body string, at clock.Instant) payments.RawRequest {
	return payments.RawRequest{
		Method: http.MethodPost, Path: "/webhooks/payos", Header: http.Header{},
		Body: []byte(Signed(secret, body)), RemoteIP: "192.0.2.3", At: at,
	}
}
