package storefront_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// A buyer asks for an invoice where the order is made, and changes it on the order's page;
// another asks there for the first time. What is wrong stands beside its field.
func TestABuyerAsksForAnInvoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		b := m.browser()
		b.put(tea)
		with := b.bill("0900000077").order("sandbox")
		for name, value := range map[string]string{"want_invoice": "1", "invoice.kind": "organisation", "invoice.name": "Công ty Thử", "invoice.tax_code": "0123456001",
			"invoice.address": "Số 1 phố Thử", "invoice.email": "thu@example.com"} {
			with.Set(name, value)
		}
		again := with.send().says(422, "Mã số thuế chưa đúng").order("sandbox")
		if again.Get("invoice.name") != "Công ty Thử" || again.Get("want_invoice") != "1" {
			t.Errorf("typed was forgotten: %v", again.Values)
		}
		again.Set("invoice.tax_code", "0123456000")
		bank := again.send()
		paid := bank.form(bank.path, "outcome", "approve").send().says(200)
		path := paid.Find(`.link-list a[href^="/orders/"]`).First().AttrOr("href", "")
		order := b.get(path).says(200, "Đã yêu cầu", "Công ty Thử", "0123456000")
		order.form(path+"/invoice", "kind", "person", "name", "Người Thử", "tax_code", "").send().says(200, "Đã ghi yêu cầu", "Người Thử")

		m.Pass(2 * time.Minute)
		other := m.browser()
		late, o, _ := other.bought(tea, variant)
		other.get(late).says(200, "Tôi cần hóa đơn").form(late+"/invoice", "kind", "budget_unit", "name", "Trường Thử", "budget_code", "12", "address", "Bản Thử, xã Thử", "email", "thu@example.com").
			send().says(422, "có 7 số").form(late+"/invoice", "budget_code", "1234567").send().says(200, "Đã yêu cầu")
		if n := m.Count(t, "invoices", "order_id = ? AND buyer_kind = 'budget_unit'", o.ID); n != 1 {
			t.Errorf("%d invoices", n)
		}
		var sealed string
		if err := m.DB.Read(t.Context()).Raw("SELECT buyer_sealed FROM invoices WHERE order_id = ?", o.ID).Scan(&sealed).Error; err != nil || sealed == "" || strings.Contains(sealed, "Trường") {
			t.Errorf("%q %v", sealed, err)
		}
	})
}
