package stripe_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/stripe"
	"github.com/chophien/chophien/payments/stripe/stripetest"
)

const (
	at         = stripetest.Start
	vectorTime = clock.Instant(1763785912_000)
)

var secrets = []string{stripetest.Secret, stripetest.NextSecret}

var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: "K7QM2XWPAS-1", Amount: money.Of(150_000),
	Description: "Chè Shan tuyết Suối Giàng", Locale: "vi", At: at, ExpiresAt: at.Add(15 * time.Minute),
	ReturnURL: "https://market.invalid/payments/return/stripe", CancelURL: "https://market.invalid/orders/GROUP", NotifyURL: "https://market.invalid/webhooks/stripe",
}

func sign(secret int, message string, at clock.Instant) payments.RawRequest {
	return stripetest.Message(secrets[secret], message, at)
}

type vector struct {
	Name    string `json:"name"`
	Header  string `json:"header"`
	Payload string `json:"payload"`
}

func vectors(t testing.TB) map[string]vector {
	t.Helper()
	b, err := os.ReadFile("testdata/stripe.json")
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
	h := http.Header{}
	h.Set(stripe.Header, v.Header)
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/stripe", Header: h, Body: []byte(v.Payload), At: vectorTime}
}

// message is one of Stripe about object.
func message(id, kind, object string) string {
	return `{"id":"` + id + `","object":"event","api_version":"2023-10-16","created":1795311300,"type":"` + kind + `","livemode":false,"data":{"object":` + object + `}}`
}

const (
	session = `{"id":"cs_1","object":"checkout.session","client_reference_id":"K7QM2XWPAS-1","amount_total":150000,"currency":"vnd","payment_intent":"pi_9007199254740993","payment_status":"paid","status":"complete"}`
	intent  = `{"id":"pi_1","object":"payment_intent","amount":150000,"amount_received":150000,"currency":"vnd","status":"succeeded","metadata":{"payment_id":"K7QM2XWPAS-1"}}`
	given   = `{"id":"re_1","object":"refund","amount":50000,"currency":"vnd","payment_intent":"pi_1","charge":"ch_1","status":"succeeded","metadata":{"refund_ref":"M7QM2XWPAS","payment_id":"K7QM2XWPAS-1"}}`
	dispute = `{"id":"dp_1","object":"dispute","amount":150000,"currency":"vnd","charge":"ch_1","payment_intent":"pi_1","status":"needs_response"}`
)

func with(s string, change ...string) string { return strings.NewReplacer(change...).Replace(s) }

func paid(key, code, txn string) payments.Event {
	return payments.Event{Key: key, Kind: payments.EventPayment, Ref: "K7QM2XWPAS-1", TxnID: txn, Status: payments.StatusPaid, Amount: money.Of(150_000), At: at, Code: code}
}

func contractCase(t *testing.T) contract.Case {
	f := stripetest.New(t)
	f.AnyTime() // its gateway begins in other years as well
	v := vectors(t)["payment_intent_succeeded"]
	said := func(name, kind, object string, e payments.Event) contract.Notice {
		e.Key, e.At = "evt_"+name, at
		return contract.Notice{Name: name, Request: sign(0, message("evt_"+name, kind, object), at), Want: []payments.Event{e}}
	}
	attempt := func(status payments.Status, decline payments.Decline, code string) payments.Event {
		return payments.Event{Kind: payments.EventPayment, Ref: "K7QM2XWPAS-1", Status: status, Decline: decline, Code: code}
	}
	ignored := func(code string) payments.Event { return payments.Event{Kind: payments.EventIgnored, Code: code} }
	back := payments.Event{Kind: payments.EventRefund, Ref: "K7QM2XWPAS-1", TxnID: "pi_1", RefundRef: "M7QM2XWPAS", RefundStatus: payments.RefundDone, Amount: money.Of(50_000), Code: "succeeded"}
	lost := back
	lost.RefundStatus, lost.Code = payments.RefundFailed, "expired_or_canceled_card"
	waits := back
	waits.RefundStatus, waits.Code = payments.RefundPending, "pending"
	listed := back
	listed.Key, listed.At = "evt_listed:re_1", at
	elsewhere := payments.Event{Key: "refund_elsewhere:re_1", Kind: payments.EventDispute, TxnID: "pi_1", Amount: money.Of(50_000), Code: "refund_elsewhere", At: at}
	disputed := payments.Event{Kind: payments.EventDispute, TxnID: "pi_1", Amount: money.Of(150_000), Code: "created needs_response"}
	ended := disputed
	ended.Code = "closed lost"
	unpaid := with(session, `"paid"`, `"unpaid"`)
	failedCard := with(intent, `"succeeded"`, `"requires_payment_method","last_payment_error":{"code":"card_declined","decline_code":"insufficient_funds","message":"words"}`)
	refused := attempt(payments.StatusPending, "", "insufficient_funds")
	refused.Message = "words"
	notices := []contract.Notice{
		{
			Name: "vector", Request: v.request(),
			Want: []payments.Event{{
				Key: "evt_test_0001", Kind: payments.EventPayment, Ref: "pay_0001", TxnID: "pi_test_0001", Status: payments.StatusPaid, Amount: money.Of(150_000),
				At: vectorTime, Code: "payment_intent.succeeded",
			}},
			Fields: []string{"evt_test_0001", "2023-10-16", "1763785912", "payment_intent.succeeded", "false", "pi_test_0001", "150000", "vnd", "pay_0001", "ch_test_0001"},
		},
		{Name: "vector, two secrets", Request: vectors(t)["rotated_secret_two_v1"].request(), Want: nil},
		said("session", "checkout.session.completed", session, paid("", "checkout.session.completed", "pi_9007199254740993")),
		said("session_late", "checkout.session.async_payment_succeeded", session, paid("", "checkout.session.async_payment_succeeded", "pi_9007199254740993")),
		said("session_waits", "checkout.session.completed", unpaid, attempt(payments.StatusProcessing, "", "checkout.session.completed")),
		said("session_failed", "checkout.session.async_payment_failed", unpaid, attempt(payments.StatusFailed, payments.DeclineOther, "checkout.session.async_payment_failed")),
		said("session_expired", "checkout.session.expired", unpaid, attempt(payments.StatusExpired, payments.DeclineExpired, "checkout.session.expired")),
		said("intent_processing", "payment_intent.processing", intent, attempt(payments.StatusProcessing, "", "payment_intent.processing")),
		said("intent_failed", "payment_intent.payment_failed", failedCard, refused),
		said("intent_canceled", "payment_intent.canceled", intent, attempt(payments.StatusCancelled, payments.DeclineOther, "payment_intent.canceled")),
		said("intent_created", "payment_intent.created", intent, ignored("payment_intent.created")),
		said("somebody_else", "payment_intent.succeeded", with(intent, "payment_id", "other"), ignored("not_ours")),
		said("refund", "charge.refund.updated", given, back), said("refund2", "refund.updated", given, back), said("refund3", "refund.created", with(given, "succeeded", "pending"), waits),
		said("refund_failed", "charge.refund.updated", with(given, `"succeeded"`, `"failed","failure_reason":"expired_or_canceled_card"`), lost),
		said("charge", "charge.refunded", `{"id":"ch_1","object":"charge","amount_refunded":50000}`, ignored("charge.refunded")),
		said("dispute", "charge.dispute.created", dispute, disputed),
		said("dispute_lost", "charge.dispute.closed", with(dispute, "needs_response", "lost"), ended),
		said("dispute_updated", "charge.dispute.updated", dispute, ignored("charge.dispute.updated")),
		said("unknown", "invoice.paid", `{"id":"in_1","object":"invoice","amount":"x"}`, ignored("invoice.paid")),
		{Name: "listed", Request: sign(1, message("evt_listed", "charge.refunded", `{"id":"ch_1","object":"charge","refunds":{"data":[`+given+`]}}`), at), Want: []payments.Event{listed}},
		{Name: "by hand at Stripe", Request: sign(1, message("evt_x", "charge.refund.updated", with(given, "refund_ref", "note", "payment_id", "who")), at), Want: []payments.Event{elsewhere}},
	}
	notices[1].Want = notices[0].Want
	nulls := with(session, `"payment_status"`, `"metadata":null,"refunds":null,"charge":null,"last_payment_error":null,"customer":null,"payment_status"`)
	return contract.Case{
		Gateway: f.Gateway(), Listener: f.Listener(), At: at, Fake: stripetest.New(t),
		Secrets: []string{stripetest.Secret, stripetest.NextSecret, stripetest.Key},
		Vectors: []contract.Vector{{
			Name: "payment_intent_succeeded", Want: v.Header,
			Got: func() string { return payments.Stamp(payments.Hide(stripetest.Secret), vectorTime, []byte(v.Payload)) },
		}},
		Start: start,
		Begun: payments.Begun{ProviderRef: "cs_test_9007199254740993", Status: payments.StatusPending, Next: payments.Next{
			Kind: payments.NextRedirect, URL: f.URL + "/c/pay/cs_test_9007199254740993", Method: "GET", ExpiresAt: start.ExpiresAt,
		}},
		Sign: sign, Tolerance: payments.Tolerance, Notices: notices,
		BigID: said("big", "checkout.session.completed", session, paid("", "checkout.session.completed", "pi_9007199254740993")),
		Nulls: said("nulls", "checkout.session.completed", nulls, paid("", "checkout.session.completed", "pi_9007199254740993")),
		Foreign: []contract.Notice{
			{Name: "real money for a market that is tried out", Request: sign(0, with(message("e", "checkout.session.completed", session), `"livemode":false`, `"livemode":true`), at)},
			{Name: "of an account that is connected", Request: sign(0, with(message("e", "checkout.session.completed", session), `"livemode"`, `"account":"acct_1","livemode"`), at)},
		},
		Malformed: []string{
			with(message("e", "checkout.session.completed", session), "2023-10-16", "2024-06-20"), with(message("e", "checkout.session.completed", session), `"livemode":false,`, ""),
			message("", "checkout.session.completed", session), message("e", "", session), with(message("e", "checkout.session.completed", session), "1795311300", "0"),
			message("e", "checkout.session.completed", with(session, "150000", "0")), message("e", "checkout.session.completed", with(session, "150000", "-150000")),
			message("e", "checkout.session.completed", with(session, "150000", "150000.5")), message("e", "checkout.session.completed", with(session, "150000", "1.5e5")),
			message("e", "checkout.session.completed", with(session, "150000", "null")), message("e", "checkout.session.completed", with(session, `"vnd"`, `"usd"`)),
			message("e", "checkout.session.completed", with(session, `"pi_9007199254740993"`, "null")), message("e", "checkout.session.completed", with(session, `"pi_9007199254740993"`, "7")),
			message("e", "payment_intent.succeeded", with(intent, `"pi_1"`, `""`)), message("e", "payment_intent.succeeded", with(intent, `"amount_received":150000`, `"amount_received":0`)),
			message("e", "refund.updated", with(given, "50000", "0")), message("e", "refund.updated", with(given, `"re_1"`, `""`)), message("e", "refund.updated", with(given, `"vnd"`, `"usd"`)),
			message("e", "refund.updated", `{"id":"re_1","object":"refund","amount":5,"currency":"vnd","status":"succeeded"}`), message("e", "charge.dispute.created", `{"id":"dp_1","amount":5,"currency":"vnd"}`),
			message("e", "charge.refunded", `{"refunds":{"data":[{}]}}`), message("e", "checkout.session.completed", "[]"), message("e", "checkout.session.completed", session) + "{}",
		},
		Acks: []contract.Ack{
			{Outcome: payments.Applied, Status: 200}, {Outcome: payments.Duplicate, Status: 200}, {Outcome: payments.Ignored, Status: 200}, {Outcome: payments.UnknownRef, Status: 200},
			{Outcome: payments.AmountMismatch, Status: 200}, {Outcome: payments.BadSignature, Status: 400}, {Outcome: payments.Stale, Status: 400}, {Outcome: payments.Malformed, Status: 400},
			{Outcome: payments.Foreign, Status: 400}, {Outcome: payments.TooLarge, Status: 413}, {Outcome: payments.OurFailure, Status: 500},
		},
		Returns: []contract.Return{{Request: cameBack(t), Ref: start.Ref, Hint: payments.StatusProcessing, Signed: []string{"ref", "sig"}}},
	}
}

// cameBack is the address that Stripe is told to send the browser to.
func cameBack(t *testing.T) payments.RawRequest {
	t.Helper()
	f := stripetest.New(t)
	if _, err := f.Gateway().Begin(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(f.Calls()[0].Form)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(form.Get("success_url"))
	if err != nil || u.Path != "/payments/return/stripe" {
		t.Fatalf("back to %v, %v", u, err)
	}
	return payments.RawRequest{Method: http.MethodGet, Path: u.Path, RawQuery: u.RawQuery, At: at}
}

func TestContract(t *testing.T) { contract.Run(t, contractCase) }

func TestOnlyTheNewSchemeCounts(t *testing.T) {
	f := stripetest.New(t)
	if _, err := f.Listener().Verify(t.Context(), vectors(t)["wrong_scheme_only_v0"].request()); !errors.Is(err, payments.ErrBadSignature) {
		t.Error(err)
	}
}

// The SDK signs and reads as this package does.
func TestTheSDKAgrees(t *testing.T) {
	body := []byte(message("evt_sdk", "checkout.session.completed", session))
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: stripetest.NextSecret, Timestamp: at.Time()})
	h := http.Header{}
	h.Set(stripe.Header, signed.Header)
	f := stripetest.New(t)
	es, err := f.Listener().Verify(t.Context(), payments.RawRequest{Method: http.MethodPost, Header: h, Body: body, At: at})
	if err != nil || len(es) != 1 || es[0].Status != payments.StatusPaid {
		t.Errorf("%+v %v", es, err)
	}
	mine := sign(0, string(body), at)
	if _, err := webhook.ConstructEventWithOptions(body, mine.Header.Get(stripe.Header), stripetest.Secret, webhook.ConstructEventOptions{IgnoreTolerance: true}); err != nil {
		t.Error(err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(vectors(f)["payment_intent_succeeded"].Payload)
	for kind, object := range map[string]string{"checkout.session.completed": session, "payment_intent.succeeded": intent, "refund.updated": given, "charge.dispute.created": dispute} {
		f.Add(message("evt_1", kind, object))
	}
	g := stripetest.New(f)
	f.Fuzz(func(t *testing.T, text string) {
		contract.CheckFuzzed(t, g.Listener(), sign(0, text, at))
	})
}
