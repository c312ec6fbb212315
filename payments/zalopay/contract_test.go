package zalopay_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/zalopay"
	"github.com/chophien/chophien/payments/zalopay/zalopaytest"
)

const (
	key1    = "ZLPKEY1TEST0123456789abcdefghijk" // of the vectors
	key2    = "ZLPKEY2TEST0123456789abcdefghijk"
	oldKey2 = "key-2-that-goes"
	at      = clock.Instant(1795314600000) // 2026-11-22 09:30 in Vietnam
	paidAt  = clock.Instant(1795314912345)
	ref     = "261122_K7QM2XWPAS-1"
)

var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: ref, Amount: money.Of(150_000),
	Description: "Chè Shan tuyết *Suối Giàng*", Locale: "vi", CustomerIP: "203.0.113.10", At: at, ExpiresAt: at.Add(15 * time.Minute),
	ReturnURL: "https://shop.example.vn/payments/return/zalopay", NotifyURL: "https://shop.example.vn/webhooks/zalopay",
}

// line is a ZaloPay that keeps the last question and gives the same answer to each.
type line struct {
	path   string
	asked  map[string]any
	answer string
}

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	l.path, l.asked = r.URL.String(), nil
	if err := d.Decode(&l.asked); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(l.answer)), Request: r}, nil
}

const opened = `{"return_code":1,"return_message":"ok","sub_return_code":1,"order_url":"https://qcgateway.zalopay.vn/openinapp?order=abc&x=1","zp_trans_token":"AC-token","order_token":"t","qr_code":"000201"}`

func config(l *line) zalopay.Config {
	return zalopay.Config{
		AppID: 9999, Key1: payments.Hide(key1), Keys2: []payments.Secret{payments.Hide(key2), payments.Hide(oldKey2)},
		Now: func() clock.Instant { return at }, HTTP: &http.Client{Transport: l},
	}
}

func newGateway(t testing.TB, l *line, change ...func(*zalopay.Config)) *zalopay.Gateway {
	t.Helper()
	cfg := config(l)
	for _, c := range change {
		c(&cfg)
	}
	g, err := zalopay.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func mac(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// sign makes a genuine callback: of a callback, with its data signed anew, or of anything
// else as the data.
func sign(secret int, message string, at clock.Instant) payments.RawRequest {
	key, data, kind := []string{key2, oldKey2}[secret], message, json.Number("1")
	var in struct {
		Data *string     `json:"data"`
		Type json.Number `json:"type"`
	}
	padding := ""
	if json.Unmarshal([]byte(message), &in) == nil && in.Data != nil {
		data, kind, padding = *in.Data, in.Type, message[len(strings.TrimRight(message, " ")):]
	}
	return callback(data, mac(key, data), string(kind), padding, at)
}

func callback(data, mac, kind, padding string, at clock.Instant) payments.RawRequest {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(data); err != nil {
		panic(err)
	}
	body := `{"data":` + strings.TrimSpace(b.String()) + `,"mac":"` + mac + `","type":` + kind + `}` + padding
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/zalopay", Header: http.Header{}, Body: []byte(body), At: at}
}

// data is what a callback says; change replaces values in pairs.
func data(change ...string) string {
	text := `{"app_id":9999,"app_trans_id":"` + ref + `","app_time":1795314600000,"app_user":"K7QM2XWPAS","amount":150000,"embed_data":"{\"redirecturl\":\"x\"}","item":"[]","zp_trans_id":261122000000389,"server_time":1795314912345,"channel":38,"merchant_user_id":"u--8","user_fee_amount":0,"discount_amount":0}`
	return strings.NewReplacer(change...).Replace(text)
}

func event(txn string, amount int64, when clock.Instant) []payments.Event {
	return []payments.Event{{
		Key: ref + ":" + txn, Kind: payments.EventPayment, Ref: ref, TxnID: txn, Status: payments.StatusPaid, Amount: money.Of(amount), At: when, Code: "1",
	}}
}

func back(change ...string) payments.RawRequest {
	values := []string{"9999", ref, "38", "NCB +1", "150000", "0", "1"}
	for i := 0; i+1 < len(change); i += 2 {
		for j := range values {
			if values[j] == change[i] {
				values[j] = change[i+1]
			}
		}
	}
	query := "appid=" + values[0] + "&apptransid=" + values[1] + "&pmcid=" + values[2] + "&bankcode=" + strings.NewReplacer("+", "%2B", " ", "+").Replace(values[3]) +
		"&amount=" + values[4] + "&discountamount=" + values[5] + "&status=" + values[6] + "&checksum=" + mac(key2, strings.Join(values, "|"))
	return payments.RawRequest{Method: http.MethodGet, Path: "/payments/return/zalopay", RawQuery: query, At: at}
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Case {
		g := newGateway(t, &line{answer: opened})
		paid := sign(0, data(), at)
		return contract.Case{
			Gateway: g, Listener: g, At: at, Secrets: []string{key1, key2, oldKey2}, Sign: sign, Fake: zalopaytest.New(t), Vectors: vectors(t),
			Start: start,
			Begun: payments.Begun{ProviderRef: "AC-token", Status: payments.StatusPending, Next: payments.Next{
				Kind: payments.NextRedirect, Method: "GET", URL: "https://qcgateway.zalopay.vn/openinapp?order=abc&x=1", QR: "000201", ExpiresAt: start.ExpiresAt,
			}},
			Notices: []contract.Notice{{
				Name: "paid", Request: paid, Want: event("261122000000389", 150_000, paidAt),
				Fields: []string{"9999", ref, "1795314600000", "K7QM2XWPAS", "150000", "redirecturl", "261122000000389", "1795314912345", "u--8", "zp_trans_id"},
			}, {
				Name: "an agreement", Request: callback(data(), mac(key2, data()), "2", "", at),
				Want: []payments.Event{{Key: "agreement:" + hexOf(data()), Kind: payments.EventIgnored, At: at, Code: "agreement"}},
			}, {
				Name: "an upper-case signature", Request: callback(data(), strings.ToUpper(mac(oldKey2, data())), "1", "", at), Want: event("261122000000389", 150_000, paidAt),
			}, {
				Name: "spaces and an order of its own", Want: event("261122000000389", 150_000, paidAt),
				Request: sign(0, `{ "zp_trans_id": 261122000000389, "amount": 150000, "server_time": 1795314912345, "app_trans_id": "`+ref+`", "app_id": 9999, "new": {"a": [1]} }`, at),
			}},
			BigID: contract.Notice{
				Name: "id above 2^53", Request: sign(0, data("261122000000389", "9007199254740993"), at), Want: event("9007199254740993", 150_000, paidAt),
			},
			Nulls: contract.Notice{
				Name: "nulls", Want: event("261122000000389", 150_000, at),
				Request: sign(0, `{"app_id":9999,"app_trans_id":"`+ref+`","app_time":null,"app_user":null,"amount":150000,"embed_data":null,"item":null,"zp_trans_id":261122000000389,"server_time":null,"channel":null}`, at),
			},
			Foreign: []contract.Notice{
				{Name: "another app", Request: sign(0, data("9999", "9998"), at)},
				{Name: "no app", Request: sign(0, data("9999", "null"), at)},
			},
			Malformed: []string{
				data("150000", "0"), data("150000", "-1"), data("150000", "1.5"), data("150000", "null"), data("150000", "1e5"), data("150000", `"x"`),
				data("261122000000389", "null"), data("261122000000389", "1.5"), data("261122000000389", `""`), data("261122000000389", "-5"),
				data(`"`+ref+`"`, `""`), data(`"`+ref+`"`, "null"), data(`"`+ref+`"`, `"a b"`), data(`"`+ref+`"`, `"`+strings.Repeat("a", 41)+`"`),
				data() + "{}", `{"data":"{}","type":1}`, `{"data":"","mac":null,"type":1}`,
			},
			Acks: []contract.Ack{
				{Outcome: payments.Applied, Status: 200, Body: `{"return_code":1,"return_message":"success"}`},
				{Outcome: payments.Ignored, Status: 200, Body: `{"return_code":1,"return_message":"success"}`},
				{Outcome: payments.Duplicate, Status: 200, Body: `{"return_code":2,"return_message":"duplicate"}`},
				{Outcome: payments.UnknownRef, Status: 200, Body: `{"return_code":0,"return_message":"unknown order"}`},
				{Outcome: payments.AmountMismatch, Status: 200, Body: `{"return_code":-1,"return_message":"invalid amount"}`},
				{Outcome: payments.BadSignature, Status: 200, Body: `{"return_code":-1,"return_message":"mac not equal"}`},
				{Outcome: payments.OurFailure, Status: 200, Body: `{"return_code":0,"return_message":"try again"}`},
				{Outcome: payments.Foreign, Status: 200, Body: `{"return_code":-1,"return_message":"refused"}`},
			},
			Returns: []contract.Return{
				{Request: back(), Ref: ref, Hint: payments.StatusPaid, Signed: []string{"appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status", "checksum"}},
				{Request: back("1", "-49"), Ref: ref, Hint: payments.StatusFailed, Signed: []string{"status"}},
			},
		}
	})
}

func hexOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// vector is a case of testdata/zalopay.json; ORIGIN: ZaloPay's own Node SDK @6e334cc, and its documentation.
type vector struct {
	Name    string
	Request struct {
		URL  string
		Body map[string]any
	}
	HashData string `json:"hash_data"`
	MAC      string
	Callback string `json:"callback_body"`
	Query    string
	DemoKey2 string `json:"demo_key2"`
}

func load(t testing.TB) map[string]vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/zalopay.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []vector }
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	all := map[string]vector{}
	for _, v := range file.Cases {
		all[v.Name] = v
	}
	return all
}

func vectors(t *testing.T) []contract.Vector {
	var out []contract.Vector
	ask := func(name, answer string, now clock.Instant, call func(context.Context, *zalopay.Gateway) error) {
		v := load(t)[name]
		out = append(out, contract.Vector{Name: name, Want: v.MAC, Got: func() string {
			l := &line{answer: answer}
			if err := call(t.Context(), newGateway(t, l, func(c *zalopay.Config) { c.Now = func() clock.Instant { return now } })); err != nil {
				return err.Error()
			}
			if l.path != v.Request.URL {
				t.Errorf("%s: asked %s", name, l.path)
			}
			for field, want := range v.Request.Body {
				if got := l.asked[field]; got != want {
					t.Errorf("%s: %s is %v, not %v", name, field, got, want)
				}
			}
			return l.asked["mac"].(string)
		}})
	}
	attempt := payments.Attempt{Ref: "261122_ORD0001", TxnID: "261122000000389", Amount: money.Of(150_000)}
	ask("query", `{"return_code":3,"is_processing":true}`, at, func(ctx context.Context, g *zalopay.Gateway) error {
		snap, err := g.Query(ctx, attempt)
		if snap.Status != payments.StatusProcessing {
			t.Errorf("%+v", snap)
		}
		return err
	})
	// The clock of the vectors is a year behind their ids.
	refund := payments.Refund{Ref: "RFD0001", Of: attempt, Amount: money.Of(50_000), Captured: money.Of(150_000), Reason: "Hoan tien ORD0001", At: clock.Date("2026-11-22").Start()}
	ask("refund", `{"return_code":3,"refund_id":261122000000999}`, 1763786800000, func(ctx context.Context, g *zalopay.Gateway) error {
		res, err := g.Refund(ctx, refund)
		if res.Status != payments.RefundPending || res.ProviderRef != "261122000000999" {
			t.Errorf("%+v", res)
		}
		return err
	})
	ask("query_refund", `{"return_code":1}`, 1763786900000, func(ctx context.Context, g *zalopay.Gateway) error {
		res, err := g.QueryRefund(ctx, refund)
		if res.Status != payments.RefundDone {
			t.Errorf("%+v", res)
		}
		return err
	})
	out = append(out, contract.Vector{Name: "create", Want: load(t)["create"].MAC, Got: func() string {
		o := zalopay.Order{
			AppID: 9999, Ref: "261122_ORD0001", User: "user123", Time: 1763785800000, Amount: 150_000, Item: "[]",
			Embed: zalopay.Kept("https://shop.example.vn/payments/zalopay/return", "pay_0001"),
		}
		return o.Sign(payments.Hide(key1))
	}})
	for _, plain := range []string{"create", "callback", "redirect_checksum", "refund_with_fee", "official_docs_callback_sample"} {
		v := load(t)[plain]
		key := key1
		switch plain {
		case "callback", "redirect_checksum":
			key = key2
		case "official_docs_callback_sample":
			key = v.DemoKey2
		}
		out = append(out, contract.Vector{Name: plain, Want: v.MAC, Got: func() string { return zalopay.Sign(payments.Hide(key), strings.Split(v.HashData, "|")...) }})
	}
	return out
}

// Messages that another program signed.
func TestMessagesOfTheVectors(t *testing.T) {
	all := load(t)
	g := newGateway(t, &line{})
	events, err := g.Verify(t.Context(), payments.RawRequest{Method: "POST", Body: []byte(all["callback"].Callback), At: at})
	if err != nil || len(events) != 1 || events[0].TxnID != "261122000000389" || events[0].Ref != "261122_ORD0001" || events[0].Amount != money.Of(150_000) || events[0].At != 1763785912345 {
		t.Errorf("%+v %v", events, err)
	}
	got, hint, err := g.VerifyReturn(t.Context(), payments.RawRequest{Method: "GET", RawQuery: all["redirect_checksum"].Query, At: at})
	if err != nil || got != "261122_ORD0001" || hint != payments.StatusPaid {
		t.Errorf("%s %s %v", got, hint, err)
	}
	docs := all["official_docs_callback_sample"]
	theirs := newGateway(t, &line{}, func(c *zalopay.Config) { c.AppID, c.Keys2 = 2553, []payments.Secret{payments.Hide(docs.DemoKey2)} })
	events, err = theirs.Verify(t.Context(), callback(docs.HashData, docs.MAC, "1", "", at))
	if err != nil || len(events) != 1 || events[0].Key != "200904_2553_1598435687208:200904000000389" || events[0].Amount != money.Of(10_000) {
		t.Errorf("%+v %v", events, err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(data())
	f.Add(data("9999", "9998"))
	f.Add(`{"app_id":9999,"amount":1,"zp_trans_id":1,"app_trans_id":"x","server_time":-1}`)
	g := newGateway(f, &line{})
	f.Fuzz(func(t *testing.T, text string) {
		contract.CheckFuzzed(t, g, sign(0, strings.ToValidUTF8(text, "?"), at))
	})
}
