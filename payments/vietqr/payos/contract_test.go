package payos_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/payos"
	"github.com/chophien/chophien/payments/vietqr/payos/payostest"
)

const (
	at = payostest.Start
	// The key of the vectors that payOS's own library made.
	vectorKey = "payoschecksumkeytest0123456789abcdef0123456789abcdef0123456789abcd"
)

var secrets = []string{payostest.Secret, payostest.NextSecret}

var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: payments.RefNumber.Make("K7QM2XWPAS", 1, at), Amount: money.Of(150_000),
	Description: "Chè Shan tuyết Suối Giàng & mật ong", Locale: "vi", At: at, ExpiresAt: at.Add(30 * time.Minute),
	ReturnURL: "https://market.invalid/orders/X", CancelURL: "https://market.invalid/orders/X", NotifyURL: "https://market.invalid/webhooks/payos",
}

func sign(secret int, message string, at clock.Instant) payments.RawRequest {
	return payostest.Notice(secrets[secret], message, at)
}

// body is a notice with change made to it.
func body(change ...string) string {
	b := `{"code":"00","desc":"success","success":true,"data":{"orderCode":` + start.Ref + `,"amount":150000,"description":"CS7A K7QM2XWPAS","accountNumber":"0123456789",` +
		`"reference":"FT26326000001","transactionDateTime":"2026-11-22 09:35:12","currency":"VND","paymentLinkId":"124c33293c43417ab7879e14c8d9eb18","code":"00",` +
		`"desc":"ok","counterAccountBankId":"970436","counterAccountBankName":"VCB","counterAccountName":"NGUOI MUA MAU","counterAccountNumber":"9000000001"}}`
	return strings.NewReplacer(change...).Replace(b)
}

// unsigned is what stands in a notice beside its signed part.
const unsigned = `{"code":"00","desc":"success","success":true,`

const when = clock.Instant(1795314912000) // 2026-11-22 09:35:12 in Vietnam

func credit(link, reference string, amount int64, change func(*payments.BankCredit)) payments.Event {
	key := "payos:" + link + ":" + reference
	c := payments.BankCredit{
		Source: "payos", SourceID: link + ":" + reference, Account: "0123456789", BIN: "970422", Content: "CS7A K7QM2XWPAS", Codes: []string{"K7QM2XWPAS"}, Reference: reference,
		PayerName: "NGUOI MUA MAU", PayerAccount: "9000000001", PayerBIN: "970436",
	}
	if change != nil {
		change(&c)
	}
	return payments.Event{Key: key, TxnID: key, Kind: payments.EventBankCredit, Status: payments.StatusPaid, Amount: money.Of(amount), At: when, Bank: &c}
}

const linkID = "124c33293c43417ab7879e14c8d9eb18"

// notices fills in what gateway and source read alike.
func notices(c *contract.Case) {
	plain := []payments.Event{credit(linkID, "FT26326000001", 150_000, nil)}
	c.Sign = sign
	c.Notices = []contract.Notice{{
		Name: "paid", Request: sign(0, body(), at), Want: plain, Unsigned: []string{unsigned},
		Fields: []string{start.Ref, "150000", "CS7A K7QM2XWPAS", "0123456789", "FT26326000001", "2026-11-22 09:35:12", "VND", linkID, "970436", "NGUOI MUA MAU", "9000000001"},
	}, {
		Name: "the second key, and no code in the text", Request: sign(1, body("CS7A K7QM2XWPAS", "chuyen tien"), at), Unsigned: []string{unsigned},
		Want: []payments.Event{credit(linkID, "FT26326000001", 150_000, func(c *payments.BankCredit) { c.Content = "chuyen tien" })},
	}, {
		Name: "a transfer that did not succeed", Request: sign(0, body(`"code":"00","desc":"ok"`, `"code":"01","desc":"no"`), at), Unsigned: []string{unsigned},
		Want: []payments.Event{{Key: "payos:" + linkID + ":FT26326000001", Kind: payments.EventIgnored, At: when, Code: "code_01"}},
	}, {
		Name: "payOS tries out the address", Unsigned: []string{unsigned},
		Request: sign(0, body(start.Ref, "123", "CS7A K7QM2XWPAS", "VQRIO123", "FT26326000001", "TF230204212323"), at),
		Want:    []payments.Event{{Key: "payos:" + linkID + ":TF230204212323", Kind: payments.EventIgnored, At: when, Code: vietqr.IgnoredTest}},
	}}
	c.BigID = contract.Notice{
		Name: "a reference above 2^53", Request: sign(0, body("FT26326000001", "9007199254740993"), at),
		Want: []payments.Event{credit(linkID, "9007199254740993", 150_000, nil)},
	}
	c.Nulls = contract.Notice{
		Name:    "nulls",
		Request: sign(0, body(`"970436"`, "null", `"VCB"`, "null", `"NGUOI MUA MAU"`, "null", `"9000000001"`, "null", `"ok"`, "null", `"VND"`, "null", `"2026-11-22 09:35:12"`, "null"), at),
		Want: func() []payments.Event {
			e := credit(linkID, "FT26326000001", 150_000, func(c *payments.BankCredit) { c.PayerName, c.PayerAccount, c.PayerBIN = "", "", "" })
			e.At = at
			return []payments.Event{e}
		}(),
	}
	c.Foreign = []contract.Notice{{Name: "another account", Request: sign(0, body("0123456789", "0123456780"), at)}}
	c.Malformed = []string{
		body("150000", "0"), body("150000", "-150000"), body("150000", "150000.5"), body("150000", "15e4"), body("150000", "null"), body("150000", `"150000"`),
		body("150000", "1000000000000000000000"), body(start.Ref, "null"), body(start.Ref, `"1"`), body(start.Ref, "1.5"), body(start.Ref, "9223372036854775808"),
		body(`"`+linkID+`"`, "null"), body(`"`+linkID+`"`, `""`), body(`"`+linkID+`"`, "7"), body(`"FT26326000001"`, "null"), body(`"FT26326000001"`, `""`),
		body(`"code":"00","desc":"ok"`, `"code":null,"desc":"ok"`), `{"data":[]}`, `{"data":null}`, `{"data":{}}`, body() + "{}",
	}
	const yes = `{"success":true}`
	c.Acks = []contract.Ack{
		{Outcome: payments.Applied, Status: 200, Body: yes}, {Outcome: payments.Duplicate, Status: 200, Body: yes}, {Outcome: payments.UnknownRef, Status: 200, Body: yes},
		{Outcome: payments.Ignored, Status: 200, Body: yes}, {Outcome: payments.AmountMismatch, Status: 200, Body: yes},
		{Outcome: payments.BadSignature, Status: 401, Body: `{"success":false}`}, {Outcome: payments.OurFailure, Status: 500, Body: `{"success":false}`},
	}
}

func gatewayCase(t *testing.T) contract.Case {
	f := payostest.New(t)
	c := contract.Case{
		Gateway: f.Gateway(), Listener: f.Listener(), At: at, Fake: payostest.New(t), Vectors: payos.Vectors(t, "testdata/payos.json"),
		Secrets: []string{payostest.Secret, payostest.NextSecret, payostest.APIKey}, Start: start,
		Begun: payments.Begun{ProviderRef: "link" + start.Ref, Status: payments.StatusPending, Next: payments.Next{
			Kind: payments.NextRedirect, URL: f.URL + "/web/link" + start.Ref, Method: "GET", QR: "payos-qr:link" + start.Ref, ExpiresAt: start.ExpiresAt,
		}},
	}
	notices(&c)
	return c
}

func newSource(t testing.TB) *payos.Source {
	t.Helper()
	s, err := payos.NewSource(payos.SourceConfig{
		Secrets: []payments.Secret{payments.Hide(payostest.Secret), payments.Hide(payostest.NextSecret)}, Accounts: vietqr.Accounts{payostest.Account},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGatewayContract(t *testing.T) { contract.Run(t, gatewayCase) }

func TestSourceContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Case {
		c := contract.Case{Listener: newSource(t), At: at, Secrets: secrets, Vectors: payos.Vectors(t, "testdata/payos.json")}
		notices(&c)
		return c
	})
}

// TestVectorNotice reads the notice that payOS's own library made, to a virtual account of
// the market, and refuses it under another key.
func TestVectorNotice(t *testing.T) {
	b, err := os.ReadFile("testdata/payos.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Cases []struct {
			Name string `json:"name"`
			Body string `json:"webhook_body"`
		}
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	heard := 0
	for _, c := range f.Cases {
		if c.Body == "" {
			continue
		}
		heard++
		r := payments.RawRequest{Method: http.MethodPost, Header: http.Header{}, Body: []byte(c.Body), At: at}
		accounts := vietqr.Accounts{{BIN: "970422", Number: "VQRQ0001", Holder: "NGUYEN VAN A"}}
		s, err := payos.NewSource(payos.SourceConfig{Secrets: []payments.Secret{payments.Hide(vectorKey)}, Accounts: accounts})
		if err != nil {
			t.Fatal(err)
		}
		events, err := s.Verify(t.Context(), r)
		if err != nil || len(events) != 1 || events[0].Amount != money.Of(150_000) || events[0].Bank.Account != "VQRQ0001" || events[0].At != when {
			t.Errorf("%s: %+v %v", c.Name, events, err)
		}
		if _, err := newSource(t).Verify(t.Context(), r); err == nil {
			t.Errorf("%s: believed under another key", c.Name)
		}
	}
	if heard == 0 {
		t.Error("the vectors hold no notice")
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(body())
	f.Add(body("150000", "null", `"FT26326000001"`, "7"))
	g := payostest.New(f)
	f.Fuzz(func(t *testing.T, text string) {
		contract.CheckFuzzed(t, g.Listener(), sign(0, text, at))
	})
}
