package storefront_test

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/cod"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/web/view"
)

// doorGateway takes money at the door by the QR of a transfer.
func doorGateway(t *testing.T, cash bool) payments.Gateway {
	t.Helper()
	qr := must[*vietqr.Gateway](t)(vietqr.New(vietqr.Config{Account: payments.BankAccount{BIN: "970400", Number: "0000000000", Holder: "CHO PHIEN MAU"}}))
	return must[*cod.Gateway](t)(cod.New(cod.Config{Transfer: qr, Cash: cash}))
}

func TestABuyerPaysWhenItArrives(t *testing.T) {
	m := open(t, dbtest.SQLite(t), doorGateway(t, false))
	tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	seller := m.of[variant]
	b := m.browser()
	b.put(tea)
	bill := b.bill("0900000077").says(200, "Trả khi nhận hàng", "quét mã QR của người giao")
	got := bill.order("cod").send().says(200, "Đã đặt. Hàng đến bạn mới trả tiền.", "Nhiều nhất", "Xin đừng đưa tiền mặt", "bạn không phải trả gì")
	at := got.path
	if strings.Contains(got.body, "/pay/") || strings.Contains(got.body, "door.png") {
		t.Error("the buyer is sent to pay before it is packed")
	}
	b.get(at + "/door.png").says(404)
	b.get(view.PathOrders).says(200, "Chè Shan tuyết")
	m.packed(at, seller)
	page := b.get(at).says(200, "Xem hàng rồi quét mã này", "CHO PHIEN MAU")
	if page.Find(`img[src="`+at+`/door.png"]`).Length() != 1 {
		t.Error("no QR to scan")
	}
	picture := b.get(at + "/door.png")
	if picture.status != 200 || !strings.HasPrefix(picture.body, "\x89PNG") || picture.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %q", picture.status, picture.header)
	}
	stranger := m.browser()
	stranger.signIn("0900000088", "Người lạ")
	stranger.get(at + "/door.png").says(404)
	pay := page.Find(`a[href^="/sandbox/transfer?code="]`).AttrOr("href", "")
	code := strings.TrimPrefix(pay, "/sandbox/transfer?code=")
	if there := b.get("/pay/" + code); there.path != at {
		t.Errorf("the page of its payment is %s, want that of the order", there.path)
	}
	b.get(pay).form(pay, "outcome", "twice").send().says(200)
	b.get(at).says(200, "Chợ giữ tiền đến khi hàng tới")
	b.get(at + "/door.png").says(404)
}

// Who pays in cash is told to pay when it comes, not to say that it is there, and not that
// the market keeps what the seller has.
func TestABuyerPaysInCash(t *testing.T) {
	m := open(t, dbtest.SQLite(t), doorGateway(t, true))
	tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.put(tea)
	at := b.bill("0900000077").order("cod").send().says(200, "bạn không phải trả gì").path
	m.packed(at, m.of[variant])
	if _, err := m.p.Fulfillment.Ship(t.Context(), m.of[variant], m.one(at), ""); err != nil {
		t.Fatal(err)
	}
	b.get(at).says(200, "Hàng tới thì bạn trả tiền").hides("đã nhận hàng")
	if _, err := m.p.Checkout.TakeCash(t.Context(), m.of[variant], m.one(at)); err != nil {
		t.Fatal(err)
	}
	b.get(at).says(200, "Tôi đã nhận hàng", "Hàng chưa ưng thì báo chợ").hides("Chợ giữ tiền")
}

// Where a carrier takes no money, or the sum is too much for a door, the page says so.
func TestWhyTheDoorIsClosed(t *testing.T) {
	m := open(t, dbtest.SQLite(t), doorGateway(t, true))
	tea, _ := m.offer("A", "Chè Shan tuyết", 6_000_000, nil)
	b := m.browser()
	b.put(tea)
	bill := b.bill("0900000077").says(200, "Đơn trả khi nhận phải từ 2.000 đ đến 5.000.000 đ")
	if strings.Contains(bill.body, `value="cod"`) {
		t.Error("the door is offered all the same")
	}
}

// packed lets a seller take and pack the order of a page, of one thing.
func (m *door) packed(at string, by actor.Member) {
	m.t.Helper()
	ctx, id := m.t.Context(), m.one(at)
	lines, err := order.Lines(ctx, m.DB.Read(ctx), id)
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := m.p.Fulfillment.Confirm(ctx, by, id); err != nil {
		m.t.Fatal(err)
	}
	if _, err := m.p.Fulfillment.Pack(ctx, by, id, map[string]int64{lines[0].ID: 1}); err != nil {
		m.t.Fatal(err)
	}
}

// one is the id of the order of a page.
func (m *door) one(at string) string {
	m.t.Helper()
	o, err := order.FindAny(m.t.Context(), m.DB.Read(m.t.Context()), strings.TrimPrefix(at, "/orders/"))
	if err != nil {
		m.t.Fatal(err)
	}
	return o.ID
}
