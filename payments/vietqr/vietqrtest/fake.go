package vietqrtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/demobank"
)

// Start is the time at which a fake's clock begins.
const Start = clock.Instant(1795311300000) // 2026-11-22 01:35 UTC

// Account is the market's account at the fake's bank; an invented number.
var Account = payments.BankAccount{BIN: "970422", Number: "0123456789", Holder: "CHO PHIEN MAU"}

// Fake is VietQR with the demo bank as contract.Fake. It is safe for concurrent use.
type Fake struct {
	t       testing.TB
	gateway *vietqr.Gateway
	source  *demobank.Source
	bank    *demobank.Bank
	forger  *demobank.Bank

	mu    sync.Mutex
	now   clock.Instant
	sent  int
	taken map[string]money.VND
}

var _ contract.Fake = (*Fake)(nil)

// New opens the account.
func New(t testing.TB) *Fake {
	t.Helper()
	f := &Fake{t: t, now: Start, taken: map[string]money.VND{}}
	cfg := demobank.Config{Accounts: vietqr.Accounts{Account}, Secrets: []payments.Secret{payments.Hide("vietqrtest-secret-1"), payments.Hide("vietqrtest-secret-2")}}
	other := cfg
	other.Secrets = []payments.Secret{payments.Hide("not-the-bank")}
	var errs [4]error
	f.gateway, errs[0] = vietqr.New(vietqr.Config{Account: Account})
	f.source, errs[1] = demobank.NewSource(cfg)
	f.bank, errs[2] = demobank.NewBank(cfg, f.Now, nil)
	f.forger, errs[3] = demobank.NewBank(other, f.Now, nil)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// Gateway is VietQR.
func (f *Fake) Gateway() payments.Gateway { return f.gateway }

// Listener is the demo bank's notice source.
func (f *Fake) Listener() payments.Listener { return f.source }

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

// Pay transfers amount with a's code in the text, as a bank garbles it.
func (f *Fake) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	f.t.Helper()
	id := f.nextID()
	req := f.Transfer(id, amount, fmt.Sprintf("MBVCB.%s.%s.CT tu 0011", id[len(id)-6:], strings.ToLower(a.Code)))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taken[a.Ref] = f.taken[a.Ref].Add(amount)
	return []payments.RawRequest{req}
}

// Transfer is the notice with id of any transfer, counted for no attempt. Once more with
// the same id it is the notice repeated.
func (f *Fake) Transfer(id string, amount money.VND, content string) payments.RawRequest {
	f.t.Helper()
	return f.notice(f.bank, id, amount, content)
}

// Decline tells nothing: a bank reports only money that came.
func (f *Fake) Decline(payments.Attempt) []payments.RawRequest { return nil }

// Forge claims a transfer under another secret.
func (f *Fake) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	f.t.Helper()
	return f.notice(f.forger, f.nextID(), amount, a.Code)
}

// Lose has nothing to lose: no call is made.
func (f *Fake) Lose(string) {}

// Taken is what was transferred for ref.
func (f *Fake) Taken(ref string) money.VND {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.taken[ref]
}

// Refunded is nothing: a person transfers it back.
func (f *Fake) Refunded(string) money.VND { return money.VND{} }

func (f *Fake) notice(bank *demobank.Bank, id string, amount money.VND, content string) payments.RawRequest {
	f.t.Helper()
	req, err := bank.Notice(demobank.Transfer{
		ID: id, Account: Account.Number, Amount: amount, Content: content,
		PayerName: "NGUOI MUA MAU", PayerAccount: "9000000001", PayerBIN: "970436",
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return req
}

func (f *Fake) nextID() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent++
	return fmt.Sprintf("12345678901%08d", f.sent)
}
