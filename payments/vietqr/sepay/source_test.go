package sepay

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
)

const (
	secret1 = "sepay_whsec_test_0123456789"
	secret2 = "sepay_whsec_next_9876543210"
	apiKey  = "SEPAY_TEST_APIKEY"
	at      = clock.Instant(1763785912_000)
)

var accounts = vietqr.Accounts{{BIN: "970436", Number: "0123499999", Holder: "CHO PHIEN MAU"}}

type vector struct {
	Name      string            `json:"name"`
	RawBody   string            `json:"raw_body"`
	Timestamp string            `json:"timestamp"`
	Headers   map[string]string `json:"headers"`
}

func vectors(t testing.TB) map[string]vector {
	t.Helper()
	b, err := os.ReadFile("testdata/sepay.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Cases []vector }
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	byName := map[string]vector{}
	for _, v := range f.Cases {
		byName[v.Name] = v
	}
	return byName
}

func (v vector) request() payments.RawRequest {
	r := payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/bank/sepay", Header: http.Header{}, Body: []byte(v.RawBody), At: at}
	for k, h := range v.Headers {
		r.Header.Set(k, h)
	}
	return r
}

func sign(secret int, body string, at clock.Instant) payments.RawRequest {
	t := strconv.FormatInt(int64(at)/1000, 10)
	key := payments.Hide([]string{secret1, secret2}[secret])
	h := http.Header{}
	h.Set("X-SePay-Timestamp", t)
	h.Set("X-SePay-Signature", "sha256="+hex.EncodeToString(mac(key, t, []byte(body))))
	return payments.RawRequest{Method: http.MethodPost, Header: h, Body: []byte(body), At: at}
}

func newSource(t testing.TB) *Source {
	t.Helper()
	s, err := New(Config{Secrets: []payments.Secret{payments.Hide(secret1), payments.Hide(secret2)}, Accounts: accounts})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func credit(id, content, reference string, amount int64, when clock.Instant) []payments.Event {
	return []payments.Event{{
		Key: "sepay:" + id, TxnID: "sepay:" + id, Kind: payments.EventBankCredit, Status: payments.StatusPaid,
		Amount: money.Of(amount), At: when,
		Bank: &payments.BankCredit{Source: "sepay", SourceID: id, Account: "0123499999", BIN: "970436", Content: content, Reference: reference},
	}}
}

const when = clock.Instant(1795314912_000) // 2026-11-22 09:35:12 in Vietnam

func TestContract(t *testing.T) {
	v := vectors(t)["webhook_hmac"]
	contract.Run(t, func(t *testing.T) contract.Case {
		withCode := `{"id":92705,"transactionDate":"2026-11-22 09:35:12","accountNumber":"0123499999","content":"MBVCB.32.k7qm-2xwpas ck","transferType":"in","transferAmount":150000.00,"referenceCode":"R1"}`
		coded := credit("92705", "MBVCB.32.k7qm-2xwpas ck", "R1", 150000, when)
		coded[0].Bank.Codes = []string{"K7QM2XWPAS"}
		// The vector's code is not one of ours; two windows of its text pass by chance, which
		// is why a code counts only when it exists.
		chance := credit("92704", "MBVCB.3278907687.DH7K2M9QXA chuyen tien", "MBVCB.3278907687", 150000, when)
		chance[0].Bank.Codes = []string{"M9QXACHUYE", "QXACHUYENT"}
		return contract.Case{
			Listener: newSource(t), At: at, Secrets: []string{secret1, secret2}, Sign: sign, Tolerance: payments.Tolerance,
			Vectors: []contract.Vector{{
				Name: "webhook_hmac", Want: v.Headers["X-SePay-Signature"],
				Got: func() string { return sign(0, v.RawBody, at).Header.Get("X-SePay-Signature") },
			}},
			Notices: []contract.Notice{{
				Name: "vector", Request: v.request(),
				Want:   chance,
				Fields: []string{"92704", "0123499999", "DH7K2M9QXA chuyen tien", "150000", "MBVCB.3278907687", "2026-11-22 09:35:12", "19077000"},
			}, {
				Name: "a code within what the bank made of it", Request: sign(1, withCode, at), Want: coded,
			}, {
				Name:    "money that left",
				Request: sign(0, `{"id":92706,"transactionDate":"2026-11-22 09:35:12","accountNumber":"0123499999","content":"x","transferType":"out","transferAmount":5}`, at),
				Want:    []payments.Event{{Key: "sepay:92706", Kind: payments.EventIgnored, At: when, Code: "outgoing"}},
			}, {
				Name:    "a virtual account under another one",
				Request: sign(0, `{"id":92707,"transactionDate":"2026-11-22 09:35:12","accountNumber":"555","subAccount":"0123499999","content":"x","transferType":"in","transferAmount":5}`, at),
				Want:    credit("92707", "x", "", 5, when),
			}},
			BigID: contract.Notice{
				Name:    "id above 2^53",
				Request: sign(0, `{"id":9007199254740993,"transactionDate":"2026-11-22 09:35:12","accountNumber":"0123499999","content":"x","transferType":"in","transferAmount":5}`, at),
				Want:    credit("9007199254740993", "x", "", 5, when),
			},
			Nulls: contract.Notice{
				Name:    "nulls",
				Request: sign(0, `{"id":1,"gateway":null,"transactionDate":null,"accountNumber":"0123499999","subAccount":null,"code":null,"content":null,"transferType":"in","transferAmount":5,"accumulated":null,"referenceCode":null,"description":null}`, at),
				Want:    credit("1", "", "", 5, at),
			},
			Foreign: []contract.Notice{{
				Name:    "another account",
				Request: sign(0, strings.ReplaceAll(v.RawBody, "0123499999", "0123499998"), at),
			}},
			Malformed: []string{
				`{"id":1,"accountNumber":"0123499999","transferType":"in","transferAmount":0}`,
				`{"id":1,"accountNumber":"0123499999","transferType":"in","transferAmount":-5}`,
				`{"id":1,"accountNumber":"0123499999","transferType":"in","transferAmount":1.5}`,
				`{"id":1,"accountNumber":"0123499999","transferType":"in","transferAmount":1e5}`,
				`{"id":1,"accountNumber":"0123499999","transferType":"in","transferAmount":null}`,
				`{"id":1,"accountNumber":"0123499999","transferType":"IN","transferAmount":5}`,
				`{"id":null,"accountNumber":"0123499999","transferType":"in","transferAmount":5}`,
				`{"id":1.5,"accountNumber":"0123499999","transferType":"in","transferAmount":5}`,
				`{"id":1,"accountNumber":"0123499999","transferType":"in","transferAmount":5}{}`,
			},
			Acks: []contract.Ack{
				{Outcome: payments.Applied, Status: 200, Body: `{"success":true}`}, {Outcome: payments.Duplicate, Status: 200, Body: `{"success":true}`},
				{Outcome: payments.UnknownRef, Status: 200, Body: `{"success":true}`}, {Outcome: payments.AmountMismatch, Status: 200, Body: `{"success":true}`},
				{Outcome: payments.BadSignature, Status: 401, Body: `{"success":false}`}, {Outcome: payments.OurFailure, Status: 500, Body: `{"success":false}`},
			},
		}
	})
}

func TestAPIKey(t *testing.T) {
	v := vectors(t)["webhook_apikey"]
	s, err := New(Config{APIKeys: []payments.Secret{payments.Hide("OLD"), payments.Hide(apiKey)}, Accounts: accounts})
	if err != nil {
		t.Fatal(err)
	}
	es, err := s.Verify(t.Context(), v.request())
	if err != nil || len(es) != 1 || es[0].Amount != money.Of(150000) {
		t.Fatalf("%+v %v", es, err)
	}
	for _, header := range []string{"", "Apikey", "Apikey ", "Apikey SEPAY_TEST_APIKE", "Apikey SEPAY_TEST_APIKEY2", "Bearer " + apiKey, apiKey} {
		r := v.request()
		r.Header.Set("Authorization", header)
		if _, err := s.Verify(t.Context(), r); !errors.Is(err, payments.ErrBadSignature) {
			t.Errorf("%q: %v", header, err)
		}
	}
}

// A leaked API key must not open what an HMAC secret guards.
func TestAPIKeyOpensNothingBesideHMAC(t *testing.T) {
	s, err := New(Config{Secrets: []payments.Secret{payments.Hide(secret1)}, APIKeys: []payments.Secret{payments.Hide(apiKey)}, Accounts: accounts})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Verify(t.Context(), vectors(t)["webhook_apikey"].request()); !errors.Is(err, payments.ErrBadSignature) {
		t.Errorf("%v", err)
	}
}

func TestSignedTimeMustBeANumber(t *testing.T) {
	for _, stamp := range []string{"now", "-1", "9223372036854775808", "1099511627777"} {
		r := sign(0, "{}", at)
		r.Header.Set("X-SePay-Timestamp", stamp)
		r.Header.Set("X-SePay-Signature", "sha256="+hex.EncodeToString(mac(payments.Hide(secret1), stamp, r.Body)))
		if _, err := newSource(t).Verify(t.Context(), r); !errors.Is(err, payments.ErrMalformed) {
			t.Errorf("%s: %v", stamp, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no key":     {Accounts: accounts},
		"empty keys": {Accounts: accounts, Secrets: []payments.Secret{{}}, APIKeys: []payments.Secret{payments.Hide("")}},
		"no account": {Secrets: []payments.Secret{payments.Hide("x")}},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzVerify(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.RawBody)
	}
	f.Add(`{"id":9007199254740993,"accountNumber":"0123499999","transferType":"in","transferAmount":5,"code":null}`)
	f.Add(`{"id":"a","transferType":"out"}`)
	f.Fuzz(func(t *testing.T, body string) {
		contract.CheckFuzzed(t, newSource(t), sign(0, body, at))
	})
}
