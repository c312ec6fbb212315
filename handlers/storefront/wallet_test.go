package storefront_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/proof"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/momo"
	"github.com/chophien/chophien/payments/momo/momotest"
	"github.com/chophien/chophien/payments/stripe/stripetest"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

// wallet is a provider with pages of its own, for one purchase from end to end.
type wallet struct {
	fake contract.Fake
	at   func(clock.Instant)
	url  string
	page string                                  // what its page begins with
	done int                                     // its status for news that was taken
	back func(t *testing.T, ref string) *url.URL // where it sends the browser
}

func momoWallet(t *testing.T) wallet {
	f := momotest.New(t)
	return wallet{f, f.At, f.URL, "/v2/gateway/pay?t=", http.StatusNoContent, func(_ *testing.T, ref string) *url.URL {
		values := map[string]string{
			"partnerCode": momotest.PartnerCode, "orderId": ref, "requestId": ref, "amount": "1", "orderInfo": "Cho Phien", "orderType": "momo_wallet", "transId": "1",
			"resultCode": "0", "message": "Thành công.", "payType": "qr", "responseTime": "1795311300000", "extraData": "",
		}
		q := url.Values{"signature": {momotest.Sum(momotest.Secret, values)}}
		for name, v := range values {
			q.Set(name, v)
		}
		return &url.URL{Path: "/payments/return/momo", RawQuery: q.Encode()}
	}}
}

func stripeWallet(t *testing.T) wallet {
	f := stripetest.New(t)
	return wallet{f, f.At, f.URL, "/c/pay/cs_test_", http.StatusOK, func(t *testing.T, _ string) *url.URL {
		form := must[url.Values](t)(url.ParseQuery(f.Calls()[0].Form))
		return must[*url.URL](t)(url.Parse(form.Get("success_url")))
	}}
}

// tell posts what a provider sends to the webhook, and returns the status of the answer.
func (m *door) tell(r payments.RawRequest) int {
	m.t.Helper()
	req := must[*http.Request](m.t)(http.NewRequest(r.Method, m.base+r.Path, bytes.NewReader(r.Body)))
	req.Header = r.Header.Clone()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res := must[*http.Response](m.t)(client.Do(req))
	_ = res.Body.Close()
	return res.StatusCode
}

func (m *door) prove() {
	m.t.Helper()
	q := m.DB.Read(m.t.Context())
	for _, verify := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){stock.Verify, order.Verify, payment.Verify, ledger.Verify} {
		for _, v := range must[[]proof.Violation](m.t)(verify(m.t.Context(), q)) {
			m.t.Error(v)
		}
	}
}

func TestAPurchaseByWallet(t *testing.T) {
	for _, make := range []func(*testing.T) wallet{momoWallet, stripeWallet} {
		name := make(t).fake.Gateway().Code()
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := make(t)
				m := open(t, d, w.fake.Gateway())
				w.at(m.Now())
				tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
				b := m.browser()
				b.put(tea)
				bill := b.bill("0900000077").says(200, locale.Raw(locale.Vi, "gateway."+name), locale.Raw(locale.Vi, "gateway."+name+".hint"))
				if to := m.p.Gateways.FormActions(); !slices.Contains(to, w.url) {
					t.Errorf("a form may be sent on to %v only", to)
				}
				there := bill.order(name).send()
				if there.status != 200 || !strings.HasPrefix(there.path, w.page) {
					t.Fatalf("the browser is at %s, %d", there.path, there.status)
				}
				var a payment.Attempt
				if err := d.Read(t.Context()).Where("gateway = ?", name).Take(&a).Error; err != nil {
					t.Fatal(err)
				}
				p := must[payment.Payment](t)(payment.FindByID(t.Context(), d.Read(t.Context()), a.PaymentID))
				kept := a.Kept(p.Code, "")

				if status := m.tell(w.fake.Forge(kept, a.Amount)); status != http.StatusBadRequest {
					t.Errorf("a forged message is answered by %d", status)
				}
				b.get(view.PayPath(p.Code)).says(200, "Trả tiền")
				for _, r := range w.fake.Pay(kept, a.Amount) {
					for range 2 {
						if status := m.tell(r); status != w.done {
							t.Errorf("news of money is answered by %d", status)
						}
					}
				}
				back := w.back(t, a.Ref)
				paid := b.get(back.RequestURI()).says(200, "Đã nhận đủ")
				if n := m.Count(t, "captures", ""); n != 1 || paid.path != view.PayPath(p.Code) {
					t.Errorf("%d captures, the browser is at %s", n, paid.path)
				}
				for _, r := range w.fake.Decline(kept) { // old news
					if status := m.tell(r); status != w.done {
						t.Errorf("old news is answered by %d", status)
					}
				}
				m.prove()

				path := b.get(view.PathOrders).Find("h2 a").First().AttrOr("href", "")
				b.get(path).form(path+"/cancel", "reason", "cancel.other").send().says(200, "Đang trả lại")
				w.at(m.Now())
				if err := m.p.Checkout.SendRefunds(t.Context()); err != nil {
					t.Fatal(err)
				}
				b.get(path).says(200, "Đã trả lại")
				if back := w.fake.Refunded(a.Ref); back != a.Amount || w.fake.Taken(a.Ref) != a.Amount {
					t.Errorf("%v of %v went back", back, w.fake.Taken(a.Ref))
				}
				m.prove()
			})
		})
	}
}

// moved is a house whose page is not where the market lets its forms be sent on to.
type moved struct{ *momo.Gateway }

func (m moved) Capabilities() payments.Capabilities {
	c := m.Gateway.Capabilities()
	c.FormActions = []string{"https://elsewhere.example"}
	return c
}

// A browser stops a form that is sent on to a page that the policy does not name. Then the
// buyer stays here and goes there by a link.
func TestABuyerGoesByLinkWhereAFormMayNotLead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := momotest.New(t)
		m := open(t, d, moved{f.Gateway().(*momo.Gateway)})
		f.At(m.Now())
		tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		b := m.browser()
		b.put(tea)
		here := b.bill("0900000077").order("momo").send()
		here.says(200, locale.Raw(locale.Vi, "gateway.momo"))
		link := here.Find(`a.button.main[href^="` + f.URL + `/"]`)
		if !strings.HasPrefix(here.url, m.base+"/pay/") || link.Length() != 1 {
			t.Fatalf("the buyer is at %s, and %d links lead on:\n%s", here.url, link.Length(), here.text())
		}
		if m.Count(t, "attempts", "status = 'open'") != 1 {
			t.Error("the buyer cannot pay there")
		}
	})
}
