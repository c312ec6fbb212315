package portal

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
)

// A household sees what an order brought and why, and what a kilogram brings beside the
// trader's price that it has noted; a neighbour sees none of it.
func TestAHouseholdSeesItsMoney(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	_, other := m.Seller(t)
	tea := m.Variant(t, markettest.Good{SellerID: sellerID, Basis: "gram", Stock: 10_000, Price: 100_000})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{tea: 2000}, "flat"))[0]
	at, b, neighbour := m.stallPathOf(sellerID), m.with(owner, actor.AllRights...), m.with(other, actor.AllRights...)

	b.get(at+"/money").shows(200, at+"/money/orders", at+"/money/perkg", "Hôm nay", "Năm nay", "0 đơn xong", "<meter")
	b.get(at+"/money/orders").shows(200, o.Code, "Đơn chưa xong")
	page := at + "/money/orders/" + o.Code
	b.get(page).shows(200, "Tiền của đơn "+o.Code, "Xong rồi bạn nhận số này", "200.000", "−10.000", "−1.000", at+"/orders/"+o.Code)
	neighbour.get(page).shows(404)
	neighbour.get(m.stallPathOf(other.SellerID) + "/money/orders/" + o.Code).shows(404)

	id := o.ID
	f := m.parts.Fulfillment
	for _, step := range []func() error{
		func() error { _, err := f.Confirm(t.Context(), owner, id); return err },
		func() error { _, err := f.Pack(t.Context(), owner, id, m.AsOrdered(t, id)); return err },
		func() error { _, err := f.Ship(t.Context(), owner, id, ""); return err },
		func() error { _, err := f.Deliver(t.Context(), owner, id); return err },
		func() error { m.Pass(4 * 24 * time.Hour); return f.CompleteDue(t.Context()) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	told, err := m.parts.Cashier.OfOrder(t.Context(), owner, id)
	if err != nil || !told.Ended || told.Net != told.Booked {
		t.Fatal(told, err)
	}
	b = m.with(owner, actor.SeeMoney)
	b.get(page).shows(200, "Tiền này là của bạn", "214.650").hides(at + "/orders/" + o.Code)
	b.get(at+"/money").shows(200, "1 đơn xong")

	form := at + "/money/trader/new"
	b.get(at+"/money/perkg").shows(200, "93.000", form+"?product_id="+m.productOf(tea)).hides("Thương lái trả")
	b.get(form).shows(200, m.productOf(tea), "kind/tea")
	b.post(at+"/money/trader", "product_id", "", "price", "tám mươi", "asked", "<b>chị Mẫu</b>").shows(422, "f-price-wrong", "&lt;b&gt;")
	b.post(at+"/money/trader", "product_id", m.productOf(tea), "price", "", "day", "2026-01-01").shows(422, "Giá một ký")
	b.post(at+"/money/trader", "product_id", m.productOf(tea), "price", "81.000", "asked", "Chị Mẫu").shows(200, "hơn thương lái", "12.000", "Chị Mẫu", at+"/money/trader")
	b.post(at+"/money/trader", "product_id", "kind/tea", "price", "99000").shows(200, "12.000") // its own comes first
	b.get(at+"/money/trader").shows(200, "81.000", "99.000", "Cả loại: Chè, trà")
	remove := at + "/money/trader/" + strings.Split(strings.Split(b.page, at+"/money/trader/")[1], `"`)[0]
	neighbour.post(remove).shows(404)
	b.post(remove).shows(200).hides("99.000")
	b.post(at+"/money/trader/"+strings.Split(strings.Split(b.page, at+"/money/trader/")[1], `"`)[0]).shows(200, "Chưa ghi giá nào")
	b.post(at+"/money/trader", "product_id", "kind/tea", "price", "99000").shows(200, "Thương lái trả hơn", "6.000")
	blind := m.with(owner, actor.SeeOrders)
	for _, p := range []string{"/money/orders", "/money/perkg", "/money/trader", "/money/trader/new"} {
		blind.get(at + p).shows(403)
		neighbour.get(at + p).shows(404)
	}
}
