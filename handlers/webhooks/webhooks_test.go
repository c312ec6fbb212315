package webhooks_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/momo/momotest"
	"github.com/chophien/chophien/payments/sandbox/sandboxtest"
	"github.com/chophien/chophien/payments/stripe/stripetest"
	"github.com/chophien/chophien/payments/vietqr/payos/payostest"
	"github.com/chophien/chophien/payments/vietqr/vietqrtest"
	"github.com/chophien/chophien/payments/vnpay/vnpaytest"
	"github.com/chophien/chophien/payments/zalopay/zalopaytest"
)

var providers = map[string]func(t testing.TB) contract.Fake{
	"momo":    func(t testing.TB) contract.Fake { return momotest.New(t) },
	"payos":   func(t testing.TB) contract.Fake { return payostest.New(t) },
	"sandbox": func(t testing.TB) contract.Fake { return sandboxtest.New(t) },
	"stripe":  func(t testing.TB) contract.Fake { return stripetest.New(t) },
	"vietqr":  func(t testing.TB) contract.Fake { return vietqrtest.New(t) },
	"vnpay":   func(t testing.TB) contract.Fake { return vnpaytest.New(t) },
	"zalopay": func(t testing.TB) contract.Fake { return zalopaytest.New(t) },
}

// Over the wire, as the provider calls: a forged message, and the true one with one byte of
// its body or query turned over, pay nothing; the true one, told eight times at once, pays
// its order once.
func TestOnlyTheProvidersWordPays(t *testing.T) {
	for name, open := range providers {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				f := open(t)
				s, address := listening(t, d, f)
				seller, _ := s.Seller(t)
				tea := s.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
				by := s.Buyer(t)
				g := s.Placed(t, by, map[string]int64{tea: 2}, "flat")
				step, err := s.Till.Pay(context.Background(), by, g.Code, checkout.PayNow{Gateway: f.Gateway().Code()}, "203.0.113.9")
				if err != nil {
					t.Fatal(err)
				}
				a := step.Attempt.Kept(step.Payment.Code, "")
				lie := f.Forge(a, a.Amount)
				refused := call(t, address, lie)
				truth := f.Pay(a, a.Amount)[0]
				turned := truth
				if len(truth.Body) > 0 {
					turned.Body = bytes.Clone(truth.Body)
					turned.Body[bytes.IndexAny(turned.Body, "123456789")] ^= 1
				} else {
					query := []byte(truth.RawQuery)
					query[bytes.IndexAny(query, "123456789")] ^= 1
					turned.RawQuery = string(query)
				}
				call(t, address, turned)
				if n := s.Count(t, "captures", "1 = 1"); n != 0 {
					t.Fatalf("%d captures of what nobody paid", n)
				}

				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						if believed := call(t, address, truth); believed == refused {
							t.Errorf("true and false are both answered %s", believed)
						}
					})
				}
				all.Wait()
				if n := s.Count(t, "captures", "amount = ?", a.Amount); n != 1 {
					t.Errorf("%d captures", n)
				}
				if n := s.Count(t, "payments", "status = 'paid'"); n != 1 {
					t.Errorf("%d are paid", n)
				}
				s.Prove(t)
			})
		})
	}
}

// listening is a market that hears f over HTTP.
func listening(t testing.TB, d *db.DB, f contract.Fake) (s *saletest.Shop, address string) {
	t.Helper()
	s = saletest.Open(t, d, order.EarnedBySeller)
	f.Advance(s.Now().Sub(f.Now()))
	var notices []payments.Listener
	if _, hears := f.Gateway().(payments.Listener); !hears {
		notices = []payments.Listener{f.Listener()}
	}
	registry, err := payments.NewRegistry([]payments.Gateway{s.Bank, f.Gateway()}, notices)
	if err != nil {
		t.Fatal(err)
	}
	s.Gateways, s.Till.Gateways = registry, registry
	return s, serve(t, s)
}

// call sends m and returns the answer: its status and words.
func call(t testing.TB, address string, m payments.RawRequest) string {
	url := address + m.Path
	if m.RawQuery != "" {
		url += "?" + m.RawQuery
	}
	req, err := http.NewRequest(m.Method, url, bytes.NewReader(m.Body))
	if err != nil {
		t.Error(err)
		return ""
	}
	req.Header = m.Header.Clone()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer res.Body.Close()
	words, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return res.Status + " " + string(words)
}
