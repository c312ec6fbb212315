package payos_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr/payos"
	"github.com/chophien/chophien/payments/vietqr/payos/payostest"
)

const links = "/v2/payment-requests"

// TestSeveralTransfers: a link that is paid in two parts tells of two credits, by the keys
// that the notices have.
func TestSeveralTransfers(t *testing.T) {
	f := payostest.New(t)
	b, err := f.Gateway().Begin(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	a := payments.Attempt{Code: start.Code, Ref: start.Ref, ProviderRef: b.ProviderRef, Amount: start.Amount, At: start.At, ExpiresAt: start.ExpiresAt}
	told := map[string]money.VND{}
	for i, part := range []int64{100_000, 50_000} {
		for _, r := range f.Pay(a, money.Of(part)) {
			events, err := f.Listener().Verify(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			told[events[0].Key] = events[0].Amount
		}
		snap, err := f.Gateway().(payments.Querier).Query(t.Context(), a)
		want := []payments.Status{payments.StatusPending, payments.StatusPaid}[i]
		if err != nil || snap.Status != want || len(snap.Events) != i+1 {
			t.Fatalf("after part %d: %+v %v", i+1, snap, err)
		}
		for _, e := range snap.Events {
			if told[e.Key] != e.Amount || e.Bank.Codes[0] != start.Code {
				t.Errorf("a query tells of %+v, notices of %v", e, told)
			}
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	forged := payostest.Signed("not-the-key-of-payos", `{"code":"00","desc":"success","data":{"orderCode":`+start.Ref+`,"checkoutUrl":"X","paymentLinkId":"l"}}`)
	for name, c := range map[string]struct {
		status    int
		body      string
		ambiguous bool
		retryable bool
	}{
		"trouble over there":         {502, "bad gateway", true, false},
		"no JSON":                    {200, "<html>", true, false},
		"nothing":                    {200, "", true, false},
		"a refusal":                  {200, `{"code":"20","desc":"no","data":null}`, false, false},
		"keys that are wrong":        {401, `{"code":"401","desc":"no"}`, false, false},
		"too fast":                   {429, `{"code":"429","desc":"slow down"}`, false, true},
		"success without a link":     {200, `{"code":"00","desc":"success"}`, true, false},
		"another signature":          {200, forged, true, false},
		"the page of somebody else":  {200, `{"code":"00","data":{"orderCode":` + start.Ref + `,"checkoutUrl":"https://pay.payos.invalid/web/1"}}`, true, false},
		"the answer for other money": {200, `{"code":"00","data":{"orderCode":1,"checkoutUrl":"https://pay.payos.invalid/web/1"}}`, true, false},
		"an answer without end":      {200, `{"code":"00","desc":"` + strings.Repeat("x", payments.MaxBody) + `"}`, true, false},
	} {
		f := payostest.New(t)
		f.Say("POST", links, c.status, c.body)
		_, err := f.Gateway().Begin(t.Context(), start)
		if err == nil || payments.IsAmbiguous(err) != c.ambiguous || payments.IsRetryable(err) != c.retryable {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := payostest.New(t)
	if _, err := f.Gateway().Begin(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		`{"code":"00","data":{"orderCode":1,"id":"l","status":"PAID"}}`,
		`{"code":"00","data":{"orderCode":` + start.Ref + `,"status":"PAID"}}`,
		`{"code":"00","data":{"orderCode":` + start.Ref + `,"id":"l","status":"PAID","transactions":[{"amount":0,"reference":"x"}]}}`,
		`{"code":"00","data":{"orderCode":` + start.Ref + `,"id":"l","status":"PAID","transactions":["x"]}}`,
		`{"code":"20","desc":"no"}`,
	} {
		f.Say("GET", links+"/"+start.Ref, 200, body)
		snap, err := f.Gateway().(payments.Querier).Query(t.Context(), payments.Attempt{Ref: start.Ref})
		if err == nil {
			t.Errorf("%s is read as %+v", body, snap)
		}
	}
	f.Say("GET", links+"/"+start.Ref, 200, `{"code":"00","data":{"orderCode":`+start.Ref+`,"id":"l","status":"A_NEW_WORD","transactions":null}}`)
	if snap, err := f.Gateway().(payments.Querier).Query(t.Context(), payments.Attempt{Ref: start.Ref}); err != nil || snap.Status != payments.StatusProcessing {
		t.Errorf("a new word is no failure: %+v %v", snap, err)
	}
}

// TestShortText: where payOS allows nine characters only, the link's number finds the money.
func TestShortText(t *testing.T) {
	f := payostest.New(t, func(c *payos.Config) { c.TextMax = 9 })
	if _, err := f.Gateway().Begin(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	if sent := f.Calls()[0].Body; !strings.Contains(sent, `"description":"K7QM2XWPA"`) {
		t.Errorf("sent %s", sent)
	}
	for _, r := range f.Pay(payments.Attempt{Ref: start.Ref}, start.Amount) {
		events, err := f.Listener().Verify(t.Context(), r)
		if err != nil || len(events[0].Bank.Codes) != 1 || events[0].Bank.Codes[0] != start.Code {
			t.Errorf("%+v %v", events, err)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	good := payos.Config{ClientID: "c", APIKey: payments.Hide("k"), Secrets: []payments.Secret{payments.Hide("s")}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*payos.Config){
		"no client":          func(c *payos.Config) { c.ClientID = "" },
		"no API key":         func(c *payos.Config) { c.APIKey = payments.Secret{} },
		"a key of two lines": func(c *payos.Config) { c.APIKey = payments.Hide("a\r\nb") },
		"no checksum key":    func(c *payos.Config) { c.Secrets = nil },
		"not an origin":      func(c *payos.Config) { c.URL = "https://api.invalid/v2" },
		"plain in real life": func(c *payos.Config) { c.Production, c.Pages = true, "http://pay.invalid" },
		"a text of eight":    func(c *payos.Config) { c.TextMax = 8 },
		"least above most":   func(c *payos.Config) { c.Min, c.Max = money.Of(9), money.Of(8) },
		"too long":           func(c *payos.Config) { c.TTL = 3 * 3600e9 },
	} {
		cfg := good
		change(&cfg)
		if cfg.Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := payos.NewSource(payos.SourceConfig{Secrets: good.Secrets}); err == nil {
		t.Error("a source without an account: taken")
	}
	var said *payments.Error
	f := payostest.New(t)
	s := start
	s.Ref = "K7QM2XWPAS-1"
	if _, err := f.Gateway().Begin(t.Context(), s); !errors.As(err, &said) || len(f.Calls()) > 0 {
		t.Errorf("a reference that is no number: %v", err)
	}
}
