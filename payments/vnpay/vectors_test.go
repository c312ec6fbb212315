package vnpay_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vnpay"
)

// vector is a case of testdata/vnpay.json; ORIGIN: npm vnpay 2.5.0.
type vector struct {
	Name     string                        `json:"name"`
	URL      string                        `json:"url"`
	RawQuery string                        `json:"raw_query"`
	Given    map[string]string             `json:"query_given_to_verifier"`
	Request  struct{ Body map[string]any } `json:"request"`
	Response map[string]string             `json:"response"`
	Hash     string                        `json:"secure_hash"`
}

func load(t testing.TB) map[string]vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/vnpay.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []vector }
	d := json.NewDecoder(strings.NewReader(string(raw)))
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

// answering is a VNPay that keeps the last question and gives one answer.
type answering struct {
	asked  map[string]string
	answer map[string]string
}

func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := json.NewDecoder(r.Body).Decode(&a.asked); err != nil {
		return nil, err
	}
	body, err := json.Marshal(a.answer)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, err
}

var old = payments.Attempt{Ref: "ORD20261122-0001", Amount: money.Of(150_000), At: at, TxnID: "14226112"}

func vectors(t *testing.T) []contract.Vector {
	all := load(t)
	var out []contract.Vector
	s := start
	s.ReturnURL, s.CustomerIP, s.Description = "https://shop.example.vn/api/v1/payments/vnpay/return", "203.0.113.10", "Thanh toan don hang ORD20261122-0001"
	begin := func(name string, change func(*payments.Start)) {
		out = append(out, contract.Vector{Name: name, Want: all[name].URL, Got: func() string {
			s := s
			change(&s)
			b, err := newGateway(t).Begin(t.Context(), s)
			if err != nil {
				return err.Error()
			}
			return b.Next.URL
		}})
	}
	begin("pay_url_basic", func(s *payments.Start) { s.Ref = "ORD20261122-0001" })
	begin("pay_url_bankcode_en", func(s *payments.Start) {
		s.Ref, s.Amount, s.Method, s.Locale = "ORD20261122-0002", money.Of(1_999_000), "VNBANK", "en"
	})
	ask := func(name string, now clock.Instant, id string, call func(context.Context, *vnpay.Gateway) error) {
		v := all[name]
		out = append(out, contract.Vector{Name: name, Want: v.Hash, Got: func() string {
			line := &answering{answer: v.Response}
			if line.answer == nil {
				line.answer = map[string]string{"vnp_ResponseCode": "02"}
			}
			g := newGateway(t, func(c *vnpay.Config) {
				c.HTTP, c.Now, c.NewID = &http.Client{Transport: line}, func() clock.Instant { return now }, func() string { return id }
			})
			err := call(t.Context(), g)
			if v.Response != nil && err != nil {
				return err.Error()
			}
			for field, want := range v.Request.Body {
				text, isText := want.(string)
				if !isText {
					text = want.(json.Number).String()
				}
				if field != "vnp_Locale" && line.asked[field] != text {
					t.Errorf("%s: %s is %q, not %q", name, field, line.asked[field], text)
				}
			}
			if name == "refund_full_no_transaction_no" && line.asked["vnp_TransactionNo"] != "0" {
				t.Error("an unknown number is signed as 0 and must be sent")
			}
			return line.asked["vnp_SecureHash"]
		}})
	}
	ask("querydr", at.Add(45*60e9), "QDR-0001", func(ctx context.Context, g *vnpay.Gateway) error {
		snap, err := g.Query(ctx, old)
		if err == nil && (len(snap.Events) != 1 || snap.Events[0].TxnID != "14226112" || snap.Events[0].Amount != old.Amount || snap.Events[0].At != paidAt) {
			t.Errorf("%+v", snap)
		}
		return err
	})
	refund := func(id string, amount int64, change func(*payments.Refund)) func(context.Context, *vnpay.Gateway) error {
		return func(ctx context.Context, g *vnpay.Gateway) error {
			r := payments.Refund{Ref: id, Of: old, Amount: money.Of(amount), Captured: old.Amount, Reason: "Hoan tien ORD20261122-0001", Operator: "admin"}
			change(&r)
			res, err := g.Refund(ctx, r)
			if err == nil && (res.Status != payments.RefundPending || res.ProviderRef != "14226199" || res.Amount != r.Amount) {
				t.Errorf("%+v", res)
			}
			return err
		}
	}
	eleven := at.Add(90 * 60e9)
	ask("refund_partial", eleven, "", refund("RFD-0001", 50_000, func(*payments.Refund) {}))
	ask("refund_full_no_transaction_no", eleven, "", refund("RFD-0002", 150_000, func(r *payments.Refund) { r.Of.TxnID = "" }))
	return out
}

// Messages that another program signed.
func TestMessagesOfTheVectors(t *testing.T) {
	g := newGateway(t)
	for name, v := range load(t) {
		if !strings.HasPrefix(name, "ipn_") {
			continue
		}
		query := v.RawQuery
		if v.Given != nil {
			q := url.Values{}
			for k, value := range v.Given {
				q.Set(k, value)
			}
			query = q.Encode()
		}
		events, err := g.Verify(t.Context(), payments.RawRequest{Method: "GET", RawQuery: query, At: at})
		if name == "ipn_tampered_amount" {
			if err != payments.ErrBadSignature {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		want := payments.StatusPaid
		switch name {
		case "ipn_cancelled_24":
			want = payments.StatusCancelled
		case "ipn_suspicious_07":
			want = payments.StatusReview
		}
		if err != nil || len(events) != 1 || events[0].Status != want || events[0].Ref != "ORD20261122-0001" || events[0].Amount.IsZero() == (want != payments.StatusCancelled) {
			t.Errorf("%s: %+v %v", name, events, err)
		}
	}
}
