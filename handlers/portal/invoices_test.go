package portal

import (
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/invoice"
)

// wants is an order that has come, and the invoice that its buyer wants of it.
func (m *market) wants(sellerID string, owner actor.Member, name string) (code string, v invoice.Invoice) {
	m.t.Helper()
	by := m.Buyer(m.t)
	o := m.delivered(sellerID, owner, by)
	v, err := m.parts.Invoices.Ask(m.t.Context(), invoice.Asker(by), o.ID, invoice.Buyer{Kind: invoice.Organisation, Name: name, TaxCode: "0123456000", Address: "Số 1 phố Thử", Email: "thu@example.com"})
	if err == nil {
		err = m.parts.Invoices.Ripen(m.t.Context())
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return o.Code, v
}

// A seller finds what is to be issued on the page of the day, notes the number, or tells the
// buyer why not; who may not handle orders reads no buyer.
func TestASellerIssuesAnInvoice(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	code, v := m.wants(sellerID, owner, "Công ty Thử Một")
	stall := m.stallPathOf(sellerID)
	b := m.with(owner, actor.HandleOrders)
	b.get(stall).shows(200, "Hoá đơn chờ lập")
	b.get(stall+"/invoices?state=due&order="+code).shows(200, code, "xin thuế cấp hoá đơn lẻ")
	at := stall + "/invoices/" + v.ID
	b.get(at).shows(200, "Công ty Thử Một", "0123456000", "không ghi thuế suất", at+"/issued")
	m.with(owner, actor.SeeOrders).get(at).shows(403)
	_, other := m.Seller(t)
	m.with(other, actor.AllRights...).post(m.stallPathOf(other.SellerID)+"/invoices/"+v.ID+"/issued", "serial", "1C26TTS", "number", "7", "issued_on", string(m.Now().Date())).shows(404)
	b.post(at+"/issued", "serial", "1C26TTS", "number", "", "issued_on", string(m.Now().Date())).shows(422, "ghi số hoá đơn")
	b.post(at+"/refuse", "reason", "Thiếu mã số thuế").shows(200, "Thiếu mã số thuế", at+"/again")
	b.post(at+"/again").shows(200, at+"/issued")
	for range 2 { // pressed twice
		b.post(at+"/issued", "serial", "1C26TTS", "number", "7", "issued_on", string(m.Now().Date())).shows(200, "1C26TTS", "Đã lập").hides(at + "/issued\"")
	}
	b.get(stall+"/orders/"+code).shows(200, at)
	m.Prove(t)
}
