package casso

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
)

const (
	secret1 = "g3oZ950pJQ4k6REhOPGkx37RsXgWz9QJ9RCAZ7i0yagLF32XQZtemQ6r3JIo4MCr"
	secret2 = "mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs"
	at      = clock.Instant(1763785912_345)
	when    = clock.Instant(1734912000_000) // 2024-12-23 07:00:00 in Vietnam
)

var accounts = vietqr.Accounts{{BIN: "970422", Number: "123456789", Holder: "CHO PHIEN MAU"}}

type vector struct {
	Name      string `json:"name"`
	Key       string `json:"checksum_key"`
	Header    string `json:"header"`
	Body      string `json:"webhook_body"`
	HashData  string `json:"hash_data"`
	Signature string `json:"signature"`
}

func vectors(t testing.TB) map[string]vector {
	t.Helper()
	b, err := os.ReadFile("testdata/casso.json")
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

func (v vector) request(t testing.TB) payments.RawRequest {
	t.Helper()
	ms, err := strconv.ParseInt(v.Header[2:15], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	h.Set("X-Casso-Signature", v.Header)
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/bank/casso", Header: h, Body: []byte(v.Body), At: clock.Instant(ms)}
}

// sign signs as Casso's JavaScript sample does; what is no JSON is signed as it stands.
func sign(secret int, body string, at clock.Instant) payments.RawRequest {
	text := body
	var v any
	if payments.DecodeJSON([]byte(body), &v) == nil {
		text = writings(v)[0]
	}
	return signText([]string{secret1, secret2}[secret], body, text, at)
}

func signText(key, body, text string, at clock.Instant) payments.RawRequest {
	t := strconv.FormatInt(int64(at), 10)
	h := http.Header{}
	h.Set("X-Casso-Signature", "t="+t+",v1="+hex.EncodeToString(mac(payments.Hide(key), t, text)))
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
		Key: "casso:" + id, TxnID: "casso:" + id, Kind: payments.EventBankCredit, Status: payments.StatusPaid,
		Amount: money.Of(amount), At: when,
		Bank: &payments.BankCredit{Source: "casso", SourceID: id, Account: "123456789", BIN: "970422", Content: content, Reference: reference},
	}}
}

func TestContract(t *testing.T) {
	v := vectors(t)["html_chars_TRAP"]
	contract.Run(t, func(t *testing.T) contract.Case {
		payer := `{"error":0,"data":{"id":2,"reference":"R","description":"ck k7qm2xwpas","amount":150000,"transactionDateTime":"2024-12-23 07:00:00","accountNumber":"123456789","counterAccountName":"NGUOI MUA MAU","counterAccountNumber":"9000000001","counterAccountBankId":"970415"}}`
		paid := credit("2", "ck k7qm2xwpas", "R", 150000, when)
		paid[0].Bank.Codes = []string{"K7QM2XWPAS"}
		paid[0].Bank.PayerName, paid[0].Bank.PayerAccount, paid[0].Bank.PayerBIN = "NGUOI MUA MAU", "9000000001", "970415"
		one := func(id, amount string) string {
			return `{"error":0,"data":{"id":` + id + `,"amount":` + amount + `,"transactionDateTime":"2024-12-23 07:00:00","accountNumber":"123456789"}}`
		}
		ignored := func(id, why string) []payments.Event {
			return []payments.Event{{Key: "casso:" + id, Kind: payments.EventIgnored, At: when, Code: why}}
		}
		return contract.Case{
			Listener: newSource(t), At: at, Secrets: []string{secret1, secret2}, Sign: sign, Tolerance: payments.Tolerance,
			Vectors: []contract.Vector{
				{Name: "html_chars_TRAP", Want: v.Header, Got: func() string { return sign(0, v.Body, at).Header.Get("X-Casso-Signature") }},
				{Name: "hash data", Want: v.HashData, Got: func() string {
					var body any
					if err := payments.DecodeJSON([]byte(v.Body), &body); err != nil {
						return err.Error()
					}
					return "1763785912345." + writings(body)[0]
				}},
			},
			Notices: []contract.Notice{{
				Name: "vector", Request: v.request(t),
				Want:   credit("218898", `DH7K2M9QXA mua <ao> & quan "L" tiếng Việt`, "FT24364030863634", 150000, when),
				Fields: []string{"218898", "FT24364030863634", "DH7K2M9QXA mua", "150000", "16775000", "2024-12-23 07:00:00", "123456789", "MBBank", "ng Vi"},
			}, {
				Name: "the payer is told", Request: sign(1, payer, at), Want: paid,
			}, {
				Name: "money that left", Request: sign(0, one("3", "-5"), at), Want: ignored("3", "outgoing"),
			}, {
				Name: "a test call", Request: sign(0, one("0", "5"), at), Want: ignored("0", "test"),
			}},
			BigID: contract.Notice{Name: "id above 2^53", Request: sign(0, one("9007199254740993", "5"), at), Want: credit("9007199254740993", "", "", 5, when)},
			Nulls: contract.Notice{
				Name:    "nulls",
				Request: sign(0, `{"error":0,"data":{"id":1,"reference":null,"description":null,"amount":5,"runningBalance":null,"transactionDateTime":null,"accountNumber":"123456789","virtualAccountNumber":null,"counterAccountName":null,"counterAccountNumber":null,"counterAccountBankId":null}}`, at),
				Want:    credit("1", "", "", 5, at),
			},
			Foreign: []contract.Notice{{Name: "another account", Request: sign(0, strings.ReplaceAll(v.Body, "123456789", "123456780"), at)}},
			Malformed: []string{
				`{"error":0}`, `{"error":0,"data":null}`, `{"error":0,"data":[]}`, `{"error":1,"data":{"id":1,"amount":5,"accountNumber":"123456789"}}`,
				one("1", "0"), one("1", "1.5"), one("1", "null"), one("null", "5"), one("1", "1e5"), one(`""`, "5"),
				`{"data":{"id":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}}`,
			},
			Acks: []contract.Ack{
				{Outcome: payments.Applied, Status: 200, Body: `{"success":true}`}, {Outcome: payments.UnknownRef, Status: 200, Body: `{"success":true}`},
				{Outcome: payments.BadSignature, Status: 401, Body: `{"success":false}`}, {Outcome: payments.OurFailure, Status: 500, Body: `{"success":false}`},
			},
		}
	})
}

// Casso's Go and Python samples share a vector; it is a test call with id 0.
func TestOfficialSampleVerifies(t *testing.T) {
	es, err := newSource(t).Verify(t.Context(), vectors(t)["official_go_python_sample"].request(t))
	if err != nil || len(es) != 1 || es[0].Kind != payments.EventIgnored {
		t.Errorf("%+v %v", es, err)
	}
}

// Casso's JavaScript sample does not verify by its own code either.
func TestSelfContradictorySampleDoesNot(t *testing.T) {
	v := vectors(t)["official_js_sample"]
	if es, err := newSource(t).Verify(t.Context(), v.request(t)); !errors.Is(err, payments.ErrBadSignature) {
		t.Errorf("%+v %v", es, err)
	}
	// Its body with the right signature does.
	v.Header = v.Header[:2+13+4] + v.Signature
	if es, err := newSource(t).Verify(t.Context(), v.request(t)); err != nil || es[0].Amount != money.Of(16775000) {
		t.Errorf("%+v %v", es, err)
	}
}

// TestEveryWayOfWriting signs one notice as the encoders of four languages write it.
func TestEveryWayOfWriting(t *testing.T) {
	body := `{"error":0,"data":{"id":7,"description":"chè <a> & \"b\" \\ a/b 𠀀\u2028\u0001\t","amount":5,"accountNumber":"123456789","transactionDateTime":"2024-12-23 07:00:00"}}`
	const head, tail = `{"data":{"accountNumber":"123456789","amount":5,"description":"`, `","id":7,"transactionDateTime":"2024-12-23 07:00:00"},"error":0}`
	for language, text := range map[string]string{
		"JavaScript":          `chè <a> & \"b\" \\ a/b 𠀀` + "\u2028" + `\u0001\t`,
		"Go":                  `chè \u003ca\u003e \u0026 \"b\" \\ a/b 𠀀\u2028\u0001\t`,
		"Python":              `ch\u00e8 <a> & \"b\" \\ a/b \ud840\udc00\u2028\u0001\t`,
		"PHP":                 `ch\u00e8 <a> & \"b\" \\ a\/b \ud840\udc00\u2028\u0001\t`,
		"PHP without unicode": `chè <a> & \"b\" \\ a\/b 𠀀` + "\u2028" + `\u0001\t`,
	} {
		r := signText(secret2, body, head+text+tail, at)
		if es, err := newSource(t).Verify(t.Context(), r); err != nil || len(es) != 1 {
			t.Errorf("%s: %v", language, err)
		}
	}
}

// Go's own encoder is one of the writings, for any text.
func TestWritingsHoldWhatGoWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := map[string]any{"b": rapid.String().Draw(t, "text"), "a": []any{true, nil, json.Number("9007199254740993")}}
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var plain strings.Builder
		style{html: true}.write(&plain, v)
		if plain.String() != string(want) {
			t.Fatalf("%s, Go writes %s", plain.String(), want)
		}
		for _, w := range writings(v) {
			var back any
			if err := payments.DecodeJSON([]byte(w), &back); err != nil {
				t.Fatalf("%s is no JSON", w)
			}
		}
	})
}

func TestSignedTimeMustBeANumber(t *testing.T) {
	for _, stamp := range []string{"now", "-1", "9223372036854775808", "1125899906842625"} {
		r := sign(0, "{}", at)
		r.Header.Set("X-Casso-Signature", "t="+stamp+",v1="+hex.EncodeToString(mac(payments.Hide(secret1), stamp, "{}")))
		if _, err := newSource(t).Verify(t.Context(), r); !errors.Is(err, payments.ErrMalformed) {
			t.Errorf("%s: %v", stamp, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no key":     {Accounts: accounts, Secrets: []payments.Secret{{}}},
		"no account": {Secrets: []payments.Secret{payments.Hide("x")}},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzVerify(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.Body)
	}
	f.Add(`{"error":0,"data":{"id":9007199254740993,"amount":5,"accountNumber":"123456789","description":null}}`)
	f.Add(`{"data":{"id":"a","amount":-1}}`)
	f.Fuzz(func(t *testing.T, body string) {
		contract.CheckFuzzed(t, newSource(t), sign(0, body, at))
	})
}
