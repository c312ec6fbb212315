package stripe_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/stripe"
	"github.com/chophien/chophien/payments/stripe/stripetest"
)

type driver interface {
	payments.Gateway
	payments.Querier
	payments.Refunder
	payments.RefundQuerier
	payments.Canceller
}

func open(t *testing.T, change ...func(*stripe.Config)) (*stripetest.Fake, driver) {
	t.Helper()
	f := stripetest.New(t, change...)
	return f, f.Gateway().(driver)
}

func attempt(b payments.Begun) payments.Attempt {
	return payments.Attempt{
		PaymentID: start.PaymentID, Code: start.Code, Ref: start.Ref, ProviderRef: b.ProviderRef, Amount: start.Amount, At: at, ExpiresAt: start.ExpiresAt,
	}
}

func begin(t *testing.T, f *stripetest.Fake, s payments.Start) payments.Attempt {
	t.Helper()
	b, err := f.Gateway().Begin(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return attempt(b)
}

func bought(t *testing.T, f *stripetest.Fake, s payments.Start) payments.Attempt {
	t.Helper()
	a := begin(t, f, s)
	es, err := f.Listener().Verify(t.Context(), f.Pay(a, a.Amount)[0])
	if err != nil {
		t.Fatal(err)
	}
	a.TxnID = es[0].TxnID
	return a
}

func back50(a payments.Attempt) payments.Refund {
	return payments.Refund{Ref: "M7QM2XWPAS", Of: a, Amount: money.Of(50_000), Captured: a.Amount, Reason: "Hoan tien", Operator: "desk", At: at}
}

// What is sent is the same to the byte, wherever it is sent.
func TestSentForms(t *testing.T) {
	f, g := open(t)
	a := bought(t, f, start)
	if _, err := g.Refund(t.Context(), back50(a)); err != nil {
		t.Fatal(err)
	}
	s := start
	s.Method, s.Ref, s.Attempt = stripe.MethodIntent, "K7QM2XWPAS-2", 2
	begin(t, f, s)
	sig := func() string {
		form, _ := url.ParseQuery(f.Calls()[0].Form)
		return form.Get("success_url")
	}()
	q := func(pairs ...string) string {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v.Encode()
	}
	want := []stripetest.Call{
		{Method: "POST", Path: "checkout/sessions", Key: "begin_K7QM2XWPAS-1", Form: q("mode", "payment", "client_reference_id", "K7QM2XWPAS-1", "locale", "vi",
			"success_url", sig, "cancel_url", "https://market.invalid/orders/GROUP", "expires_at", strconv.Itoa(1795311300+32*60), "metadata[payment_id]", "K7QM2XWPAS-1",
			"line_items[0][quantity]", "1", "line_items[0][price_data][currency]", "vnd", "line_items[0][price_data][unit_amount]", "150000",
			"line_items[0][price_data][product_data][name]", "Che Shan tuyet Suoi Giang", "payment_intent_data[metadata][payment_id]", "K7QM2XWPAS-1",
			"payment_intent_data[transfer_group]", "K7QM2XWPAS", "payment_intent_data[description]", "Che Shan tuyet Suoi Giang")},
		{Method: "GET", Path: "refunds", Form: q("limit", "100", "payment_intent", a.TxnID)},
		{Method: "POST", Path: "refunds", Key: "refund_M7QM2XWPAS", Form: q("amount", "50000", "payment_intent", a.TxnID, "reason", "requested_by_customer",
			"metadata[refund_ref]", "M7QM2XWPAS", "metadata[payment_id]", "K7QM2XWPAS-1")},
		{Method: "POST", Path: "payment_intents", Key: "begin_K7QM2XWPAS-2", Form: q("amount", "150000", "currency", "vnd", "automatic_payment_methods[enabled]", "true",
			"description", "Che Shan tuyet Suoi Giang", "transfer_group", "K7QM2XWPAS", "metadata[payment_id]", "K7QM2XWPAS-2")},
	}
	got := f.Calls()
	if len(got) != len(want) {
		t.Fatalf("%d calls", len(got))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("sent\n got %+v\nwant %+v", got[i], want[i])
		}
	}
	if !strings.HasPrefix(sig, "https://market.invalid/payments/return/stripe?ref=K7QM2XWPAS-1&sig=") {
		t.Errorf("the browser comes back to %q", sig)
	}
}

func TestAnIntentServesPrograms(t *testing.T) {
	f, g := open(t)
	s := start
	s.Method = stripe.MethodIntent
	b, err := g.Begin(t.Context(), s)
	if err != nil || b.Next.Kind != payments.NextClientSecret || b.Next.ClientSecret == "" || b.Next.URL != "" {
		t.Fatalf("%+v %v", b, err)
	}
	a := attempt(b)
	for _, known := range []payments.Attempt{a, {Ref: a.Ref, At: a.At}} {
		if snap, err := g.Query(t.Context(), known); err != nil || snap.Status != payments.StatusPending {
			t.Errorf("%+v %v", snap, err)
		}
	}
	// A card that is refused leaves it open.
	for _, r := range f.Decline(a) {
		if es, err := f.Listener().Verify(t.Context(), r); err != nil || es[0].Status != payments.StatusPending || es[0].Code != "insufficient_funds" {
			t.Errorf("%+v %v", es, err)
		}
	}
	if snap, err := g.Query(t.Context(), a); err != nil || snap.Status != payments.StatusPending {
		t.Errorf("%+v %v", snap, err)
	}
	f.Pay(a, a.Amount)
	snap, err := g.Query(t.Context(), a)
	if err != nil || snap.Status != payments.StatusPaid || snap.Events[0].Amount != a.Amount || !strings.HasPrefix(snap.Events[0].TxnID, "pi_") {
		t.Errorf("%+v %v", snap, err)
	}
	if err := g.Cancel(t.Context(), a); err != nil {
		t.Error(err)
	}
	other := start
	other.Method, other.Ref = stripe.MethodIntent, "K7QM2XWPAS-2"
	b2, err := g.Begin(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	a2 := attempt(b2)
	a2.Ref = other.Ref
	for range 2 {
		if err := g.Cancel(t.Context(), a2); err != nil {
			t.Error(err)
		}
	}
	if snap, err := g.Query(t.Context(), a2); err != nil || snap.Status != payments.StatusCancelled {
		t.Errorf("%+v %v", snap, err)
	}
}

func TestTheSameRequestKeepsItsKey(t *testing.T) {
	f, g := open(t)
	f.Lose("begin")
	if _, err := g.Begin(t.Context(), start); !payments.IsAmbiguous(err) {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := g.Begin(t.Context(), start); err != nil || f.Opened() != 1 {
			t.Errorf("%v, %d opened", err, f.Opened())
		}
	}
	other := start
	other.Amount = money.Of(150_001)
	if _, err := g.Begin(t.Context(), other); err == nil || f.Opened() != 1 {
		t.Errorf("another amount: %v", err)
	}
	f.Advance(48 * time.Hour) // Stripe may have forgotten the key: the refund is looked for
	a := bought(t, f, func() payments.Start {
		s := start
		s.Ref, s.At = "K7QM2XWPAS-3", f.Now()
		s.ExpiresAt = s.At.Add(15 * time.Minute)
		return s
	}())
	for range 3 {
		if res, err := g.Refund(t.Context(), back50(a)); err != nil || res.Status != payments.RefundDone {
			t.Errorf("%+v %v", res, err)
		}
	}
	asked := 0
	for _, c := range f.Calls() {
		if c.Method == http.MethodPost && c.Path == "refunds" {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("asked for the refund %d times", asked)
	}
}

// Our time is shorter than Stripe's shortest: the page is closed by Cancel.
func TestThePageIsClosed(t *testing.T) {
	f, g := open(t)
	a := begin(t, f, start)
	if err := g.Cancel(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	snap, err := g.Query(t.Context(), a)
	if err != nil || snap.Status != payments.StatusExpired || snap.Events[0].Decline != payments.DeclineExpired {
		t.Errorf("%+v %v", snap, err)
	}
	long := start
	long.Ref, long.ExpiresAt = "K7QM2XWPAS-2", at.Add(time.Hour)
	begin(t, f, long)
	calls := f.Calls()
	if form, _ := url.ParseQuery(calls[len(calls)-1].Form); form.Get("expires_at") != strconv.FormatInt(int64(long.ExpiresAt)/1000, 10) {
		t.Errorf("ends at %s", form.Get("expires_at"))
	}
}

// What Stripe may say to a call, and what the market may do about it.
func TestAnswersOfStripe(t *testing.T) {
	said := func(kind, code string) string {
		return `{"error":{"type":"` + kind + `","code":"` + code + `","message":"personal words"}}`
	}
	good := `{"id":"cs_1","object":"checkout.session","client_reference_id":"K7QM2XWPAS-1","amount_total":150000,"currency":"vnd","url":"PAGES/c/pay/cs_1"}`
	for name, c := range map[string]struct {
		status               int
		body                 string
		ambiguous, retryable bool
		code                 string
	}{
		"the same request is being worked on": {409, said("idempotency_error", "idempotency_key_in_use"), true, false, "idempotency_key_in_use"},
		"too many requests":                   {429, said("invalid_request_error", "rate_limit"), false, true, "rate_limit"},
		"a wrong key":                         {401, said("invalid_request_error", ""), false, false, "invalid_request_error"},
		"a wrong amount":                      {400, said("invalid_request_error", "amount_too_large"), false, false, "amount_too_large"},
		"down":                                {500, said("api_error", ""), true, false, "api_error"},
		"a gateway in between":                {502, "<html>", true, false, ""},
		"no JSON":                             {200, "OK", true, false, ""},
		"nothing":                             {200, "{}", true, false, "mixed_up"},
		"another reference":                   {200, strings.Replace(good, "PAS-1", "PAS-2", 1), true, false, "mixed_up"},
		"another amount":                      {200, strings.Replace(good, "150000", "15000", 1), true, false, "mixed_up"},
		"another currency":                    {200, strings.Replace(good, "vnd", "usd", 1), true, false, "mixed_up"},
		"a page of somebody else":             {200, strings.Replace(good, "PAGES", "https://stripe.example", 1), true, false, "mixed_up"},
	} {
		f, g := open(t)
		f.Say("checkout/sessions", c.status, strings.Replace(c.body, "PAGES", f.URL, 1))
		_, err := g.Begin(t.Context(), start)
		var e *payments.Error
		if !errors.As(err, &e) || e.Ambiguous != c.ambiguous || e.Retryable != c.retryable || e.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "personal") || strings.Contains(err.Error(), "<html>")) {
			t.Errorf("%s: the words of Stripe are in the error: %v", name, err)
		}
	}
	f, g := open(t)
	f.Say("checkout/sessions", 200, strings.Replace(good, "PAGES", f.URL, 1))
	if _, err := g.Begin(t.Context(), start); err != nil {
		t.Errorf("a good answer: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.Begin(ended, start); !payments.IsAmbiguous(err) {
		t.Errorf("nobody waited: %v", err)
	}
	_, away := open(t, func(c *stripe.Config) { c.URL, c.HTTP = "http://127.0.0.1:1", http.DefaultClient })
	if _, err := away.Begin(t.Context(), start); payments.IsAmbiguous(err) || !payments.IsRetryable(err) {
		t.Errorf("nobody is there: %v", err)
	}
	for name, change := range map[string]func(*payments.Start){
		"no reference": func(s *payments.Start) { s.Ref = "" }, "no time": func(s *payments.Start) { s.ExpiresAt = s.At },
		"a method that is not Stripe's": func(s *payments.Start) { s.Method = "cash" },
	} {
		s := start
		change(&s)
		if _, err := g.Begin(t.Context(), s); err == nil || payments.IsAmbiguous(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestQueriesThatDoNotFit(t *testing.T) {
	f, g := open(t)
	a := begin(t, f, start)
	path := "checkout/sessions/" + a.ProviderRef
	ours := `{"id":"cs_1","client_reference_id":"K7QM2XWPAS-1","amount_total":150000,"currency":"vnd","status":"complete","payment_status":"paid","payment_intent":{"id":"pi_1","amount_received":150000,"status":"succeeded"}}`
	for name, body := range map[string]string{
		"of another reference": strings.Replace(ours, "PAS-1", "PAS-2", 1), "in another currency": strings.Replace(ours, "vnd", "usd", 1),
		"without money": strings.NewReplacer("150000", "0").Replace(ours), "without its number": strings.Replace(ours, `"id":"pi_1"`, `"id":""`, 1),
	} {
		f.Say(path, 200, body)
		if snap, err := g.Query(t.Context(), a); err == nil {
			t.Errorf("%s: %+v", name, snap)
		}
	}
	for body, want := range map[string]payments.Status{
		ours: payments.StatusPaid,
		strings.NewReplacer(`"paid"`, `"unpaid"`, "succeeded", "processing").Replace(ours):              payments.StatusProcessing,
		strings.NewReplacer(`"paid"`, `"unpaid"`, "succeeded", "requires_payment_method").Replace(ours): payments.StatusFailed,
		strings.NewReplacer(`"paid"`, `"no_payment_required"`).Replace(ours):                            payments.StatusProcessing,
	} {
		f.Say(path, 200, body)
		if snap, err := g.Query(t.Context(), a); err != nil || snap.Status != want {
			t.Errorf("%s: %+v %v", body, snap, err)
		}
	}
	gone := a
	gone.ProviderRef = "cs_test_nobody"
	if snap, err := g.Query(t.Context(), gone); err != nil || snap.Status != payments.StatusAbsent {
		t.Errorf("%+v %v", snap, err)
	}
}

func TestRefundsThatChangeTheirMind(t *testing.T) {
	f, g := open(t)
	a := bought(t, f, start)
	f.RefundLater()
	r := back50(a)
	if res, err := g.Refund(t.Context(), r); err != nil || res.Status != payments.RefundPending {
		t.Fatalf("%+v %v", res, err)
	}
	f.Advance(2 * time.Minute)
	if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundDone {
		t.Fatalf("%+v %v", res, err)
	}
	for _, m := range f.FailRefund(r.Ref) {
		es, err := f.Listener().Verify(t.Context(), m)
		if err != nil || es[0].Kind != payments.EventRefund || es[0].RefundStatus != payments.RefundFailed || es[0].RefundRef != r.Ref || es[0].Code != "expired_or_canceled_card" {
			t.Errorf("%+v %v", es, err)
		}
	}
	if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundFailed || !f.Refunded(a.Ref).IsZero() {
		t.Errorf("%+v %v", res, err)
	}
}

func TestConfigTellsAllThatIsWrong(t *testing.T) {
	good := stripe.Config{SecretKey: payments.Hide("sk_live_x"), Secrets: []payments.Secret{payments.Hide("s")}, Production: true, Now: func() clock.Instant { return at }}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	bad := stripe.Config{SecretKey: payments.Hide("pk_live_hush"), URL: "ftp://stripe", Pages: "https://me@pages", Max: money.Of(100_000_000), TTL: 3 * time.Hour}
	err := bad.Check()
	for _, part := range []string{"secret key", "webhook secret", "API", "page", "8 digits", "2 hours"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s is not told: %v", part, err)
		}
	}
	if err != nil && strings.Contains(err.Error(), "hush") {
		t.Error("the key is told")
	}
	play, plain := good, good
	play.SecretKey = payments.Hide("sk_test_x")
	plain.URL = "http://api.stripe.com"
	for _, c := range []stripe.Config{play, plain} {
		if _, err := stripe.New(c); err == nil {
			t.Error("production takes what is for trying out")
		}
	}
}
