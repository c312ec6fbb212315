package portal

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// sentToDoor is an order of two pieces on its way to a door, where 130,000 đ are due.
func (m *market) sentToDoor(owner actor.Member, variant string) order.Order {
	m.t.Helper()
	o := m.Orders(m.t, m.AtDoor(m.t, m.Buyer(m.t), map[string]int64{variant: 2}))[0]
	do, ctx := m.parts.Fulfillment, m.t.Context()
	for _, step := range []func() error{
		func() error { _, err := do.Confirm(ctx, owner, o.ID); return err },
		func() error { _, err := do.Pack(ctx, owner, o.ID, m.AsOrdered(m.t, o.ID)); return err },
		func() error { _, err := do.Ship(ctx, owner, o.ID, "VN"+o.Code); return err },
	} {
		if err := step(); err != nil {
			m.t.Fatal(err)
		}
	}
	return o
}

// A seller says with one press that the cash was taken, where the market takes any; then
// the parcel is handed over. Who may not handle orders sees no such button.
func TestASellerTakesCashAtTheDoor(t *testing.T) {
	m := doorMarket(t, order.SellerTakes, true)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.sentToDoor(owner, v)
	at := m.stallPathOf(sellerID) + "/orders/" + o.Code
	m.with(owner, actor.SeeOrders).get(at).shows(200).hides("/cash")
	_, other := m.Seller(t)
	m.with(other, actor.AllRights...).post(m.stallPathOf(other.SellerID) + "/orders/" + o.Code + "/cash").shows(404)
	b := m.with(owner, actor.HandleOrders)
	b.get(at).shows(200, at+"/cash", "Đã thu 130.000", "trả tiền mặt")
	b.post(at+"/deliver").shows(409, "Tiền của đơn chưa đến")
	for range 2 { // pressed twice
		b.post(at+"/cash").shows(200, "Người bán đã thu tiền mặt", "130.000").hides(at + "/cash\"")
	}
	if got := m.Balance(t, ledger.Seller(sellerID)); got != -130_000 {
		t.Errorf("the seller has %d", got)
	}
	b.post(at + "/deliver").shows(200)
	m.with(owner, actor.SeeMoney).get(m.stallPathOf(sellerID)+"/money/statement").shows(200, "Khách trả tiền mặt cho bạn", "130.000")

	m.OpenDoor(t, order.SellerTakes, order.EarnedBySeller, false) // switched off since
	late := m.sentToDoor(owner, v)
	at = m.stallPathOf(sellerID) + "/orders/" + late.Code
	b.get(at).shows(200).hides("/cash")
	b.post(at+"/cash").shows(409, "không trả bằng tiền mặt")
	m.Prove(t)
}

// The desk says it for a silent seller, of a carrier that collects for the market too.
func TestTheDeskTakesCashForASilentSeller(t *testing.T) {
	m := doorMarket(t, order.CarrierTakes, true)
	sellerID, owner := m.Seller(t)
	o := m.sentToDoor(owner, m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100}))
	desk, page := m.opens(m.enrol(account.Admin)), "/portal/desk/orders/"+o.Code
	desk.get(page).shows(200, page+"/cash", "130.000")
	desk.post(page+"/cash").shows(200, "Đã ghi tiền mặt", "Bên giao hàng giữ tiền mặt")
	if got := m.Balance(t, ledger.Courier("flat")); got != -130_000 {
		t.Errorf("the carrier has %d", got)
	}
	desk.post("/portal/desk/orders/nothing/cash").shows(404)
	m.Prove(t)
}

// A carrier's file is taken in, cleared with the one transfer that names it, and its odd
// lines settled; the page says at each step what waits.
// Of a parcel that nobody pays at its door the desk is asked after two weeks. The task leads
// to the order, is ended by what is noted there and by no words.
func TestTheDeskIsAskedAboutAParcelAtADoor(t *testing.T) {
	m := doorMarket(t, order.SellerTakes, false)
	sellerID, owner := m.Seller(t)
	o := m.sentToDoor(owner, m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100}))
	m.Pass(40 * 24 * time.Hour)
	b := m.opens(m.enrol(account.Admin))
	for range 2 {
		if err := m.parts.Fulfillment.DoorOverdue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	b.get("/portal/desk/money").shows(200, "Gói trả khi nhận", "130.000")
	var id string
	if err := m.DB.Read(t.Context()).Raw("SELECT id FROM money_tasks WHERE kind = 'door'").Scan(&id).Error; err != nil {
		t.Fatal(err)
	}
	at := "/portal/desk/money/" + id
	b.get(at).shows(200, "130.000", "/portal/desk/orders/"+o.Code).hides(at + "/close")
	b.post(at+"/close", "note", "đã hỏi").shows(409, "gói hàng")
	b.post("/portal/desk/orders/"+o.Code+"/return", "reason", "return.absent").shows(200)
	b.get("/portal/desk/money").shows(200).hides("130.000")
}

func TestTheDeskClearsARemittance(t *testing.T) {
	m := doorMarket(t, order.CarrierTakes, true)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	held, short, open, twice := m.sentToDoor(owner, v), m.sentToDoor(owner, v), m.sentToDoor(owner, v), m.sentToDoor(owner, v)
	if got := m.Transferred("paid", money.Of(130_000), m.Owed(t, twice.ID).Code); got != payments.Applied {
		t.Fatal(got)
	}
	if _, err := m.Till.TakeCash(t.Context(), owner, held.ID); err != nil {
		t.Fatal(err)
	}
	m.Pass(3 * 24 * 60 * 60 * 1e9)
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk").shows(200, "/portal/desk/remittances")
	desk.get("/portal/desk/doors").shows(200, held.Code, short.Code, open.Code, "Giữ 130.000", "3 ngày", "Chưa trả", "Bên giao hàng giữ")
	desk.get("/portal/desk/doors?carrier=pickup").shows(200, "Không còn tiền nào ở cửa").hides(open.Code)

	list := "/portal/desk/remittances"
	desk.get(list).shows(200, "Chưa có bảng kê nào")
	desk.post(list, "carrier", "flat", "reference", "COD-11").shows(422, "Chưa có tệp")
	file := fmt.Sprintf("code,amount\n%s,130000\n%s,120000\nNOBODY,5000\n%s,130000\n", held.Code, short.Code, twice.Code)
	desk.upload(list, "file", "cod.csv", []byte(file), "carrier", "", "reference", "COD-11").shows(422, "COD-11")
	desk.upload(list, "file", "cod.csv", []byte(file), "carrier", "flat", "reference", "x").shows(422, "Ít nhất 4")
	desk.upload(list, "file", "cod.csv", []byte("code,amount\nA,=1\n"), "carrier", "flat", "reference", "COD-11").shows(422, "Dòng 2")
	desk.upload(list, "file", "cod.csv", []byte(file), "carrier", "flat", "reference", "COD-11").
		shows(200, "Đã đọc bảng kê", "385.000", "Đúng, chờ tiền về", "Thiếu tiền", "Không rõ đơn nào", "Chưa có khoản tiền về").hides("Giải quyết dòng này")
	page, _, _ := strings.Cut(desk.where, "?")
	for n, text := range []string{"FLAT nop tien", "FLAT COD 11"} {
		if got := m.Till.Apply(t.Context(), "notice", saletest.Transfer(fmt.Sprint(n), money.Of(385_000), text, nil, m.Now()), "raw"); got != payments.Applied {
			t.Fatal(got)
		}
	}
	var wrong, right string
	for id, source := range map[*string]string{&wrong: "0", &right: "1"} {
		if err := m.DB.Read(t.Context()).Raw("SELECT id FROM bank_credits WHERE source_id = ?", source).Scan(id).Error; err != nil {
			t.Fatal(err)
		}
	}
	desk.get(page).shows(200, "FLAT nop tien", "Nội dung không có tên bảng kê", right).hides(wrong)
	desk.post(page+"/clear", "credit_id", wrong).shows(409, "COD-11")
	desk.post(page+"/clear", "credit_id", db.NewID()).shows(404)
	for range 2 {
		desk.post(page+"/clear", "credit_id", right).shows(200, "Đã khớp tiền", "Giải quyết dòng này")
	}
	desk.get(page+"?state=short").shows(200, short.Code).hides("NOBODY")
	var lines []struct{ ID, Code string }
	if err := m.DB.Read(t.Context()).Raw("SELECT id, code FROM remittance_lines ORDER BY number").Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	at := func(i int) string { return page + "/lines/" + lines[i].ID }
	desk.post(at(1)).shows(422, "Chỉ một trong hai")
	desk.post(at(1), "order_code", held.Code).shows(409, held.Code)
	desk.post(at(1), "order_code", short.Code).shows(200, "Đã gán cho đơn")
	desk.post(at(2), "evidence", "FT26110001").shows(200, "Đã trả lại", "FT26110001")
	desk.post(at(2), "evidence", "FT26110001").shows(409, "Dòng này đã xong")
	desk.get(page+"?state=unknown").shows(200, twice.Code, "khách đã trả đủ")
	desk.post(at(3), "order_code", open.Code, "paid_twice", "1").shows(409, "còn thiếu tiền", "checked")
	desk.post(at(3), "order_code", twice.Code, "paid_twice", "1").shows(200, "Trả lại khách").hides("Giải quyết dòng này")
	desk.get("/portal/desk/money").shows(200, "130.000")
	desk.post(page+"/lines/nothing", "evidence", "FT1").shows(404)
	desk.get(list + "/nothing").shows(404)
	desk.get("/portal/desk/doors").shows(200, open.Code).hides(held.Code, short.Code)
	m.Prove(t)
}

// More than was due is told of once to be looked at and once to be sent back: the first leads
// to the second, so that nobody transfers it twice.
func TestMoneyGoesBackFromOnePlace(t *testing.T) {
	m := doorMarket(t, order.SellerTakes, false)
	sellerID, owner := m.Seller(t)
	o := m.sentToDoor(owner, m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100}))
	m.pays(o, 180_000)
	var tasks []struct{ ID, Kind string }
	if err := m.DB.Read(t.Context()).Raw("SELECT id, kind FROM money_tasks WHERE state = 'open'").Scan(&tasks).Error; err != nil {
		t.Fatal(err)
	}
	at := map[string]string{}
	for _, one := range tasks {
		at[one.Kind] = "/portal/desk/money/" + one.ID
	}
	desk := m.opens(m.enrol(account.Admin))
	p, _, err := payment.OfOrder(t.Context(), m.DB.Read(t.Context()), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	desk.get("/portal/desk/money").shows(200, at["over"], at["transfer"], p.Code)
	desk.get(at["over"]).shows(200, at["transfer"], at["over"]+"/close", "chỉ một lần").hides("/transferred")
	desk.get(at["transfer"]).shows(200, at["transfer"]+"/transferred", "Chợ đã hỏi khách")
	desk.post(at["transfer"]+"/transferred", "evidence", "FT26123456789").shows(200).hides(at["over"], at["transfer"])
}

// Cash that a carrier hands over for an order that was paid by transfer meanwhile is not of
// nobody knows what: the desk reads what it is, and what to do with it.
func TestALineOfAnOrderThatIsPaidOtherwise(t *testing.T) {
	m := doorMarket(t, order.CarrierTakes, true)
	sellerID, owner := m.Seller(t)
	o := m.sentToDoor(owner, m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100}))
	m.pays(o, 130_000)
	desk := m.opens(m.enrol(account.Admin))
	list := "/portal/desk/remittances"
	desk.get(list)
	desk.upload(list, "file", "cod.csv", []byte("code,amount\n"+o.Code+",130000\n"), "carrier", "flat", "reference", "COD-12").
		shows(200, "Đơn này không chờ tiền mặt", "Khớp tiền xong thì trả lại")
	desk.get("/portal/desk/doors").shows(200).hides(o.Code)
}

// pays sends a transfer that names the payment of an order.
func (m *market) pays(o order.Order, dong int64) {
	m.t.Helper()
	p, _, err := payment.OfOrder(m.t.Context(), m.DB.Read(m.t.Context()), o.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	if got := m.Transferred(o.Code, money.Of(dong), p.Code); got != payments.Applied {
		m.t.Fatal(got)
	}
}
