package storefront_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/web/view"
)

func TestAGuestBuysFromTwoSellersAndPays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		rice, _ := m.offer("B", "Gạo nếp Tú Lệ", 60_000, nil)
		m.index()
		b := m.browser()
		b.put(tea, "quantity", "2").says(200, "Đã bỏ vào giỏ.", "Chè Shan tuyết")
		b.put(rice).says(200, "Gạo nếp Tú Lệ", "560.000 đ", "2 người bán")
		bill := b.bill("0900000077").says(200, "Nguyễn Thử", "Phường Hoàn Kiếm")
		press := bill.order("sandbox")
		bank := press.send().says(200, "Ngân hàng làm gì?")
		if again := press.send(); again.path != bank.path {
			t.Errorf("a second press leads to %s, not %s", again.path, bank.path)
		}
		if n := m.Count(t, "orders", ""); n != 2 {
			t.Errorf("%d orders", n)
		}
		if n := m.Count(t, "attempts", ""); n != 1 {
			t.Errorf("%d attempts", n)
		}
		paid := bank.form(bank.path, "outcome", "approve").send().says(200)
		if err := m.bank.Idle(t.Context()); err != nil {
			t.Fatal(err)
		}
		paid = b.get(paid.path).says(200, "Đã nhận đủ")
		if again := bank.form(bank.path, "outcome", "approve").send(); again.path != paid.path {
			t.Errorf("a second press at the bank leads to %s", again.path)
		}
		if status := b.get(paid.path + "/status"); status.body != `{"state":"paid"}` {
			t.Errorf("%s", status.body)
		}
		links := b.get(view.PathOrders).Find("h2 a")
		if links.Length() != 2 {
			t.Fatalf("%d orders in the list", links.Length())
		}
		order := links.First().AttrOr("href", "")
		b.get(order).says(200, "Người bán sẽ nhận đơn", "Nguyễn Thử")
		b.get(view.PathCart).says(200, "Giỏ còn trống")
		strangers(t, m, order, paid.path)

		gone := b.get(order).form(order+"/cancel", "reason", "cancel.other").send()
		gone.says(200, "Đơn đã hủy", "Đang trả lại")
		if err := m.p.Checkout.SendRefunds(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get(order).says(200, "Đã trả lại")
	})
}

// strangers proves that nobody else sees an order or its payment, guest or signed in.
func strangers(t *testing.T, m *door, order, pay string) {
	t.Helper()
	guest, person := m.browser(), m.browser()
	guest.get(view.PathCart)
	person.signIn("0900000088", "Người lạ")
	for name, b := range map[string]*browser{"guest": guest, "person": person} {
		for _, path := range []string{order, order + "/complaint", pay, pay + "/status", pay + "/qr.png"} {
			if got := b.get(path); got.status != 404 {
				t.Errorf("%s: GET %s: %d", name, path, got.status)
			}
		}
		csrf := b.get(view.PathSignIn).form(view.PathSignIn).Get("csrf")
		for _, path := range []string{order + "/cancel", order + "/receive", order + "/invoice", order + "/weight", order + "/refund-account", order + "/complaint", pay} {
			values := url.Values{"csrf": {csrf}, "key": {"k"}}
			switch {
			case strings.HasSuffix(path, "/cancel"):
				values.Set("reason", "cancel.other")
			case strings.HasSuffix(path, "/weight"):
				values.Set("answer", "accept")
			case strings.HasSuffix(path, "-account"):
				values.Set("bank_bin", "970436")
				values.Set("number", "123456789")
				values.Set("holder", "NGUOI LA")
			case path == pay:
				values.Set("gateway", "sandbox")
			}
			if got := b.post(path, values); got.status != 404 {
				t.Errorf("%s: POST %s: %d %s", name, path, got.status, got.text())
			}
		}
	}
}

func TestMoneyByTransfer(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.put(tea)
	pay := b.bill("0900000077").order("vietqr").send().says(200, "Nội dung", "CHO PHIEN MAU")
	picture := b.get(pay.path + "/qr.png")
	if picture.status != 200 || !strings.HasPrefix(picture.body, "\x89PNG") || picture.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %q", picture.status, picture.header)
	}
	code := strings.TrimPrefix(pay.path, "/pay/")
	transfer := "/sandbox/transfer?code=" + code
	short := b.get(transfer).form(transfer, "amount", "1.000", "outcome", "send").send()
	short.says(200, "Đã gửi tin báo")
	b.get(pay.path).says(200, "Đã nhận 1.000 đ", "còn thiếu")
	b.get(transfer).form(transfer, "outcome", "unsigned").send()
	b.get(pay.path).says(200, "còn thiếu")
	b.get(transfer).form(transfer, "outcome", "twice").send().says(200)
	paid := b.get(pay.path).says(200, "Đã nhận đủ")
	order := paid.Find(`.link-list a[href^="/orders/"]`).First().AttrOr("href", "")
	gone := b.get(order).form(order+"/cancel", "reason", "cancel.mistake").send().says(200, "Cần tài khoản")
	wrong := gone.form(order+"/refund-account", "bank_bin", "", "number", "12", "holder", "").send()
	wrong.says(422, "Xin chọn ngân hàng", "Số tài khoản chưa đúng", "Xin ghi tên chủ tài khoản")
	if kept := wrong.Find(`input[name="number"]`).AttrOr("value", ""); kept != "12" {
		t.Errorf("what was typed is %q", kept)
	}
	wrong.form(order+"/refund-account", "bank_bin", "970436", "number", "0123456789", "holder", "NGUYEN THU").send().
		says(200, "Chợ đã nhận tài khoản")
}

func TestAPaymentThatFails(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.put(tea)
	bank := b.bill("0900000077").order("sandbox").send()
	failed := bank.form(bank.path, "outcome", "decline").send()
	if err := m.bank.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	failed = b.get(failed.path).says(200, "Lần trả này không thành", "không đủ tiền")
	failed.form(failed.path, "gateway", "nobody").send().says(422, "Xin chọn một cách trả tiền")
	again := failed.form(failed.path, "gateway", "vietqr").send().says(200, "Nội dung")
	if again.path != failed.path {
		t.Errorf("%s, not %s", again.path, failed.path)
	}
}

func TestTheTotalThatWasShownCounts(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.put(tea)
	bill := b.bill("0900000077")
	m.price(variant, 260_000)
	again := bill.order("sandbox").send().says(409, "Tổng tiền vừa đổi")
	if m.Count(t, "orders", "") != 0 {
		t.Error("ordered at another price than was shown")
	}
	again.order("sandbox").send().says(200, "Ngân hàng làm gì?")
}

func TestAFormThatIsSentManyTimesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		b := m.browser()
		add := b.get(view.ProductPath(tea)).form(view.PathCartAdd, "quantity", "3")
		m.atOnce(b, add, 12)
		b.get(view.PathCart).says(200, "750.000 đ")
		press := b.bill("0900000077").order("vietqr")
		m.atOnce(b, press, 12)
		if n := m.Count(t, "order_groups", ""); n != 1 {
			t.Errorf("%d purchases", n)
		}
		if n := m.Count(t, "attempts", ""); n != 1 {
			t.Errorf("%d attempts to pay", n)
		}
		if n := m.Count(t, "holds", "state = 'held'"); n != 1 {
			t.Errorf("%d holds", n)
		}
	})
}

// atOnce sends a form n times at the same moment; every answer leads to the same page.
func (m *door) atOnce(b *browser, f *form, n int) {
	m.t.Helper()
	led := make([]string, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			req, err := http.NewRequest(http.MethodPost, m.base+f.action, strings.NewReader(f.Encode()))
			if err != nil {
				m.t.Error(err)
				return
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Origin", m.base)
			res, err := b.client.Do(req)
			if err != nil {
				m.t.Error(err)
				return
			}
			defer res.Body.Close()
			led[i] = res.Request.URL.Path
			if res.StatusCode != http.StatusOK {
				m.t.Errorf("%d at %s", res.StatusCode, led[i])
			}
		})
	}
	wg.Wait()
	for _, to := range led {
		if to != led[0] {
			m.t.Errorf("led to %s and to %s", led[0], to)
		}
	}
}
