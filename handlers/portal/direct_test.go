package portal

import (
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
)

// A seller who is paid by the buyer says on the order's page that the money is there, and
// pays back on the same road; the page says what the market does not do. Who may not handle
// money, and another stall, cannot.
func TestASellerConfirmsAndPaysBackOnThePages(t *testing.T) {
	m := openMarket(t, func(s *saletest.Shop) { s.OpenDirect(t) })
	sellerID, owner := m.Seller(t)
	m.Payee(t, owner, "1111222233")
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	by := m.Buyer(t)
	g := m.Direct(t, by, map[string]int64{v: 2})
	o := m.Orders(t, g)[0]
	at := m.stallPathOf(sellerID) + "/orders/" + o.Code
	m.with(owner, actor.HandleOrders).get(at).shows(200, "Khách chưa trả tiền", "Chợ không giữ tiền này").hides(at + "/received")
	m.with(owner, actor.SeeMoney).get(m.stallPathOf(sellerID)+"/money").shows(200, "không khấu trừ thuế")
	_, other := m.Seller(t)
	m.with(other, actor.AllRights...).post(m.stallPathOf(other.SellerID)+"/orders/"+o.Code+"/received", "amount", "130000", "text", "FT 01").shows(404)

	if _, err := m.Till.SayPaid(t.Context(), by, g.Code, ""); err != nil {
		t.Fatal(err)
	}
	b := m.with(owner, actor.HandleMoney, actor.HandleOrders, actor.SeeMoney)
	b.get(at).shows(200, at+"/received", "Chưa thấy tiền")
	b.get(at+"/received").shows(200, "Khách báo là đã chuyển khoản", "2233", "130.000", m.Owed(t, o.ID).Code)
	b.post(at+"/received", "amount", "130000", "text", "").shows(422, "lời báo của ngân hàng")
	for range 2 { // pressed twice
		b.post(at+"/received", "amount", "150000", "text", "MBVCB 77 +150,000").shows(200, "Khách đã trả thẳng cho bạn")
	}
	if p := m.Owed(t, o.ID); p.Received != money.Of(150_000) || p.Refunding != money.Of(20_000) {
		t.Errorf("%+v", p)
	}
	b.get(m.stallPathOf(sellerID)+"/money").shows(200, "Khách trả thẳng cho bạn", "/money/collected")
	b.get(m.stallPathOf(sellerID)+"/money/collected").shows(200, "Trả lại khách 20.000")
	all, err := m.Till.Owings(t.Context(), owner, o.ID)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	back := at + "/refunds/" + all[0].ID
	b.get(at).shows(200, back)
	b.get(back).shows(200, "Khách chưa cho số tài khoản")
	b.post(back, "evidence", "").shows(422)
	b.post(back, "evidence", "FT 99").shows(200).hides(back)
	b.get(m.stallPathOf(sellerID)+"/money/collected").shows(200, "Không có khoản nào chờ bạn")
	m.Prove(t)
}
