package momo_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/momo"
	"github.com/chophien/chophien/payments/momo/momotest"
)

const (
	create      = "/v2/gateway/api/create"
	query       = "/v2/gateway/api/query"
	refund      = "/v2/gateway/api/refund"
	queryRefund = "/v2/gateway/api/refund/query"
)

type driver interface {
	payments.Gateway
	payments.Querier
	payments.Refunder
	payments.RefundQuerier
}

func open(t *testing.T, change ...func(*momo.Config)) (*momotest.Fake, driver) {
	t.Helper()
	f := momotest.New(t, change...)
	return f, f.Gateway().(driver)
}

// bought begins and pays start, and returns the attempt with its money.
func bought(t *testing.T, f *momotest.Fake) payments.Attempt {
	t.Helper()
	if _, err := f.Gateway().Begin(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	a := payments.Attempt{PaymentID: start.PaymentID, Code: start.Code, Ref: start.Ref, Amount: start.Amount, At: at, ExpiresAt: start.ExpiresAt}
	for _, r := range f.Pay(a, a.Amount) {
		es, err := f.Listener().Verify(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		a.TxnID = es[0].TxnID
	}
	return a
}

func back50(a payments.Attempt) payments.Refund {
	return payments.Refund{Ref: "M7QM2XWPAS", Of: a, Amount: money.Of(50_000), Captured: a.Amount, Reason: "Hoàn tiền K7QM2XWPAS", Operator: "desk", At: at}
}

// What is sent is the same to the byte, wherever and whenever it is sent.
func TestSentBytes(t *testing.T) {
	f, g := open(t, func(c *momo.Config) { c.NewID = func() string { return "QUESTION-1" } })
	a := bought(t, f)
	if _, err := g.Query(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Refund(t.Context(), back50(a)); err != nil {
		t.Fatal(err)
	}
	want := []momotest.Call{
		{Path: create, Body: `{"partnerCode":"MOMOTEST01","requestId":"K7QM2XWPAS-1","amount":150000,"orderId":"K7QM2XWPAS-1","orderInfo":"Che Shan tuyet Suoi Giang mat ong",` +
			`"redirectUrl":"https://market.invalid/payments/return/momo","ipnUrl":"https://market.invalid/webhooks/momo","requestType":"captureWallet","extraData":"","lang":"vi","autoCapture":true,` +
			`"signature":"b5c0c1f1674d4dad3b3558df11daf95e4eb8f078c6b61bd0ef8b55839c0e54f2"}`},
		{Path: query, Body: `{"partnerCode":"MOMOTEST01","requestId":"QUESTION-1","orderId":"K7QM2XWPAS-1","lang":"vi","signature":"91cb7a4836d94eb91514c74e5a789665c949c08c4cba3a0bd83d0644c723b693"}`},
		{Path: refund, Body: `{"partnerCode":"MOMOTEST01","orderId":"RF-M7QM2XWPAS","requestId":"RF-M7QM2XWPAS","amount":50000,"transId":9007199254740994,"lang":"vi","description":"Hoan tien K7QM2XWPAS","signature":"34d425abfcc792c048e73a03df4488acb5369bad3e3aa411abddc2d0581abf88"}`},
	}
	for i, got := range f.Calls() {
		if got != want[i] {
			t.Errorf("sent\n got %+v\nwant %+v", got, want[i])
		}
	}
}

func TestTheSameRequestKeepsItsNumber(t *testing.T) {
	f, g := open(t)
	f.Lose("begin")
	if _, err := g.Begin(t.Context(), start); !payments.IsAmbiguous(err) {
		t.Fatal(err)
	}
	first, err := g.Begin(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	again, err := g.Begin(t.Context(), start)
	if err != nil || again.Next.URL != first.Next.URL || f.Orders() != 1 {
		t.Errorf("%+v, %v, %d orders", again, err, f.Orders())
	}
	// Another amount under the same number is never taken for the same.
	other := start
	other.Amount = money.Of(150_001)
	if _, err := g.Begin(t.Context(), other); !payments.IsAmbiguous(err) || f.Orders() != 1 {
		t.Errorf("another amount: %v", err)
	}
}

// What MoMo may say to a call, and what the market may do about it.
func TestAnswersOfMoMo(t *testing.T) {
	said := func(code string) string {
		return `{"partnerCode":"MOMOTEST01","orderId":"K7QM2XWPAS-1","requestId":"K7QM2XWPAS-1","resultCode":` + code + `,"message":"personal words"}`
	}
	for name, c := range map[string]struct {
		status               int
		body                 string
		ambiguous, retryable bool
		code                 string
	}{
		"the same request is being worked on": {422, said("7000"), true, false, "7000"},
		"422 without a word":                  {422, "", true, false, "http"},
		"its number was used":                 {200, said("40"), true, false, "40"},
		"the order exists":                    {200, said("41"), true, false, "41"},
		"somebody asks for the same":          {200, said("43"), true, false, "43"},
		"nobody knows":                        {200, said("99"), true, false, "99"},
		"maintenance":                         {200, said("10"), false, true, "10"},
		"a wrong signature":                   {400, said("11"), false, false, "11"},
		"a wrong amount":                      {200, said("22"), false, false, "22"},
		"down":                                {503, "<html>", true, false, "http"},
		"down, in its own words":              {500, said("0"), true, false, "http"},
		"a gateway in between":                {403, "<html>", false, false, "http"},
		"too many requests":                   {429, "", false, true, "http"},
		"success that is none":                {202, said("0"), true, false, "http"},
		"no code":                             {200, "{}", true, false, "http"},
		"a code that is none":                 {200, said(`"x"`), true, false, "http"},
		"no JSON":                             {200, "OK", true, false, "http"},
		"endless":                             {200, strings.Repeat(" ", payments.MaxBody+1), true, false, ""},
		"another order":                       {200, strings.Replace(said("0"), "PAS-1", "PAS-2", 1), true, false, "mixed_up"},
		"another partner":                     {200, strings.Replace(said("0"), "TEST01", "TEST02", 1), true, false, "mixed_up"},
		"no page":                             {200, said("0"), true, false, "mixed_up"},
		"a page of somebody else":             {200, strings.Replace(said("0"), "{", `{"payUrl":"https://momo.example/pay",`, 1), true, false, "mixed_up"},
		"a page that is a script":             {200, strings.Replace(said("0"), "{", `{"payUrl":"javascript:alert(1)",`, 1), true, false, "mixed_up"},
	} {
		f, g := open(t)
		f.Say(create, c.status, c.body)
		_, err := g.Begin(t.Context(), start)
		var e *payments.Error
		if !errors.As(err, &e) || e.Ambiguous != c.ambiguous || e.Retryable != c.retryable || e.Code != c.code || e.HTTPStatus != c.status {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "personal") {
			t.Errorf("%s: the words of MoMo are in the error", name)
		}
	}
	f, g := open(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.Begin(ended, start); !payments.IsAmbiguous(err) {
		t.Errorf("nobody waited: %v", err)
	}
	_, g = open(t, func(c *momo.Config) { c.URL = "http://127.0.0.1:1"; c.HTTP = http.DefaultClient })
	if _, err := g.Begin(t.Context(), start); payments.IsAmbiguous(err) || !payments.IsRetryable(err) {
		t.Errorf("nobody is there: %v", err)
	}
	for name, change := range map[string]func(*payments.Start){
		"no reference": func(s *payments.Start) { s.Ref = "" }, "no time": func(s *payments.Start) { s.ExpiresAt = s.At },
		"a method that is not MoMo's": func(s *payments.Start) { s.Method = "payWithCash" },
	} {
		s := start
		change(&s)
		if _, err := g.Begin(t.Context(), s); err == nil || payments.IsAmbiguous(err) || f.Orders() != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestResultsOfAPayment(t *testing.T) {
	for code, want := range map[int]struct {
		status  payments.Status
		decline payments.Decline
	}{
		1001: {payments.StatusFailed, payments.DeclineFunds}, 1002: {payments.StatusFailed, payments.DeclineAccount}, 1003: {payments.StatusCancelled, payments.DeclineOther},
		1004: {payments.StatusFailed, payments.DeclineLimit}, 1005: {payments.StatusExpired, payments.DeclineExpired}, 1006: {payments.StatusCancelled, payments.DeclineBuyer},
		1007: {payments.StatusFailed, payments.DeclineAccount}, 1017: {payments.StatusCancelled, payments.DeclineOther}, 1026: {payments.StatusFailed, payments.DeclineOther},
		4001: {payments.StatusFailed, payments.DeclineAccount}, 4002: {payments.StatusFailed, payments.DeclineAccount}, 4100: {payments.StatusFailed, payments.DeclineAuth},
		98: {payments.StatusFailed, payments.DeclineUnavailable}, 99: {payments.StatusFailed, payments.DeclineOther},
		1000: {payments.StatusPending, ""}, 7000: {payments.StatusProcessing, ""}, 7002: {payments.StatusProcessing, ""}, 8000: {payments.StatusProcessing, ""},
	} {
		f, g := open(t)
		if _, err := g.Begin(t.Context(), start); err != nil {
			t.Fatal(err)
		}
		a := payments.Attempt{Ref: start.Ref, Amount: start.Amount, At: at, ExpiresAt: start.ExpiresAt}
		es, err := f.Listener().Verify(t.Context(), f.Refuse(a, code)[0])
		if err != nil || es[0].Status != want.status || es[0].Decline != want.decline || es[0].TxnID != "" || !es[0].Amount.IsZero() {
			t.Errorf("%d: %+v %v", code, es, err)
		}
		snap, err := g.Query(t.Context(), a)
		if err != nil || snap.Status != want.status || (len(snap.Events) > 0) != (want.status.Final()) {
			t.Errorf("query, %d: %+v %v", code, snap, err)
		}
	}
	// Authorised, and taken by itself: MoMo's documentation calls it a success.
	answer := `{"partnerCode":"MOMOTEST01","orderId":"K7QM2XWPAS-1","requestId":"r","amount":150000,"transId":4088878653,"resultCode":9000,"responseTime":1795311300000}`
	f, g := open(t)
	f.Say(query, 200, answer)
	if snap, err := g.Query(t.Context(), payments.Attempt{Ref: start.Ref}); err != nil || snap.Status != payments.StatusPaid || snap.Events[0].TxnID != "4088878653" || snap.Events[0].At != at {
		t.Errorf("9000: %+v %v", snap, err)
	}
	for name, answer := range map[string]string{
		"paid without money":    strings.Replace(strings.Replace(answer, "9000", "0", 1), "150000", "0", 1),
		"paid without a number": strings.Replace(answer, "4088878653", "null", 1),
		"of another order":      strings.Replace(answer, "PAS-1", "PAS-2", 1),
		"a fault of ours":       strings.Replace(answer, "9000", "13", 1),
		"an unknown word":       strings.Replace(answer, "9000", "5555", 1),
	} {
		f.Say(query, 200, answer)
		if snap, err := g.Query(t.Context(), payments.Attempt{Ref: start.Ref}); err == nil {
			t.Errorf("%s: %+v", name, snap)
		}
	}
}

func TestThePageEndsByItself(t *testing.T) {
	f, g := open(t)
	long := start
	long.ExpiresAt = at.Add(time.Hour)
	b, err := g.Begin(t.Context(), long)
	if err != nil || b.Next.ExpiresAt != at.Add(15*time.Minute) {
		t.Fatalf("%+v %v", b, err)
	}
	f.Advance(16 * time.Minute)
	if snap, err := g.Query(t.Context(), payments.Attempt{Ref: start.Ref, Amount: start.Amount}); err != nil || snap.Status != payments.StatusExpired {
		t.Errorf("%+v %v", snap, err)
	}
}

func TestBuyersMayPickTheMethod(t *testing.T) {
	for _, c := range []struct{ configured, asked, want string }{
		{"", "", momo.Wallet}, {"", momo.AnyMethod, momo.AnyMethod}, {momo.AnyMethod, "", momo.AnyMethod}, {momo.AnyMethod, momo.Wallet, momo.Wallet},
	} {
		f, g := open(t, func(cfg *momo.Config) { cfg.Method = c.configured })
		s := start
		s.Method = c.asked
		if _, err := g.Begin(t.Context(), s); err != nil || !strings.Contains(f.Calls()[0].Body, `"requestType":"`+c.want+`"`) {
			t.Errorf("%+v: %v", c, err)
		}
		if least := g.Capabilities().MinRefund.Dong(); (least == 10_000) != (c.configured == momo.AnyMethod) {
			t.Errorf("%+v: the least refund is %d", c, least)
		}
	}
}

func TestRefundsThatTakeTheirTime(t *testing.T) {
	f, g := open(t)
	a := bought(t, f)
	f.RefundLater()
	r := back50(a)
	res, err := g.Refund(t.Context(), r)
	if err != nil || res.Status != payments.RefundPending {
		t.Fatalf("%+v %v", res, err)
	}
	r.State = res.ProviderRef
	if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundPending {
		t.Errorf("%+v %v", res, err)
	}
	f.Advance(2 * time.Minute)
	// Where the question about refunds is not answered, the books of the payment are.
	unknown := `{"partnerCode":"MOMOTEST01","orderId":"RF-M7QM2XWPAS","requestId":"r","resultCode":42}`
	for range 2 {
		if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundDone || res.Amount != r.Amount || res.ProviderRef == "" {
			t.Errorf("%+v %v", res, err)
		}
		f.Say(queryRefund, 200, unknown)
	}
	// An answer that lists nothing, or belongs to something else, is no proof of absence.
	f.Say(query, 200, `{"partnerCode":"MOMOTEST01","orderId":"OTHER-1","requestId":"r","resultCode":0}`)
	if res, err := g.QueryRefund(t.Context(), r); err == nil {
		t.Errorf("%+v", res)
	}
	for code, want := range map[string]payments.RefundStatus{"0": payments.RefundDone, "7002": payments.RefundPending, "1080": payments.RefundAbsent, "1088": payments.RefundFailed} {
		f.Say(queryRefund, 200, `{"partnerCode":"MOMOTEST01","orderId":"RF-M7QM2XWPAS","requestId":"r","amount":50000,"transId":7,"resultCode":`+code+`}`)
		if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != want {
			t.Errorf("%s: %+v %v", code, res, err)
		}
	}
}

func TestAnswersAboutARefund(t *testing.T) {
	f, g := open(t)
	a := bought(t, f)
	r := back50(a)
	for code, want := range map[string]struct{ failed, ambiguous, retryable bool }{
		"1081": {failed: true}, "1088": {failed: true}, "1080": {retryable: true}, "10": {retryable: true},
		"40": {ambiguous: true}, "41": {ambiguous: true}, "43": {ambiguous: true}, "99": {ambiguous: true}, "13": {}, "22": {},
	} {
		f.Say(refund, 200, `{"partnerCode":"MOMOTEST01","orderId":"RF-M7QM2XWPAS","requestId":"r","resultCode":`+code+`}`)
		res, err := g.Refund(t.Context(), r)
		if want.failed != (err == nil && res.Status == payments.RefundFailed) || want.ambiguous != payments.IsAmbiguous(err) || want.retryable != payments.IsRetryable(err) {
			t.Errorf("%s: %+v %v", code, res, err)
		}
	}
	f.Say(refund, 200, `{"partnerCode":"MOMOTEST01","orderId":"RF-SOMEBODYEL","requestId":"r","amount":50000,"transId":1,"resultCode":0}`)
	if _, err := g.Refund(t.Context(), r); !payments.IsAmbiguous(err) {
		t.Errorf("another refund: %v", err)
	}
	// After a month MoMo may have forgotten the number: its books are read first.
	if res, err := g.Refund(t.Context(), r); err != nil || res.Status != payments.RefundDone {
		t.Fatalf("%+v %v", res, err)
	}
	f.Advance(40 * 24 * time.Hour)
	sent := len(f.Calls())
	if res, err := g.Refund(t.Context(), r); err != nil || res.Status != payments.RefundDone || f.Refunded(a.Ref) != r.Amount {
		t.Errorf("%+v %v", res, err)
	}
	for _, c := range f.Calls()[sent:] {
		if c.Path == refund {
			t.Error("an old refund was asked for again")
		}
	}
	a.TxnID = "not-a-number"
	if _, err := g.Refund(t.Context(), back50(a)); err == nil || payments.IsAmbiguous(err) {
		t.Errorf("without the number of the money: %v", err)
	}
}

func TestConfigTellsAllThatIsWrong(t *testing.T) {
	good := momo.Config{PartnerCode: "P", AccessKey: payments.Hide("a"), Secrets: []payments.Secret{payments.Hide("s")}, Now: func() clock.Instant { return at }}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	bad := momo.Config{Production: true, URL: "http://test-payment.momo.vn/v2", Method: "cash", Min: money.Of(5), Max: money.Of(4), TTL: time.Hour, Secrets: []payments.Secret{{}}}
	err := bad.Check()
	for _, part := range []string{"partner code", "access key", "secret key", "address", "method", "least", "15 minutes"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s is not told: %v", part, err)
		}
	}
	for name, url := range map[string]string{"play money": momo.TestURL, "plain http": "http://payment.momo.vn", "a path": "https://payment.momo.vn/", "a name": "https://me@payment.momo.vn"} {
		c := good
		c.Production, c.URL = true, url
		if _, err := momo.New(c); err == nil {
			t.Errorf("production takes %s", name)
		}
	}
}
