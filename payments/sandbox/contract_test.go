package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/payments/sandbox/sandboxtest"
)

const (
	secret1 = "sandbox_secret_for_tests_1"
	secret2 = "sandbox_secret_for_tests_2"
	at      = sandboxtest.Start
)

var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: "K7QM2XWPAS-1", Amount: money.Of(150_000),
	Description: "Chè Shan tuyết Suối Giàng", Locale: "vi", At: at, ExpiresAt: at.Add(15 * time.Minute),
	ReturnURL: "https://market.invalid/pay/0199-payment/back?lang=vi&note=a+b",
}

func sign(secret int, body string, at clock.Instant) payments.RawRequest {
	h := http.Header{}
	h.Set(sandbox.Header, payments.Stamp(payments.Hide([]string{secret1, secret2}[secret]), at, []byte(body)))
	return payments.RawRequest{Method: http.MethodPost, Path: sandbox.Path, Header: h, Body: []byte(body), At: at}
}

func secrets(c *sandbox.Config) {
	c.Secrets = []payments.Secret{payments.Hide(secret1), payments.Hide(secret2)}
}

func TestContract(t *testing.T) {
	for name, silent := range map[string]bool{"tells of failure": false, "tells of success only": true} {
		t.Run(name, func(t *testing.T) {
			contract.Run(t, func(t *testing.T) contract.Case { return contractCase(t, silent) })
		})
	}
}

func contractCase(t *testing.T, silent bool) contract.Case {
	mode := func(c *sandbox.Config) { c.SilentOnFailure = silent }
	f := sandboxtest.New(t, secrets, mode)
	event := func(id, rest string) string {
		return `{"id":"` + id + `","merchant":"chophien",` + rest + `,"at_ms":1795311300000}`
	}
	paid := event("evt_1", `"type":"payment","ref":"K7QM2XWPAS-1","txn_id":1234567890123456789,"status":"paid","amount":150000`)
	wantPaid := payments.Event{Key: "evt_1", Kind: payments.EventPayment, Ref: "K7QM2XWPAS-1", TxnID: "1234567890123456789", Status: payments.StatusPaid, Amount: start.Amount, At: at, Code: "paid"}
	back := func() payments.RawRequest {
		bank := sandboxtest.New(t, secrets)
		if _, err := bank.Bank.Begin(t.Context(), start); err != nil {
			t.Fatal(err)
		}
		v, err := bank.Bank.Act(t.Context(), start.Ref, sandbox.Approve)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(v.BackURL)
		if err != nil || u.Query().Get("lang") != "vi" || u.Path != "/pay/0199-payment/back" {
			t.Fatalf("back to %q", v.BackURL)
		}
		return payments.RawRequest{Method: http.MethodGet, Path: u.Path, RawQuery: u.RawQuery, At: at}
	}()
	page := "http://market.invalid/sandbox/pay/K7QM2XWPAS-1"
	return contract.Case{
		Gateway: f.Bank, Listener: f.Bank, At: at, Secrets: []string{secret1, secret2}, Fake: sandboxtest.New(t, mode),
		Start: start,
		Begun: payments.Begun{ProviderRef: "sbx_1374109506762822946", Status: payments.StatusPending, Next: payments.Next{Kind: payments.NextRedirect, URL: page, Method: "GET", QR: page, ExpiresAt: start.ExpiresAt}},
		Sign:  sign, Tolerance: payments.Tolerance,
		Notices: []contract.Notice{{
			Name: "paid", Request: sign(0, paid, at), Want: []payments.Event{wantPaid},
			Fields: []string{"evt_1", "chophien", "payment", "K7QM2XWPAS-1", "1234567890123456789", "paid", "150000", "1795311300000"},
		}, {
			Name:    "declined",
			Request: sign(1, event("evt_2", `"type":"payment","ref":"r","txn_id":null,"status":"failed","amount":0,"decline":"funds"`), at),
			Want:    []payments.Event{{Key: "evt_2", Kind: payments.EventPayment, Ref: "r", Status: payments.StatusFailed, At: at, Decline: payments.DeclineFunds, Code: "failed"}},
		}, {
			Name:    "given back",
			Request: sign(0, event("evt_3", `"type":"refund","ref":"r","txn_id":7,"refund_ref":"K7QM2XWPAS","refund_status":"done","amount":5`), at),
			Want:    []payments.Event{{Key: "evt_3", Kind: payments.EventRefund, Ref: "r", TxnID: "7", RefundRef: "K7QM2XWPAS", RefundStatus: payments.RefundDone, Amount: money.Of(5), At: at, Code: "done"}},
		}, {
			Name:    "a type that came later",
			Request: sign(0, event("evt_4", `"type":"loyalty","ref":"r","amount":5,"new":{"a":[1]}`), at),
			Want:    []payments.Event{{Key: "evt_4", Kind: payments.EventIgnored, Ref: "r", At: at, Code: "unknown_type"}},
		}},
		BigID: contract.Notice{Name: "id above 2^53", Request: sign(0, paid, at), Want: []payments.Event{wantPaid}},
		Nulls: contract.Notice{
			Name:    "nulls",
			Request: sign(0, event("evt_5", `"type":"payment","ref":"r","txn_id":null,"status":"expired","amount":0,"decline":null,"refund_ref":null,"refund_status":null`), at),
			Want:    []payments.Event{{Key: "evt_5", Kind: payments.EventPayment, Ref: "r", Status: payments.StatusExpired, At: at, Code: "expired"}},
		},
		Foreign: []contract.Notice{{Name: "another merchant", Request: sign(0, strings.Replace(paid, "chophien", "chotet", 1), at)}},
		Malformed: []string{
			event("e", `"type":"payment","ref":"r","txn_id":7,"status":"paid","amount":0`),
			event("e", `"type":"payment","ref":"r","txn_id":7,"status":"paid","amount":-1`),
			event("e", `"type":"payment","ref":"r","txn_id":7,"status":"paid","amount":1.5`),
			event("e", `"type":"payment","ref":"r","txn_id":null,"status":"paid","amount":5`),
			event("e", `"type":"payment","ref":"","txn_id":7,"status":"paid","amount":5`),
			event("e", `"type":"payment","ref":"r","txn_id":7.5,"status":"paid","amount":5`),
			event("e", `"type":"payment","ref":"r","txn_id":7,"status":"rich","amount":5`),
			event("e", `"type":"payment","ref":"r","txn_id":null,"status":"failed","amount":5`),
			event("e", `"type":"refund","ref":"r","txn_id":7,"refund_ref":"","refund_status":"done","amount":5`),
			event("e", `"type":"refund","ref":"r","txn_id":7,"refund_ref":"x","refund_status":"maybe","amount":5`),
			event("", `"type":"payment","ref":"r","txn_id":7,"status":"paid","amount":5`),
			`{"id":"e","merchant":"chophien","type":"payment","ref":"r","txn_id":7,"status":"paid","amount":5,"at_ms":0}`,
		},
		Acks: []contract.Ack{
			{Outcome: payments.Applied, Status: 200}, {Outcome: payments.Duplicate, Status: 200}, {Outcome: payments.UnknownRef, Status: 404},
			{Outcome: payments.AmountMismatch, Status: 200}, {Outcome: payments.BadSignature, Status: 400}, {Outcome: payments.OurFailure, Status: 500},
		},
		Returns: []contract.Return{{Request: back, Ref: start.Ref, Hint: payments.StatusPaid, Signed: []string{"ref", "status", "sig"}}},
	}
}

func FuzzVerify(f *testing.F) {
	for i, rest := range []string{
		`"type":"payment","ref":"r","txn_id":1234567890123456789,"status":"paid","amount":150000`,
		`"type":"payment","ref":"r","txn_id":null,"status":"failed","amount":0,"decline":null`,
		`"type":"refund","ref":"r","txn_id":7,"refund_ref":"x","refund_status":"done","amount":5`,
	} {
		f.Add(fmt.Sprintf(`{"id":"evt_%d","merchant":"chophien",%s,"at_ms":1795311300000}`, i, rest))
	}
	bank := sandboxtest.New(f, secrets)
	f.Fuzz(func(t *testing.T, body string) {
		contract.CheckFuzzed(t, bank.Bank, sign(0, body, at))
	})
}
