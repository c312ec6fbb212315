package vnpay_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vnpay"
	"github.com/chophien/chophien/payments/vnpay/vnpaytest"
)

const (
	secret1 = "VNPAYTESTSECRETKEY0123456789ABCD" // of the vectors
	secret2 = "vnpay-secret-that-goes"
	tmn     = "TESTTMN1"
	at      = clock.Instant(1795314600000) // 2026-11-22 09:30 in Vietnam
	paidAt  = clock.Instant(1795314912000) // 09:35:12
)

var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: "K7QM2XWPAS-1", Amount: money.Of(150_000),
	Description: "Chè Shan tuyết *Suối Giàng* ~ đợt 1", Locale: "vi", CustomerIP: "203.0.113.10, 10.0.0.1", At: at, ExpiresAt: at.Add(15 * time.Minute),
	ReturnURL: "https://shop.example.vn/payments/return/vnpay", NotifyURL: "https://shop.example.vn/webhooks/vnpay",
}

func config() vnpay.Config {
	return vnpay.Config{
		TmnCode: tmn, Secrets: []payments.Secret{payments.Hide(secret1), payments.Hide(secret2)}, Now: func() clock.Instant { return at },
		NewID: func() string { return "QDR-0001" }, IP: "198.51.100.7",
	}
}

func newGateway(t testing.TB, change ...func(*vnpay.Config)) *vnpay.Gateway {
	t.Helper()
	cfg := config()
	for _, c := range change {
		c(&cfg)
	}
	g, err := vnpay.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func hash(secret, data string) string {
	h := hmac.New(sha512.New, []byte(secret))
	h.Write([]byte(data))
	return hex.EncodeToString(h.Sum(nil))
}

// sign makes a genuine message of a query. One that cannot be read is sent as it is.
func sign(secret int, query string, at clock.Instant) payments.RawRequest {
	r := payments.RawRequest{Method: http.MethodGet, Path: "/webhooks/vnpay", At: at}
	q, err := url.ParseQuery(query)
	if err != nil {
		r.RawQuery = query
		return r
	}
	padding := query[len(strings.TrimRight(query, " ")):]
	for name, values := range q {
		if !strings.HasPrefix(name, "vnp_") || strings.HasPrefix(name, "vnp_SecureHash") || values[0] == "" {
			delete(q, name)
		}
	}
	data := strings.ReplaceAll(q.Encode(), "~", "%7E")
	r.RawQuery = data + "&vnp_SecureHash=" + hash([]string{secret1, secret2}[secret], data) + padding
	return r
}

// ipn is a message; change replaces values, and drops those that become empty.
func ipn(change ...string) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"Amount": "15000000", "BankCode": "NCB", "BankTranNo": "VNP14226112", "CardType": "ATM", "OrderInfo": "Thanh toan don hang K7QM2XWPAS-1",
		"PayDate": "20261122093512", "ResponseCode": "00", "TmnCode": tmn, "TransactionNo": "14226112", "TransactionStatus": "00", "TxnRef": "K7QM2XWPAS-1",
	} {
		q.Set("vnp_"+name, value)
	}
	for i := 0; i < len(change); i += 2 {
		q.Set("vnp_"+change[i], change[i+1])
	}
	return q.Encode()
}

func event(txn, response, transaction string, status payments.Status, decline payments.Decline, amount int64) []payments.Event {
	id := txn
	if amount == 0 {
		id = ""
	}
	return []payments.Event{{
		Key: tmn + ":K7QM2XWPAS-1:" + txn + ":" + response + ":" + transaction, Kind: payments.EventPayment, Ref: "K7QM2XWPAS-1", TxnID: id,
		Status: status, Decline: decline, Amount: money.Of(amount), At: paidAt, Code: response,
	}}
}

const payQuery = "vnp_Amount=15000000&vnp_Command=pay&vnp_CreateDate=20261122093000&vnp_CurrCode=VND&vnp_ExpireDate=20261122094500" +
	"&vnp_IpAddr=203.0.113.10&vnp_Locale=vn&vnp_OrderInfo=Che+Shan+tuyet+Suoi+Giang+dot+1&vnp_OrderType=other" +
	"&vnp_ReturnUrl=https%3A%2F%2Fshop.example.vn%2Fpayments%2Freturn%2Fvnpay&vnp_TmnCode=TESTTMN1&vnp_TxnRef=K7QM2XWPAS-1&vnp_Version=2.1.0"

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Case {
		g := newGateway(t)
		paid := sign(0, ipn(), at)
		var signed []string
		for name := range must(url.ParseQuery(paid.RawQuery)) {
			signed = append(signed, name)
		}
		back := paid
		back.Path = "/payments/return/vnpay"
		return contract.Case{
			Gateway: g, Listener: g, At: at, Secrets: []string{secret1, secret2}, Sign: sign, Fake: vnpaytest.New(t), Vectors: vectors(t),
			Start: start,
			Begun: payments.Begun{Status: payments.StatusPending, Next: payments.Next{
				Kind: payments.NextRedirect, Method: "GET", ExpiresAt: start.ExpiresAt,
				URL: "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html?" + payQuery + "&vnp_SecureHash=" + hash(secret1, payQuery),
			}},
			Notices: []contract.Notice{{
				Name: "paid", Request: paid, Want: event("14226112", "00", "00", payments.StatusPaid, "", 150_000),
				Fields: []string{"15000000", "NCB", "VNP14226112", "ATM", "Thanh", "20261122093512", "=00&", tmn, "=14226112", "K7QM2XWPAS-1", "vnp_Amount", "vnp_TxnRef"},
			}, {
				Name: "the buyer gave up", Request: sign(1, ipn("ResponseCode", "24", "TransactionStatus", "02", "TransactionNo", "0", "BankTranNo", ""), at),
				Want: event("0", "24", "02", payments.StatusCancelled, payments.DeclineBuyer, 0),
			}, {
				Name: "suspicious", Request: sign(0, ipn("ResponseCode", "07", "TransactionStatus", "07"), at),
				Want: event("14226112", "07", "07", payments.StatusReview, "", 150_000),
			}, {
				Name: "the bank has it, VNPay not yet", Request: sign(0, ipn("ResponseCode", "99", "TransactionStatus", "04"), at),
				Want: event("14226112", "99", "04", payments.StatusProcessing, "", 0),
			}, {
				Name: "under way", Request: sign(0, ipn("TransactionStatus", "01"), at),
				Want: event("14226112", "00", "01", payments.StatusPending, "", 0),
			}, {
				Name: "no funds", Request: sign(0, ipn("ResponseCode", "51", "TransactionStatus", "02"), at),
				Want: event("14226112", "51", "02", payments.StatusFailed, payments.DeclineFunds, 0),
			}},
			BigID: contract.Notice{
				Name: "id above 2^53", Request: sign(0, ipn("TransactionNo", "90071992547409931"), at),
				Want: event("90071992547409931", "00", "00", payments.StatusPaid, "", 150_000),
			},
			Nulls: contract.Notice{
				Name: "nothing optional", Request: sign(0, ipn("BankTranNo", "", "CardType", "", "BankCode", "", "OrderInfo", ""), at),
				Want: event("14226112", "00", "00", payments.StatusPaid, "", 150_000),
			},
			Foreign: []contract.Notice{{Name: "another terminal", Request: sign(0, ipn("TmnCode", "TESTTMN2"), at)}},
			Malformed: []string{
				ipn("Amount", ""), ipn("Amount", "0"), ipn("Amount", "-15000000"), ipn("Amount", "15000001"), ipn("Amount", "1.5e7"), ipn("Amount", "+15000000"),
				ipn("Amount", "9223372036854775808"), ipn("Amount", "100000000000100"), ipn("TxnRef", ""), ipn("TxnRef", "a b"), ipn("TxnRef", strings.Repeat("a", 101)),
				ipn("ResponseCode", ""), ipn("ResponseCode", "0000"), ipn("TransactionStatus", ""), ipn("TransactionNo", ""), ipn("TransactionNo", "000"),
				ipn("TransactionNo", "1\n2"), "vnp_TmnCode=" + tmn, "%zz", "a;b",
			},
			Acks: []contract.Ack{
				{Outcome: payments.Applied, Status: 200, Body: `{"RspCode":"00","Message":"Confirm Success"}`},
				{Outcome: payments.Ignored, Status: 200, Body: `{"RspCode":"00","Message":"Confirm Success"}`},
				{Outcome: payments.Duplicate, Status: 200, Body: `{"RspCode":"02","Message":"Order already confirmed"}`},
				{Outcome: payments.UnknownRef, Status: 200, Body: `{"RspCode":"01","Message":"Order not found"}`},
				{Outcome: payments.Foreign, Status: 200, Body: `{"RspCode":"01","Message":"Order not found"}`},
				{Outcome: payments.AmountMismatch, Status: 200, Body: `{"RspCode":"04","Message":"Invalid amount"}`},
				{Outcome: payments.BadSignature, Status: 200, Body: `{"RspCode":"97","Message":"Invalid signature"}`},
				{Outcome: payments.OurFailure, Status: 200, Body: `{"RspCode":"99","Message":"Unknown error"}`},
				{Outcome: payments.Malformed, Status: 200, Body: `{"RspCode":"99","Message":"Unknown error"}`},
			},
			Returns: []contract.Return{{Request: back, Ref: "K7QM2XWPAS-1", Hint: payments.StatusPaid, Signed: signed}},
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func FuzzVerify(f *testing.F) {
	f.Add(ipn())
	f.Add(ipn("ResponseCode", "24", "TransactionStatus", "02", "TransactionNo", "0"))
	f.Add(ipn("ResponseCode", "07", "TransactionStatus", "07", "PayDate", "00000000000000"))
	g := newGateway(f)
	f.Fuzz(func(t *testing.T, query string) {
		r := sign(0, strings.TrimRight(query, " "), at)
		if !strings.Contains(r.RawQuery, "&vnp_SecureHash=") || strings.ContainsAny(r.RawQuery, "*") {
			return // it cannot be signed, or is written in more than one way
		}
		contract.CheckFuzzed(t, g, r)
	})
}
