package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
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

// feeOf completes what has come, lets the month end, and is what the market invoices for it.
func (m *market) feeOf(sellerID string) invoice.Invoice {
	m.t.Helper()
	m.Pass(order.Quiet)
	err := m.parts.Fulfillment.CompleteDue(m.t.Context())
	m.Pass(31 * 24 * time.Hour)
	for range 2 { // a schedule that runs twice
		if err == nil {
			err = m.parts.Invoices.CloseMonths(m.t.Context())
		}
	}
	var rows []invoice.Listed
	if err == nil {
		rows, err = invoice.List(m.t.Context(), m.DB.Read(m.t.Context()), invoice.Filter{SellerID: sellerID, Kind: invoice.Fee}, db.Cursor{}, 10)
	}
	if err != nil || len(rows) != 1 {
		m.t.Fatal(rows, err)
	}
	return rows[0].Invoice
}

// The desk hands the market's own invoices over, fetches the file again, and reads the
// answers; what is wrong in a row is said by its number. The seller reads it among the money.
func TestTheDeskInvoicesTheMarketsFees(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	m.delivered(sellerID, owner, m.Buyer(t))
	const card = "001099000123"
	if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Create(&seller.Check{ID: db.NewID(), SellerID: sellerID, Method: seller.ChipCard, ReferenceSealed: m.Till.Keys.Seal("seller_checks.reference", card), ReferenceLast4: card[8:], CheckedBy: "x", CreatedAt: m.Now().Add(time.Hour)}).Error
	}); err != nil {
		t.Fatal(err)
	}
	fee := m.feeOf(sellerID)
	desk, at := m.opens(m.enrol(account.Admin)), "/portal/desk/invoices"
	desk.get("/portal/desk").shows(200, at)
	for _, typed := range []string{at + "?order=%00", "/portal/desk/books/payments?q=%00", "/portal/desk/orders?code=%00"} {
		desk.get(typed).shows(422)
	}
	desk.get(at+"?state=due").shows(200, fee.Period[5:]+"/"+fee.Period[:4], "Phí của chợ")
	desk.post(at+"/batches").shows(200, "Đã giao", "1 hóa đơn")
	desk.post(at+"/batches").shows(409, "Chưa có hóa đơn nào chờ lập")
	batches, err := m.parts.Invoices.Batches(t.Context(), invoice.DeskClerk(actor.Admin{}), db.Cursor{}, 10)
	if err != nil || len(batches) != 1 {
		t.Fatal(batches, err)
	}
	desk.get(at+"/batches/"+batches[0].ID+"/json").shows(200, fee.ID, "Phí dịch vụ sàn thương mại điện tử tháng")
	if sum := sha256.Sum256([]byte(desk.page)); hex.EncodeToString(sum[:]) != batches[0].Hash {
		t.Errorf("the file is another one: %s", desk.page)
	}
	day := string(m.Now().Date())
	answers := []byte("id,serial,number,issued_on\n" + fee.ID + ",1C26TCP,5," + day + "\nnothing,1C26TCP,6," + day + "\n" + fee.ID + ",,,\n")
	for range 2 {
		desk.upload(at+"/answers", "file", "answers.csv", answers).shows(200, "1 hóa đơn", "Dòng 3", "Không tìm thấy hóa đơn này")
	}
	desk.get(at+"/"+fee.ID).shows(200, "1C26TCP", "Đã lập", card).hides(at + "/" + fee.ID + "/issued")
	stall := m.stallPathOf(sellerID)
	who := m.with(owner, actor.SeeMoney)
	who.get(stall+"/money").shows(200, stall+"/money/fees")
	who.get(stall+"/money/fees/"+fee.ID).shows(200, "1C26TCP", "…0123").hides(card)
	_, other := m.Seller(t)
	m.with(other, actor.AllRights...).get(m.stallPathOf(other.SellerID) + "/money/fees/" + fee.ID).shows(404)
	m.with(owner, actor.AllRights...).get(stall + "/invoices/" + fee.ID).shows(404)
	m.Prove(t)
}

// A seller finds what is to be issued on the page of the day, notes the number, or tells the
// buyer why not; who may not handle orders reads no buyer.
func TestASellerIssuesAnInvoice(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	code, v := m.wants(sellerID, owner, "Công ty Thử Một")
	stall := m.stallPathOf(sellerID)
	b := m.with(owner, actor.HandleOrders)
	b.get(stall).shows(200, "Hóa đơn chờ lập")
	b.get(stall+"/invoices?state=due&order="+code).shows(200, code, "xin thuế cấp hóa đơn lẻ")
	at := stall + "/invoices/" + v.ID
	b.get(at).shows(200, "Công ty Thử Một", "0123456000", "không ghi thuế suất", at+"/issued")
	m.with(owner, actor.SeeOrders).get(at).shows(403)
	_, other := m.Seller(t)
	m.with(other, actor.AllRights...).post(m.stallPathOf(other.SellerID)+"/invoices/"+v.ID+"/issued", "serial", "1C26TTS", "number", "7", "issued_on", string(m.Now().Date())).shows(404)
	b.post(at+"/issued", "serial", "1C26TTS", "number", "", "issued_on", string(m.Now().Date())).shows(422, "ghi số hóa đơn")
	b.post(at+"/refuse", "reason", "Thiếu mã số thuế").shows(200, "Thiếu mã số thuế", at+"/again")
	b.post(at+"/again").shows(200, at+"/issued")
	for range 2 { // pressed twice
		b.post(at+"/issued", "serial", "1C26TTS", "number", "7", "issued_on", string(m.Now().Date())).shows(200, "1C26TTS", "Đã lập").hides(at + "/issued\"")
	}
	b.get(stall+"/orders/"+code).shows(200, at)
	m.Prove(t)
}

// A cooperative finds its purchase list beside its growers; a household has none.
func TestACooperativeFetchesItsPurchaseList(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.HandleMoney), m.stallPathOf(sellerID)+"/money"
	b.get(at + "/growers").shows(200).hides(at + "/purchases")
	b.get(at + "/purchases?from=2026-11-01&to=2026-11-30&format=csv").shows(409)
	if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE sellers SET kind = 'cooperative', tax_entity = 'company' WHERE id = ?", sellerID).Error
	}); err != nil {
		t.Fatal(err)
	}
	b.get(at+"/growers").shows(200, at+"/purchases")
	b.get(at+"/purchases?from=2026-11-01&to=2026-10-01&format=csv").shows(422, "Ngày cuối phải sau ngày đầu")
	if b.get(at + "/purchases?from=2026-11-01&to=2026-11-30&format=csv"); b.status != 200 || !strings.Contains(b.page, "sold_amount") {
		t.Errorf("%d %s", b.status, b.page)
	}
}
