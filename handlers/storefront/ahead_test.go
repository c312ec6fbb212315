package storefront_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/web/view"
)

// A buyer orders ahead of a harvest and from the shelf of one seller: each page says what
// comes when, it is two parcels, the order waits, and whoever cancels has all the money back
// and leaves the place to the next.
func TestABuyerOrdersAhead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		pomelo, variant := m.offer("A", "Bưởi da xanh", 40_000, nil)
		tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		by, today := m.sellers["A"], m.Now().Date()
		hs := harvest.Harvests{DB: d, Now: m.Now, Gateways: m.p.Gateways}
		in := harvest.Announcement{VariantID: variant, From: today.AddDays(20), To: today.AddDays(22), Until: today.AddDays(10), Most: 5}
		v := must[harvest.View](t)(hs.Announce(t.Context(), by.SellerID, in, by))
		m.index()
		held := func(want int64) {
			t.Helper()
			if c := must[stock.Capacity](t)(stock.FindCapacity(t.Context(), d.Read(t.Context()), v.Harvest.ID)); c.Held != want {
				t.Errorf("%d of %d are held, want %d", c.Held, c.Most, want)
			}
		}
		days := "Dự kiến thu hái từ " + in.From.Format() + " đến " + in.To.Format()
		left := func(n string) string { return "Còn nhận đặt " + n + " hộp, đến hết " + in.Until.Format() }

		b := m.browser()
		b.get(view.ProductPath(pomelo)).says(200, "Hàng đặt trước mùa", days, left("5"), "chợ giữ hộ", "Đặt trước, cho vào giỏ")
		b.put(pomelo, "quantity", "3").says(200, "Hàng đặt trước mùa. "+days)
		b.put(tea).says(200, "Hàng gửi thành 2 gói riêng. Hàng đặt trước gửi sau.", "370.000 đ")
		bill := b.bill("0900000077").says(200, "Hàng đặt trước mùa. "+days, "Cước gói đặt trước của", "Cước gói của")
		if n := strings.Count(bill.text(), "Hàng đặt trước mùa"); n != 1 {
			t.Errorf("%d of two parcels are ordered ahead", n)
		}
		bank := bill.order("sandbox").send().says(200, "Ngân hàng làm gì?")
		held(3)
		bank.form(bank.path, "outcome", "approve").send().says(200)
		if err := m.bank.Idle(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get(view.ProductPath(pomelo)).says(200, left("2"))

		if n := strings.Count(b.get(view.PathOrders).says(200, days).text(), days); n != 1 {
			t.Errorf("the days of the harvest stand at %d of two orders", n)
		}
		var ahead, ready string
		b.get(view.PathOrders).Find("h2 a").Each(func(_ int, a *goquery.Selection) {
			if at := a.AttrOr("href", ""); strings.Contains(b.get(at).text(), "Đang chờ tới mùa") {
				ahead = at
			} else {
				ready = at
			}
		})
		if ahead == "" || ready == "" {
			t.Fatalf("the order ahead is %q, the other %q", ahead, ready)
		}
		b.get(ready).says(200, "Người bán sẽ nhận đơn", "Chè Shan tuyết")
		b.get(ahead).says(200, "Bưởi da xanh", "Chưa đóng gói thì bạn hủy được").
			form(ahead+"/cancel", "reason", "cancel.changed_mind").send().says(200, "Đơn đã hủy", "Đang trả lại")
		held(0)
		if err := m.p.Checkout.SendRefunds(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get(ahead).says(200, "Đã trả lại")
		if strings.Contains(b.get(view.PathOrders).text(), days) {
			t.Error("what was cancelled still waits for the harvest")
		}
		b.get(ready).says(200, "Người bán sẽ nhận đơn")
		next := m.browser()
		next.get(view.ProductPath(pomelo)).says(200, left("5"))
		next.put(pomelo, "quantity", "5").says(200, "200.000 đ")
	})
}
