package momo_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/momo"
	"github.com/chophien/chophien/payments/momo/momotest"
)

const at = momotest.Start

var secrets = []string{momotest.Secret, momotest.NextSecret}

// start is what the market asks for; paid is the notice of it.
var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: "K7QM2XWPAS-1", Amount: money.Of(150_000),
	Description: "Chè Shan tuyết Suối Giàng & mật ong", Locale: "vi", At: at, ExpiresAt: at.Add(15 * time.Minute),
	ReturnURL: "https://market.invalid/payments/return/momo", NotifyURL: "https://market.invalid/webhooks/momo",
}

func sign(secret int, message string, at clock.Instant) payments.RawRequest {
	return momotest.Notice(secrets[secret], message, at)
}

type vector struct {
	Name      string `json:"name"`
	SecretKey string `json:"secret_key"`
	Hash      string `json:"hash_data"`
	Signature string `json:"signature"`
	Notice    string `json:"ipn_body"`
}

func vectors(t testing.TB) map[string]vector {
	t.Helper()
	b, err := os.ReadFile("testdata/momo.json")
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

const (
	vectorRef  = "ORD20261122-0001"
	vectorTime = clock.Instant(1763785912345)
)

func paid(key, ref, txn, message string, amount int64, when clock.Instant) payments.Event {
	return payments.Event{
		Key: key, Kind: payments.EventPayment, Ref: ref, TxnID: txn, Status: payments.StatusPaid, Amount: money.Of(amount),
		At: when, Code: "0", Message: message,
	}
}

// body is a notice with change made to it.
func body(change ...string) string {
	b := `{"partnerCode":"MOMOTEST01","orderId":"K7QM2XWPAS-1","requestId":"K7QM2XWPAS-1","amount":150000,"orderInfo":"Che Shan","orderType":"momo_wallet",` +
		`"transId":4088878653,"resultCode":0,"message":"ok","payType":"qr","responseTime":1795311300000,"extraData":""}`
	return strings.NewReplacer(change...).Replace(b)
}

func contractCase(t *testing.T) contract.Case {
	f := momotest.New(t)
	vs := vectors(t)
	success, denied := vs["ipn_success"], vs["ipn_user_denied_1006"]
	raw := func(body string) payments.RawRequest {
		return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/momo", Header: http.Header{}, Body: []byte(body), At: at}
	}
	page := f.URL + "/v2/gateway/pay?t=K7QM2XWPAS-1"
	big := paid("K7QM2XWPAS-1:K7QM2XWPAS-1:9007199254740993:0", "K7QM2XWPAS-1", "9007199254740993", "ok", 150_000, at)
	nulls := paid("K7QM2XWPAS-1:K7QM2XWPAS-1:4088878653:0", "K7QM2XWPAS-1", "4088878653", "", 150_000, at)
	return contract.Case{
		Gateway: f.Gateway(), Listener: f.Listener(), At: at, Fake: momotest.New(t), Vectors: momo.Vectors(t, "testdata/momo.json"),
		Secrets: []string{momotest.Secret, momotest.NextSecret, momotest.AccessKey},
		Start:   start,
		Begun: payments.Begun{Status: payments.StatusPending, Next: payments.Next{
			Kind: payments.NextRedirect, URL: page, Method: "GET", QR: "momo-qr:K7QM2XWPAS-1", Deeplink: "momo://app?t=K7QM2XWPAS-1", ExpiresAt: start.ExpiresAt,
		}},
		Sign: sign,
		Notices: []contract.Notice{{
			Name: "vector, paid", Request: raw(success.Notice),
			Want: []payments.Event{paid(vectorRef+":REQ-0001:4088878653:0", vectorRef, "4088878653", "Giao dịch thành công.", 150_000, vectorTime)},
			Fields: []string{
				"MOMOTEST01", vectorRef, "REQ-0001", "150000", "eyJwYXltZW50X2lkIjoicGF5XzAwMDEifQ", "momo_wallet", "4088878653", "1763785912345", `"qr"`[1:3], ":0,"[1:2],
			},
		}, {
			Name: "vector, the buyer said no", Request: raw(denied.Notice),
			Want: []payments.Event{{
				Key: vectorRef + ":REQ-0001:1763785912345:1006", Kind: payments.EventPayment, Ref: vectorRef, Status: payments.StatusCancelled,
				Decline: payments.DeclineBuyer, At: vectorTime, Code: "1006", Message: "Giao dịch bị từ chối bởi người dùng.",
			}},
		}, {
			Name: "numbers as texts", Request: sign(1, body("150000", `"150000"`, "4088878653", `"4088878653"`), at),
			Want: []payments.Event{paid("K7QM2XWPAS-1:K7QM2XWPAS-1:4088878653:0", "K7QM2XWPAS-1", "4088878653", "ok", 150_000, at)},
		}, {
			Name: "a code that nobody knows yet is no failure", Request: sign(0, body(`"resultCode":0`, `"resultCode":5555`), at),
			Want: []payments.Event{{
				Key: "K7QM2XWPAS-1:K7QM2XWPAS-1:4088878653:5555", Kind: payments.EventPayment, Ref: "K7QM2XWPAS-1", Status: payments.StatusProcessing,
				At: at, Code: "5555", Message: "ok",
			}},
		}},
		BigID: contract.Notice{Name: "id above 2^53", Request: sign(0, body("4088878653", "9007199254740993"), at), Want: []payments.Event{big}},
		Nulls: contract.Notice{
			Name:    "nulls",
			Request: sign(0, body(`"extraData":""`, `"extraData":null`, `"qr"`, "null", `"ok"`, "null", `"Che Shan"`, "null", `"momo_wallet"`, "null"), at),
			Want:    []payments.Event{nulls},
		},
		Foreign: []contract.Notice{{Name: "another partner", Request: sign(0, body("MOMOTEST01", "MOMOTEST02"), at)}},
		Malformed: []string{
			body("150000", "0"), body("150000", "-150000"), body("150000", "150000.5"), body("150000", "15e4"), body("150000", "null"), body("150000", "[150000]"),
			body("150000", "1000000000000000000000"), body("4088878653", "0"), body("4088878653", "null"), body("4088878653", `"x"`), body("4088878653", "4088878653.5"),
			body(`"resultCode":0`, `"resultCode":null`), body(`"resultCode":0`, `"resultCode":-1`), body(`"resultCode":0`, `"resultCode":0.0`),
			body("1795311300000", "0"), body("1795311300000", "null"), body("1795311300000", "17953113000000000000"),
			body(`"orderId":"K7QM2XWPAS-1"`, `"orderId":""`), body(`"requestId":"K7QM2XWPAS-1"`, `"requestId":null`), body() + "{}",
		},
		Acks: []contract.Ack{
			{Outcome: payments.Applied, Status: 204}, {Outcome: payments.Duplicate, Status: 204}, {Outcome: payments.Ignored, Status: 204},
			{Outcome: payments.UnknownRef, Status: 204}, {Outcome: payments.AmountMismatch, Status: 204}, {Outcome: payments.BadSignature, Status: 400},
			{Outcome: payments.Foreign, Status: 400}, {Outcome: payments.Malformed, Status: 400}, {Outcome: payments.TooLarge, Status: 413},
			{Outcome: payments.OurFailure, Status: 500},
		},
		Returns: []contract.Return{
			back(momotest.Secret, "0", payments.StatusPaid), back(momotest.NextSecret, "1006", payments.StatusCancelled), back(momotest.Secret, "7002", payments.StatusProcessing),
		},
	}
}

// back is the address on which MoMo sends a browser back.
func back(secret, code string, hint payments.Status) contract.Return {
	values := map[string]string{
		"partnerCode": momotest.PartnerCode, "orderId": start.Ref, "requestId": start.Ref, "amount": "150000", "orderInfo": "Che Shan tuyet", "orderType": "momo_wallet",
		"transId": "4088878653", "resultCode": code, "message": "Giao dịch thành công.", "payType": "qr", "responseTime": "1795311300000", "extraData": "",
	}
	q, names := url.Values{}, []string{"signature"}
	for name, v := range values {
		q.Set(name, v)
		names = append(names, name)
	}
	q.Set("signature", momotest.Sum(secret, values))
	return contract.Return{
		Request: payments.RawRequest{Method: http.MethodGet, Path: "/payments/return/momo", RawQuery: q.Encode(), At: at}, Ref: start.Ref, Hint: hint, Signed: names,
	}
}

func TestContract(t *testing.T) { contract.Run(t, contractCase) }

func FuzzVerify(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.Notice)
	}
	f.Add(body())
	f.Add(body("150000", "null", "4088878653", `"9007199254740993"`))
	g := momotest.New(f)
	f.Fuzz(func(t *testing.T, text string) {
		contract.CheckFuzzed(t, g.Listener(), sign(0, text, at))
	})
}
