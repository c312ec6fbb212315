package storefront_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vnpay/vnpaytest"
	"github.com/chophien/chophien/payments/zalopay/zalopaytest"
)

// house is another house to which buyers are sent, and which sends them back.
type house interface {
	contract.Fake
	Follow(c clock.Clock)
	Back(ref string) string
	URL() string
}

// hear posts a message as the house does, and returns the market's answer.
func (m *door) hear(r payments.RawRequest) payments.Answer {
	m.t.Helper()
	address := m.base + r.Path
	if r.RawQuery != "" {
		address += "?" + r.RawQuery
	}
	req := must[*http.Request](m.t)(http.NewRequestWithContext(m.t.Context(), r.Method, address, bytes.NewReader(r.Body)))
	req.Header, req.Close = r.Header.Clone(), true
	res := must[*http.Response](m.t)(http.DefaultClient.Do(req))
	defer res.Body.Close()
	body := must[[]byte](m.t)(io.ReadAll(res.Body))
	a := payments.Answer{Status: res.StatusCode, Body: body}
	if len(body) > 0 {
		a.ContentType = res.Header.Get("Content-Type")
	} else {
		a.Body = nil
	}
	return a
}

// One whole purchase through HTTP: placed, paid at another house, told of by its message,
// seen by the buyer who comes back, cancelled, given back.
func TestABuyerPaysAtAnotherHouse(t *testing.T) {
	for code, build := range map[string]func(t *testing.T) house{
		"vnpay":   func(t *testing.T) house { return vnpaytest.New(t) },
		"zalopay": func(t *testing.T) house { return zalopaytest.New(t) },
	} {
		t.Run(code, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := build(t)
				m := open(t, d, h.Gateway())
				h.Follow(m.Now)
				tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
				b := m.browser()
				b.put(tea, "quantity", "2")
				there := b.bill("0900000077").order(code).send()
				if there.status != 200 || !strings.HasPrefix(there.url, h.URL()+"/") {
					t.Fatalf("the buyer is at %s: %d %s", there.url, there.status, there.body)
				}
				var a payment.Attempt
				if err := m.DB.Read(t.Context()).First(&a).Error; err != nil {
					t.Fatal(err)
				}
				p := must[payment.Payment](t)(payment.FindByID(t.Context(), m.DB.Read(t.Context()), a.PaymentID))
				pay := "/pay/" + p.Code
				b.get(pay).says(200)

				ack := func(r payments.RawRequest, want payments.Outcome) {
					t.Helper()
					if got := m.hear(r); !reflect.DeepEqual(got, h.Listener().Ack(want, nil)) {
						t.Errorf("%s is answered %d %s %s", want, got.Status, got.ContentType, got.Body)
					}
				}
				kept := a.Kept(p.Code, "")
				ack(h.Forge(kept, a.Amount), payments.BadSignature)
				paid := h.Pay(kept, a.Amount)[0]
				ack(paid, payments.Applied)
				ack(paid, payments.Duplicate)

				back := must[*url.URL](t)(url.Parse(h.Back(a.Ref)))
				seen := b.get(back.RequestURI())
				if back.Host != strings.TrimPrefix(m.base, "http://") || seen.path != pay {
					t.Errorf("from %s the buyer comes to %s", back.Path, seen.path)
				}
				seen.says(200, "Đã nhận đủ")

				order := seen.Find(`.link-list a[href^="/orders/"]`).First().AttrOr("href", "")
				b.get(order).form(order+"/cancel", "reason", "cancel.other").send().says(200, "Đơn đã hủy", "Đang trả lại")
				for range 4 {
					if err := m.p.Checkout.SendRefunds(t.Context()); err != nil {
						t.Fatal(err)
					}
					m.Pass(40 * time.Minute)
				}
				b.get(order).says(200, "Đã trả lại")
				if h.Refunded(a.Ref) != a.Amount || h.Taken(a.Ref) != a.Amount {
					t.Errorf("the house took %v and gave %v back", h.Taken(a.Ref), h.Refunded(a.Ref))
				}
				m.prove()
			})
		})
	}
}
