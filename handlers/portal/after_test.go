package portal

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/order"
)

// delivered is an order that its buyer has.
func (m *market) delivered(sellerID string, owner actor.Member, by checkout.Buyer) order.Order {
	m.t.Helper()
	ctx := m.t.Context()
	v := m.Variant(m.t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(m.t, m.Paid(m.t, by, map[string]int64{v: 2}, "flat"))[0]
	do := m.parts.Fulfillment
	for _, step := range []func() error{
		func() error { _, err := do.Confirm(ctx, owner, o.ID); return err },
		func() error { _, err := do.Pack(ctx, owner, o.ID, m.AsOrdered(m.t, o.ID)); return err },
		func() error { _, err := do.Ship(ctx, owner, o.ID, ""); return err },
		func() error { _, err := do.Deliver(ctx, owner, o.ID); return err },
	} {
		if err := step(); err != nil {
			m.t.Fatal(err)
		}
	}
	return m.Order(m.t, o.ID)
}

func (m *market) complains(by checkout.Buyer, o order.Order) complaint.Ticket {
	m.t.Helper()
	who := aftersale.Buyer{Shopper: by.Shopper, PersonID: by.PersonID, PhoneID: by.PhoneID}
	ticket, err := m.parts.Aftersale.Complain(m.t.Context(), who, o.ID, aftersale.Complaint{Reason: complaint.Damaged, Wish: complaint.Refund, Text: "Dập hết <b>rồi</b>."}, "k"+o.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	return ticket
}

func TestASellerAnswersAComplaint(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	by := m.Buyer(t)
	o := m.delivered(sellerID, owner, by)
	ticket := m.complains(by, o)
	b, at := m.with(owner, actor.HandleOrders), m.stallPathOf(sellerID)
	page := at + "/complaints/" + ticket.Code

	b.get(at).shows(200, at+"/complaints")
	b.get(at+"/orders/"+o.Code).shows(200, "Xong chuyện rồi chợ mới cộng tiền").hides("chờ ba ngày")
	b.get(at+"/complaints").shows(200, page)
	b.get(page).shows(200, "Dập hết &lt;b&gt;", page+"/answer")
	b.upload(page, "photos", "hang.jpg", picture(t), "text", "Xin lỗi bác.").shows(200, "Xin lỗi bác.", page+"/photo/")
	photo := regexp.MustCompile(`href="(` + page + `/photo/[^"]+)"`).FindStringSubmatch(b.page)[1]
	if b.get(photo); b.status != 200 || !strings.HasPrefix(b.page, "\xff\xd8") {
		t.Errorf("the picture answers %d", b.status)
	}
	m.with(owner, actor.SeeOrders).get(photo).shows(403)

	b.get(page+"/answer").shows(200, "amounts.1")
	b.post(page+"/answer", "give", "", "text", "Trả bác").shows(422, "Trả bác")
	b.post(page+"/answer", "give", "part", "amounts.1", "99.000.000", "text", "Trả bác").shows(422, "99.000.000")
	b.post(page+"/answer", "give", "part", "amounts.1", "", "text", "Trả bác").shows(422, "f-amounts-1-wrong", "Xin ghi số tiền trả lại", "Trả bác")
	b.post(page+"/answer", "give", "part", "amounts.1", "20.000", "text", "Trả bác").shows(200, "20.000")
	got, err := complaint.Find(t.Context(), m.DB.Read(t.Context()), ticket.ID)
	if err != nil || got.State != complaint.Answered {
		t.Fatal(got.State, err)
	}
	b.post(page+"/answer", "give", "all", "text", "Trả hết").shows(200, "Đã thỏa thuận")
	m.Prove(t)
}

func TestTheDeskDecidesAComplaint(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	by := m.Buyer(t)
	ticket := m.complains(by, m.delivered(sellerID, owner, by))
	desk := m.opens(m.enrol(account.Admin))
	page := "/portal/desk/complaints/" + ticket.Code
	desk.get("/portal/desk/complaints?state=all").shows(200, page)
	desk.get(page).shows(200, page+"/decide", "Quyết định", "/portal/desk/orders/").hides("Trả lời khách")
	desk.post(page, "text", "Bàn trợ giúp đang xem.").shows(200, "đang xem")
	desk.get(page+"/decide").shows(200, "bearer")
	desk.post(page+"/decide", "give", "again", "bearer", "seller", "text", "x").shows(422)
	desk.post(page+"/decide", "give", "part", "amounts.1", "0", "bearer", "seller", "text", "Trả một phần.").shows(422, "f-amounts-1-wrong", "Xin ghi số tiền trả lại")
	desk.post(page+"/decide", "give", "part", "amounts.1", "10.000", "bearer", "seller", "text", "Trả một phần.").shows(200, "10.000")
	m.Prove(t)
}

func TestTheDeskSettlesReports(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 5})
	product := m.productOf(v)
	_, err := m.parts.Moderation.Report(t.Context(), m.Buyer(t), product, moderation.ReportListing{Reason: "fake", Text: "Không phải <b>hàng thật</b>."}, "")
	if err != nil {
		t.Fatal(err)
	}
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk").shows(200, "/portal/desk/reports")
	desk.get("/portal/desk/reports").shows(200, "&lt;b&gt;hàng thật")
	action := regexp.MustCompile(`action="(/portal/desk/reports/[^"]+)"`).FindStringSubmatch(desk.page)[1]
	beside := `id="f-note-` + strings.TrimPrefix(action, "/portal/desk/reports/") + `-wrong"`
	desk.post(action, "upheld", "1", "note", "").shows(422, beside)
	long := strings.Repeat("Dài quá. ", 60)
	desk.post(action, "upheld", "1", "note", long).shows(422, beside, "500 ký tự", strings.TrimSpace(long))
	desk.post(action, "upheld", "1", "note", "Không rõ nguồn gốc.").shows(200).hides(action)
	// The seller reads why, and is not led to a button that refuses.
	page := m.stallPathOf(sellerID) + "/products/" + product
	m.with(owner, actor.EditProducts).get(page).shows(200, "Không rõ nguồn gốc.", "gọi bàn trợ giúp").hides(`/look"`)
}

// Money that a buyer sends without a word is matched by the desk; a refund by transfer is
// marked with the bank's reference; earned money is exported and marked as paid.
func TestTheDeskLooksAfterMoney(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	by := m.Buyer(t)
	m.Bank.Transfers, m.Bank.Manual = true, true
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, by, map[string]int64{v: 2}, "flat"))[0]
	if _, err := m.parts.Fulfillment.Refuse(t.Context(), owner, o.ID, fulfillment.Refusal{Reason: "refuse.sold_out"}); err != nil {
		t.Fatal(err)
	}
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk/money").shows(200)
	task := regexp.MustCompile(`href="(/portal/desk/money/[^"]+)"`).FindStringSubmatch(desk.page)
	if task == nil {
		t.Fatalf("no task: %s", plain(desk.page))
	}
	// Only the deed ends it: no form is offered that would be refused.
	desk.get(task[1]).shows(200, task[1]+"/transferred", "/portal/desk/orders/"+o.Code).hides(task[1] + "/close")
	desk.post(task[1]+"/close", "note", "Xong").shows(409, "Việc này chỉ xong khi")
	desk.post(task[1]+"/transferred", "evidence", "").shows(422)
	desk.post(task[1]+"/transferred", "evidence", "FT26123456789").shows(200)
	desk.post(task[1]+"/close", "note", "Xong").shows(200, "đã xong") // it was done before
	desk.get("/portal/desk/payouts").shows(200)
	desk.post("/portal/desk/payouts/open").shows(200, "Chưa có đợt nào đến hạn")
	desk.get("/portal/desk/waiting").shows(200)
	desk.get("/portal/desk/tax?month=11/2026").shows(200, "11/2026")
	desk.get("/portal/desk/tax?month='").shows(422)
	m.Prove(t)
}

// What a seller has earned goes to the bank in a file, and its page says so.
func TestTheDeskPaysSellers(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	m.delivered(sellerID, owner, m.Buyer(t))
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	b.payee(at, "own", testPIN, bankFields...).shows(200)
	m.Pass(4 * 24 * time.Hour)
	if err := m.parts.Fulfillment.CompleteDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, desk := m.with(owner, actor.SeeMoney, actor.SeeOrders), m.opens(m.enrol(account.Admin))
	b.get(at+"/money").shows(200, "••6789")
	b.get(at+"/money/statement").shows(200, "Đơn đã xong", "Phí chợ", at+"/orders/")
	b.get(at+"/money/tax").shows(200, m.Now().Date().Period()[5:]+"/"+m.Now().Date().Period()[:4])

	desk.post("/portal/desk/payouts/open").shows(200, "/export")
	batch := strings.Split(desk.where, "?")[0]
	desk.post(batch+"/paid", "bank_ref", "FT26123456789").shows(409)
	desk.post(batch + "/export")
	if desk.status != 200 || !strings.Contains(desk.page, "0123456789") {
		t.Fatalf("the file answers %d: %s", desk.status, desk.page)
	}
	if desk.post(batch+"/export", "format", "xlsx"); desk.status != 200 || !strings.HasPrefix(desk.page, "PK") {
		t.Fatalf("the workbook answers %d", desk.status)
	}
	desk.post(batch+"/refunds/none/paid", "bank_ref", "FT26123456789").shows(404)
	desk.post(batch+"/refunds/none/return", "reason", "bank_failed").shows(404)
	b.post(batch+"/refunds/none/paid", "bank_ref", "FT26123456789").shows(403)
	desk.get(batch).shows(200).hides("0123456789")
	desk.post(batch+"/paid", "bank_ref", "?").shows(422)
	desk.post(batch+"/paid", "bank_ref", "FT26123456789").shows(200, "Đã chuyển", "FT26123456789")
	b.get(at+"/money/payouts").shows(200, "Đã chuyển", "FT26123456789")
	back := regexp.MustCompile(`action="(` + batch + `/[^"/]+/return)"`).FindStringSubmatch(desk.page)[1]
	desk.post(back, "reason", "x").shows(422)
	desk.post(back, "reason", "account_unknown").shows(200, "Bị trả lại")
	b.get(at+"/money").shows(200, "Tiền gửi đến đó bị trả lại")
	m.Prove(t)
}
