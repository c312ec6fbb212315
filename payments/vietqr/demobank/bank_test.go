package demobank

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
)

const (
	secret1 = "demo_bank_secret_one"
	secret2 = "demo_bank_secret_two"
	at      = clock.Instant(1795311300_000)
)

func config() Config {
	return Config{
		Secrets:  []payments.Secret{payments.Hide(secret1), payments.Hide(secret2)},
		Accounts: vietqr.Accounts{{BIN: "970422", Number: "0123456789", Holder: "CHO PHIEN MAU"}},
	}
}

func sign(secret int, body string, at clock.Instant) payments.RawRequest {
	h := http.Header{}
	h.Set(Header, payments.Stamp(payments.Hide([]string{secret1, secret2}[secret]), at, []byte(body)))
	return payments.RawRequest{Method: http.MethodPost, Header: h, Body: []byte(body), At: at}
}

func newSource(t testing.TB) *Source {
	t.Helper()
	s, err := NewSource(config())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Case {
		b, err := NewBank(config(), func() clock.Instant { return at }, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.Notice(Transfer{ID: "1234567890123456789", Account: "0123456789", Amount: money.Of(150000), Content: "ck k7qm2xwpas", PayerName: "NGUOI MUA MAU", PayerAccount: "9000000001", PayerBIN: "970436"})
		if err != nil {
			t.Fatal(err)
		}
		want := func(id, content string, amount int64) payments.Event {
			return payments.Event{
				Key: "demobank:" + id, TxnID: "demobank:" + id, Kind: payments.EventBankCredit, Status: payments.StatusPaid, Amount: money.Of(amount), At: at,
				Bank: &payments.BankCredit{Source: "demobank", SourceID: id, Account: "0123456789", BIN: "970422", Content: content},
			}
		}
		full := want("1234567890123456789", "ck k7qm2xwpas", 150000)
		full.Bank.Codes, full.Bank.Reference = []string{"K7QM2XWPAS"}, "DEMO1234567890123456789"
		full.Bank.PayerName, full.Bank.PayerAccount, full.Bank.PayerBIN = "NGUOI MUA MAU", "9000000001", "970436"
		notice := contract.Notice{Name: "transfer", Request: r, Want: []payments.Event{full}, Fields: []string{"1234567890123456789", "0123456789", "150000", "ck k7qm2xwpas", "NGUOI MUA MAU"}}
		return contract.Case{
			Listener: newSource(t), At: at, Secrets: []string{secret1, secret2}, Sign: sign, Tolerance: payments.Tolerance,
			Notices: []contract.Notice{notice, {
				Name:    "money that left",
				Request: sign(0, `{"id":2,"direction":"out","account":"0123456789","amount":5}`, at),
				Want:    []payments.Event{{Key: "demobank:2", Kind: payments.EventIgnored, At: at, Code: "outgoing"}},
			}},
			BigID: notice,
			Nulls: contract.Notice{
				Name:    "nulls",
				Request: sign(0, `{"id":3,"direction":"in","account":"0123456789","amount":5,"content":null,"reference":null,"payer_name":null,"payer_account":null,"payer_bin":null,"at":null}`, at),
				Want:    []payments.Event{want("3", "", 5)},
			},
			Foreign: []contract.Notice{{Name: "another account", Request: sign(0, `{"id":4,"direction":"in","account":"9","amount":5}`, at)}},
			Malformed: []string{
				`{"id":4,"direction":"in","account":"0123456789","amount":0}`, `{"id":4,"direction":"","account":"0123456789","amount":5}`,
				`{"id":4,"direction":"in","account":"0123456789","amount":"x"}`, `{"id":4,"direction":"in","account":"0123456789","amount":5,"at":"now"}`,
			},
			Acks: []contract.Ack{{Outcome: payments.Applied, Status: 200, Body: `{"success":true}`}, {Outcome: payments.BadSignature, Status: 401, Body: `{"success":false}`}},
		}
	})
}

// TestSend brings a transfer to a webhook over HTTP, twice under one id.
func TestSend(t *testing.T) {
	source := newSource(t)
	var mu sync.Mutex
	var heard []payments.Event
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		es, err := source.Verify(req.Context(), payments.RawRequest{Method: req.Method, Header: req.Header, Body: body, At: at})
		a := source.Ack(payments.OutcomeOf(err), nil)
		if err == nil {
			a = source.Ack(payments.Applied, &es[0])
		}
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, es...)
		w.WriteHeader(a.Status)
	}))
	defer web.Close()
	cfg := config()
	cfg.URL = web.URL + "/webhooks/bank/demobank"
	b, err := NewBank(cfg, func() clock.Instant { return at }, web.Client())
	if err != nil {
		t.Fatal(err)
	}
	first, err := b.Send(t.Context(), Transfer{Amount: money.Of(150000), Content: "ck K7QM2XWPAS"})
	if err != nil || first.Status != 200 {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := b.Send(t.Context(), Transfer{ID: first.ID, Amount: money.Of(150000), Content: "ck K7QM2XWPAS"})
	if err != nil || again.ID != first.ID {
		t.Fatalf("%+v %v", again, err)
	}
	if len(heard) != 2 || heard[0].Key != heard[1].Key || heard[0].Bank.Account != "0123456789" || heard[0].Amount != money.Of(150000) {
		t.Errorf("heard %+v", heard)
	}
	for key, bad := range map[string]Transfer{
		"demobank.amount":  {Amount: money.Of(0)},
		"demobank.content": {Amount: money.Of(1), Content: strings.Repeat("x", 201)},
		"demobank.id":      {Amount: money.Of(1), ID: "x"},
	} {
		if _, err := b.Send(t.Context(), bad); !fault.Has(err, key) {
			t.Errorf("%s: %v", key, err)
		}
	}
	forged, err := b.Send(t.Context(), Transfer{Amount: money.Of(150000), Content: "ck K7QM2XWPAS", Forged: true})
	if err != nil || forged.Status != 401 || len(heard) != 2 {
		t.Errorf("forged: %+v %v, heard %d", forged, err, len(heard))
	}
	web.Close()
	if _, err := b.Send(t.Context(), Transfer{Amount: money.Of(1)}); !fault.Has(err, "demobank.away") {
		t.Errorf("a closed door: %v", err)
	}
}

// TestSendAt waits on the bank's clock, and ends with the bank.
func TestSendAt(t *testing.T) {
	posted := make(chan *http.Request, 1)
	waited := make(chan time.Duration, 1)
	cfg := config()
	cfg.URL = "http://market.invalid"
	cfg.Sleep = func(_ context.Context, d time.Duration) error {
		waited <- d
		return nil
	}
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		posted <- r
		return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
	})}
	b, err := NewBank(cfg, func() clock.Instant { return at }, client)
	if err != nil {
		t.Fatal(err)
	}
	id, err := b.SendAt(Transfer{Amount: money.Of(1)}, at.Add(time.Hour))
	if err != nil || id == "" {
		t.Fatal(err)
	}
	if d := <-waited; d != time.Hour {
		t.Errorf("waited %v", d)
	}
	<-posted
	if _, err := b.SendAt(Transfer{}, at); !fault.Has(err, "demobank.amount") {
		t.Errorf("nothing to send: %v", err)
	}

	cfg.Sleep = nil
	patient, err := NewBank(cfg, func() clock.Instant { return at }, client)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := patient.SendAt(Transfer{Amount: money.Of(1)}, at.Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, bank := range []*Bank{b, patient} {
		if err := bank.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(posted) != 0 {
		t.Error("a closed bank sent money")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (r roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }

func TestNothingInProduction(t *testing.T) {
	cfg := config()
	cfg.Production = true
	if _, err := NewSource(cfg); !fault.Has(err, "payments.sandbox_in_production") {
		t.Errorf("source: %v", err)
	}
	if _, err := NewBank(cfg, clock.System, nil); !fault.Has(err, "payments.sandbox_in_production") {
		t.Errorf("bank: %v", err)
	}
	cfg = config()
	cfg.Secrets = nil
	if _, err := NewSource(cfg); err == nil {
		t.Error("a source without a secret")
	}
	cfg = config()
	cfg.Accounts = nil
	if _, err := NewBank(cfg, clock.System, nil); err == nil {
		t.Error("a bank without an account")
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(`{"id":9007199254740993,"direction":"in","account":"0123456789","amount":5,"content":"K7QM2XWPAS","at":"2026-11-22T02:35:12.000Z"}`)
	f.Add(`{"id":"a","direction":"out"}`)
	f.Fuzz(func(t *testing.T, body string) {
		contract.CheckFuzzed(t, newSource(t), sign(0, body, at))
	})
}
