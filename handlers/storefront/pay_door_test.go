package storefront_test

import (
	"strings"
	"testing"

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
	got := bill.order("cod").send().says(200, "Đã đặt. Hàng đến bạn mới trả tiền.", "Nhiều nhất", "Xin đừng đưa tiền mặt")
	at := got.path
	if strings.Contains(got.body, "/pay/") || strings.Contains(got.body, "door.png") {
		t.Error("the buyer is sent to pay before it is packed")
	}
	b.get(at + "/door.png").says(404)
	b.get(view.PathOrders).says(200, "Chè Shan tuyết")
	id := m.one(at)
	for _, step := range []func() error{
		func() error { _, err := m.p.Fulfillment.Confirm(t.Context(), seller, id); return err },
		func() error {
			lines, err := order.Lines(t.Context(), m.DB.Read(t.Context()), id)
			if err != nil {
				return err
			}
			_, err = m.p.Fulfillment.Pack(t.Context(), seller, id, map[string]int64{lines[0].ID: 1})
			return err
		},
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
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

// Where a carrier takes no money, or the sum is too much for a door, the page says so.
func TestWhyTheDoorIsClosed(t *testing.T) {
	m := open(t, dbtest.SQLite(t), doorGateway(t, true))
	tea, _ := m.offer("A", "Chè Shan tuyết", 6_000_000, nil)
	b := m.browser()
	b.put(tea)
	bill := b.bill("0900000077").says(200, "Trả khi nhận chỉ cho mỗi đơn từ 2.000 đ đến 5.000.000 đ")
	if strings.Contains(bill.body, `value="cod"`) {
		t.Error("the door is offered all the same")
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
