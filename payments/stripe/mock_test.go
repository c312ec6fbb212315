package stripe_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/stripe"
	"github.com/chophien/chophien/payments/stripe/stripetest"
)

// samples is the line to stripe-mock. Its samples speak of other orders than ours: what the
// driver compares is put into them. What it refuses is kept.
type samples struct {
	asked   map[string]bool
	refused []string
}

func (s *samples) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	s.asked[req.Method+" "+strings.TrimPrefix(req.URL.Path, "/v1/")] = true
	var o map[string]any
	if res.StatusCode != http.StatusOK || json.Unmarshal(body, &o) != nil {
		s.refused = append(s.refused, req.Method+" "+req.URL.Path+": "+string(body))
		res.Body = io.NopCloser(bytes.NewReader(body))
		return res, nil
	}
	if data, ok := o["data"].([]any); ok {
		for _, one := range data {
			ours(one.(map[string]any))
		}
		o["has_more"] = false
	} else {
		ours(o)
	}
	if body, err = json.Marshal(o); err != nil {
		return nil, err
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res.Header.Del("Content-Length")
	return res, nil
}

func ours(o map[string]any) {
	o["currency"], o["metadata"] = "vnd", map[string]any{"payment_id": start.Ref, "refund_ref": "M7QM2XWPAS"}
	switch o["object"] {
	case "checkout.session":
		o["client_reference_id"], o["amount_total"], o["status"], o["payment_status"], o["url"] = start.Ref, 150_000, "open", "unpaid", stripe.PagesURL+"/c/pay/x"
	case "payment_intent":
		o["amount"], o["status"], o["client_secret"] = 150_000, "requires_payment_method", "x_secret_y"
	case "refund":
		o["amount"], o["status"] = 50_000, "succeeded"
	}
}

// Every request has the shape that Stripe's description of its API asks for.
func TestStripeMockTakesEveryRequest(t *testing.T) {
	address := stripetest.Mock(t)
	line := &samples{asked: map[string]bool{}}
	_, g := open(t, func(c *stripe.Config) {
		c.URL, c.Pages, c.HTTP = address, stripe.PagesURL, &http.Client{Transport: line}
	})
	page, err := g.Begin(t.Context(), start)
	if err != nil {
		t.Fatal(err, line.refused)
	}
	s := start
	s.Method = stripe.MethodIntent
	intent, err := g.Begin(t.Context(), s)
	if err != nil {
		t.Fatal(err, line.refused)
	}
	for _, a := range []payments.Attempt{attempt(page), attempt(intent), {Ref: start.Ref, At: at}} {
		if snap, err := g.Query(t.Context(), a); err != nil || snap.Status != payments.StatusPending {
			t.Errorf("%+v %v", snap, err)
		}
		if err := g.Cancel(t.Context(), a); err != nil {
			t.Error(err)
		}
	}
	nobody := payments.Attempt{Ref: "NOBODY-1", At: at} // both lists are read to their ends
	if snap, err := g.Query(t.Context(), nobody); err != nil || snap.Status != payments.StatusAbsent {
		t.Errorf("%+v %v", snap, err)
	}
	paid := attempt(intent)
	paid.TxnID = "pi_1"
	r := back50(paid)
	if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundDone {
		t.Errorf("%+v %v", res, err)
	}
	r.Ref = "N7QM2XWPAS" // not among the samples, so that it is asked for; the answer is the sample's
	if _, err := g.Refund(t.Context(), r); !payments.IsAmbiguous(err) {
		t.Error(err)
	}
	if len(line.refused) > 0 {
		t.Errorf("refused: %s", strings.Join(line.refused, "\n"))
	}
	for _, call := range []string{
		"POST checkout/sessions", "GET checkout/sessions", "GET checkout/sessions/" + page.ProviderRef, "POST checkout/sessions/" + page.ProviderRef + "/expire",
		"POST payment_intents", "GET payment_intents", "GET payment_intents/" + intent.ProviderRef, "POST payment_intents/" + intent.ProviderRef + "/cancel", "GET refunds", "POST refunds",
	} {
		if !line.asked[call] {
			t.Errorf("never asked: %s", call)
		}
	}
}
