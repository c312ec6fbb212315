package vnpay_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vnpay"
	"github.com/chophien/chophien/payments/vnpay/vnpaytest"
)

func TestNewRefuses(t *testing.T) {
	live := func(c *vnpay.Config) {
		c.Production, c.PayURL, c.APIURL = true, "https://pay.vnpay.vn/vpcpay.html", "https://merchant.vnpay.vn/merchant_webapi/api/transaction"
	}
	for name, change := range map[string]func(*vnpay.Config){
		"no terminal":         func(c *vnpay.Config) { c.TmnCode = "" },
		"a long terminal":     func(c *vnpay.Config) { c.TmnCode = "TESTTMN12" },
		"no secret":           func(c *vnpay.Config) { c.Secrets = []payments.Secret{{}} },
		"no clock":            func(c *vnpay.Config) { c.Now = nil },
		"no address":          func(c *vnpay.Config) { c.PayURL = "pay" },
		"keys in the address": func(c *vnpay.Config) { c.APIURL = "https://user:s3cret@host/api" },
		"no IP":               func(c *vnpay.Config) { c.IP = "host" },
		"least above most":    func(c *vnpay.Config) { c.Min, c.Max = money.Of(10_000), money.Of(9_999) },
		"more than 12 digits": func(c *vnpay.Config) { c.Max = money.Of(10_000_000_000) },
		"no refund":           func(c *vnpay.Config) { c.MinRefund = money.Of(-1) },
		"no time":             func(c *vnpay.Config) { c.TTL = time.Minute },
		"too long":            func(c *vnpay.Config) { c.TTL = 2 * time.Hour },
		"play money in production, to pay": func(c *vnpay.Config) {
			live(c)
			c.PayURL = vnpay.SandboxPayURL
		},
		"play money in production, to ask": func(c *vnpay.Config) {
			live(c)
			c.APIURL = ""
		},
		"plain http in production": func(c *vnpay.Config) {
			live(c)
			c.APIURL = "http://merchant.vnpay.vn/api"
		},
	} {
		cfg := config()
		change(&cfg)
		if _, err := vnpay.New(cfg); err == nil || strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), secret1) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cfg := config()
	live(&cfg)
	if _, err := vnpay.New(cfg); err != nil {
		t.Errorf("production: %v", err)
	}
	all := vnpay.Config{PayURL: "x", APIURL: "y", TTL: time.Second}.Check()
	for _, part := range []string{"terminal", "secret", "payment address", "API address", "5 minutes"} {
		if !strings.Contains(all.Error(), part) {
			t.Errorf("not told: %s", part)
		}
	}
}

func TestBeginWritesOnlyWhatVNPayReads(t *testing.T) {
	g := newGateway(t)
	fields := func(s payments.Start) url.Values {
		t.Helper()
		b, err := g.Begin(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		return must(url.Parse(b.Next.URL)).Query()
	}
	for words, want := range map[string]string{
		"Đơn hàng số 1: 100% tốt! (chè)": "Don hang so 1: 100 tot che", "*~*": "Thanh toan K7QM2XWPAS-1", "": "Thanh toan K7QM2XWPAS-1",
		strings.Repeat("x", 254) + " yz": strings.Repeat("x", 254), "a\nb\x00c": "a b c", "中文 trà": "tra",
	} {
		s := start
		s.Description = words
		if got := fields(s).Get("vnp_OrderInfo"); got != want {
			t.Errorf("%q became %q", words, got)
		}
	}
	for ip, want := range map[string]string{
		"203.0.113.10": "203.0.113.10", "203.0.113.10, 192.0.2.1": "203.0.113.10", "2001:db8::1": "2001:db8::1", "::ffff:203.0.113.10": "203.0.113.10",
		"fe80::12:1%eth0": "fe80::12:1", "::1": "198.51.100.7", "": "198.51.100.7", "unknown": "198.51.100.7",
	} {
		s := start
		s.CustomerIP = ip
		if got := fields(s).Get("vnp_IpAddr"); got != want {
			t.Errorf("%q became %q", ip, got)
		}
	}
	for name, change := range map[string]func(*payments.Start){
		"return_url":  func(s *payments.Start) { s.ReturnURL = "https://x.example/~a" },
		"bank_code":   func(s *payments.Start) { s.Method = "NC*B" },
		"bad_request": func(s *payments.Start) { s.ExpiresAt = s.At },
	} {
		s := start
		change(&s)
		_, err := g.Begin(t.Context(), s)
		if e, ok := errors.AsType[*payments.Error](err); !ok || e.Code != name || e.Ambiguous {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := start
	s.At = clock.Date("2026-12-29").Start() - 1
	s.ExpiresAt = s.At.Add(15 * time.Minute)
	if q := fields(s); q.Get("vnp_CreateDate") != "20261228235959" || q.Get("vnp_ExpireDate") != "20261229001459" {
		t.Errorf("around midnight: %v", q)
	}
}

// paid is an attempt that was paid at a fake, and its money's number.
func paid(t *testing.T, f *vnpaytest.Fake) payments.Attempt {
	t.Helper()
	s := start
	s.At = f.Now()
	s.ExpiresAt = s.At.Add(15 * time.Minute)
	if _, err := f.Gateway().Begin(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	a := payments.Attempt{PaymentID: s.PaymentID, Code: s.Code, Ref: s.Ref, Amount: s.Amount, At: s.At, ExpiresAt: s.ExpiresAt}
	events, err := f.Listener().Verify(t.Context(), f.Pay(a, a.Amount)[0])
	if err != nil {
		t.Fatal(err)
	}
	a.TxnID = events[0].TxnID
	return a
}

func TestTheBuyerComesByTheAddress(t *testing.T) {
	f := vnpaytest.New(t)
	s := start
	s.At = f.Now()
	s.ExpiresAt = s.At.Add(15 * time.Minute)
	b, err := f.Gateway().Begin(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	visit := func(address string) int {
		t.Helper()
		req := must(http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
		req.Close = true
		res := must(http.DefaultClient.Do(req))
		_ = res.Body.Close()
		return res.StatusCode
	}
	if got := visit(b.Next.URL); got != 200 {
		t.Errorf("the page answers %d", got)
	}
	if got := visit(strings.Replace(b.Next.URL, "vnp_Amount=15000000", "vnp_Amount=15000100", 1)); got != 400 {
		t.Errorf("another amount: %d", got)
	}
	f.Advance(16 * time.Minute)
	if got := visit(b.Next.URL); got != 410 {
		t.Errorf("too late: %d", got)
	}
}

func TestAQuestionIsAnsweredOnceInFiveMinutes(t *testing.T) {
	f := vnpaytest.New(t)
	a := paid(t, f)
	q := f.Gateway().(payments.Querier)
	if _, err := q.Query(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	f.Advance(time.Minute)
	if _, err := q.Query(t.Context(), a); !payments.IsRetryable(err) || payments.IsAmbiguous(err) {
		t.Errorf("asked too early: %v", err)
	}
	f.Advance(4 * time.Minute)
	f.Lose("query")
	if _, err := q.Query(t.Context(), a); !payments.IsAmbiguous(err) {
		t.Errorf("a lost answer: %v", err)
	}
}

// What VNPay's books say, in its own codes.
func TestAnswersToQuestions(t *testing.T) {
	said := func(change ...string) map[string]string {
		a := map[string]string{}
		for k, v := range load(t)["querydr"].Response {
			a[k] = v
		}
		for i := 0; i < len(change); i += 2 {
			a["vnp_"+change[i]] = change[i+1]
		}
		names := strings.Fields("ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount")
		values := make([]string, len(names))
		for i, n := range names {
			values[i] = a["vnp_"+n]
		}
		a["vnp_SecureHash"] = hash(secret2, strings.Join(values, "|"))
		return a
	}
	query := func(answer map[string]string) (payments.Snapshot, error) {
		g := newGateway(t, func(c *vnpay.Config) { c.HTTP = &http.Client{Transport: &answering{answer: answer}} })
		return g.Query(t.Context(), old)
	}
	for name, c := range map[string]struct {
		answer map[string]string
		status payments.Status
		events int
	}{
		"paid":                        {said(), payments.StatusPaid, 1},
		"not completed":               {said("TransactionStatus", "01"), payments.StatusPending, 0},
		"failed":                      {said("TransactionStatus", "02"), payments.StatusFailed, 1},
		"taken at the bank only":      {said("TransactionStatus", "04"), payments.StatusProcessing, 0},
		"suspicious":                  {said("TransactionStatus", "07"), payments.StatusReview, 1},
		"given back":                  {said("TransactionType", "02", "TransactionNo", "9"), payments.StatusPaid, 0},
		"on its way back":             {said("TransactionStatus", "05"), payments.StatusPaid, 0},
		"nobody's":                    {map[string]string{"vnp_ResponseCode": "91"}, payments.StatusAbsent, 0},
		"a tampered answer":           {func() map[string]string { a := said(); a["vnp_Amount"] = "100"; return a }(), "", 0},
		"another payment's answer":    {said("TxnRef", "ORD20261122-0002"), "", 0},
		"another terminal's":          {said("TmnCode", "TESTTMN2"), "", 0},
		"an answer to something else": {said("Command", "refund"), "", 0},
		"half a đồng":                 {said("Amount", "15000050"), "", 0},
		"paid without a number":       {said("TransactionNo", "0"), "", 0},
		"our signature is wrong":      {map[string]string{"vnp_ResponseCode": "97"}, "", 0},
		"VNPay is unwell":             {map[string]string{"vnp_ResponseCode": "99"}, "", 0},
		"nothing":                     {map[string]string{}, "", 0},
		"a code that is a story":      {map[string]string{"vnp_ResponseCode": "something went wrong"}, "", 0},
	} {
		snap, err := query(c.answer)
		if (err != nil) != (c.status == "") || snap.Status != c.status || len(snap.Events) != c.events {
			t.Errorf("%s: %+v %v", name, snap, err)
		}
		for _, e := range snap.Events {
			if moved := e.Status == payments.StatusPaid || e.Status == payments.StatusReview; moved != e.Amount.Positive() || moved != (e.TxnID == "14226112") {
				t.Errorf("%s: %+v", name, e)
			}
		}
	}
}

func TestRefundsThatVNPayTurnsDown(t *testing.T) {
	ask := func(a payments.Attempt, f *vnpaytest.Fake, amount int64) payments.Refund {
		return payments.Refund{Ref: "K7QM2XWPAT", Of: a, Amount: money.Of(amount), Captured: a.Amount, Reason: "Hết hàng", At: f.Now()}
	}
	t.Run("with a code", func(t *testing.T) {
		for code, ambiguous := range map[string]bool{"02": false, "03": false, "91": false, "95": false, "97": false, "94": true, "99": true} {
			f := vnpaytest.New(t)
			a := paid(t, f)
			f.Refuse["refund"] = code
			_, err := f.Gateway().(payments.Refunder).Refund(t.Context(), ask(a, f, 60_000))
			if e, ok := errors.AsType[*payments.Error](err); !ok || e.Code != code || e.Ambiguous != ambiguous || e.Retryable {
				t.Errorf("%s: %v", code, err)
			}
			if !f.Refunded(a.Ref).IsZero() {
				t.Errorf("%s: given back", code)
			}
		}
	})
	t.Run("a no that came after a lost yes is no no", func(t *testing.T) {
		f := vnpaytest.New(t)
		a := paid(t, f)
		r := ask(a, f, 150_000)
		f.Lose("refund")
		if _, err := f.Gateway().(payments.Refunder).Refund(t.Context(), r); !payments.IsAmbiguous(err) {
			t.Fatal(err)
		}
		f.Advance(26 * time.Hour) // the request's id is forgotten, and the money has arrived
		if _, err := f.Gateway().(payments.Refunder).Refund(t.Context(), r); !payments.IsAmbiguous(err) {
			t.Errorf("%v", err)
		}
		if f.Refunded(a.Ref) != a.Amount {
			t.Errorf("given back: %v", f.Refunded(a.Ref))
		}
	})
	t.Run("by the bank", func(t *testing.T) {
		f := vnpaytest.New(t)
		a := paid(t, f)
		f.RefundsFail = true
		r := ask(a, f, 60_000)
		res, err := f.Gateway().(payments.Refunder).Refund(t.Context(), r)
		if err != nil || res.Status != payments.RefundPending || res.ProviderRef == "" {
			t.Fatalf("%+v %v", res, err)
		}
		r.State = res.State
		for _, step := range []struct {
			after time.Duration
			want  payments.RefundStatus
		}{{time.Minute, payments.RefundPending}, {20 * time.Minute, payments.RefundFailed}} {
			f.Advance(step.after)
			if res, err = f.Gateway().(payments.RefundQuerier).QueryRefund(t.Context(), r); err != nil || res.Status != step.want || res.Amount != r.Amount {
				t.Errorf("%+v %v", res, err)
			}
		}
	})
	t.Run("or another amount is on its way", func(t *testing.T) {
		f := vnpaytest.New(t)
		a := paid(t, f)
		if _, err := f.Gateway().(payments.Refunder).Refund(t.Context(), ask(a, f, 60_000)); err != nil {
			t.Fatal(err)
		}
		f.Advance(time.Hour)
		res, err := f.Gateway().(payments.RefundQuerier).QueryRefund(t.Context(), ask(a, f, 70_000))
		if err != nil || res.Status != payments.RefundDone || res.Amount != money.Of(60_000) {
			t.Errorf("a person must see that it differs: %+v %v", res, err)
		}
	})
}
