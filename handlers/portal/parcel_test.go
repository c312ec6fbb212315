package portal

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// The papers of a parcel are printed by who may see orders, from the word that it will be
// sent until it is over; what goes with the goods stands on them.
func TestThePapersOfAParcel(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID})
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	form := at + "/products/" + m.productOf(v) + "/forms/" + v + "/receive"
	b.post(form, "quantity", "9", "code", "T11", "harvested_on", "2026-11-02", "best_before", "2027-11-02").shows(200)
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	page := at + "/orders/" + o.Code
	b.get(page + "/parcel.pdf").shows(404)
	b.post(page + "/confirm")
	for _, paper := range []string{"", "?paper=a4", "?paper=a6"} {
		if b.get(page + "/parcel.pdf" + paper); b.status != 200 || !strings.HasPrefix(b.page, "%PDF-1.") {
			t.Errorf("%q: %d", paper, b.status)
		}
	}
	b.get(page + "/parcel.pdf?paper=a3").shows(422)
	b.get(page+"/slip").shows(200, page+"/parcel.pdf?paper=a6", "2\u00a0").hides("T11")
	b.get(at + "/orders/labels.pdf") // none is packed
	if b.where != at {
		t.Errorf("led to %s", b.where)
	}
	b.post(page+"/pack", "quantities.1", "2").shows(200)
	b.get(page+"/slip").shows(200, "Lô T11", "02/11/2026", "02/11/2027")
	if b.get(at + "/orders/labels.pdf?paper=a6"); !strings.HasPrefix(b.page, "%PDF-1.") {
		t.Errorf("%d", b.status)
	}
	m.with(owner, actor.SeeOrders).get(page + "/slip").shows(200)
	m.with(owner, actor.SeeMoney).get(page + "/parcel.pdf").shows(403)
	_, other := m.Seller(t)
	m.with(other, actor.AllRights...).get(page + "/parcel.pdf").shows(404)

	phone := "0900 000"
	b.post(page+"/ship").shows(200, `"tel:0900000`, phone)
	b.post(page+"/deliver").shows(200, "••• ").hides("tel:0900000", phone)
	b.get(page + "/slip").shows(200).hides(phone)
	m.Prove(t)
}

// Whoever fetches a parcel shows the code: no number stands on its label.
func TestNoNumberOnAParcelThatIsFetched(t *testing.T) {
	if order.Packed.PhoneKnown() != true || order.Delivered.PhoneKnown() || order.Placed.PhoneKnown() || order.Completed.PhoneKnown() || !order.Delivered.AddressKnown() {
		t.Error("numbers are known too long, or not long enough")
	}
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 9})
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	b.post(at+"/pickup/new", "name", "Nhà văn hóa", "ward_code", m.ward(), "street", "Bản Thử", "hours", "8:00–17:00", "days", "0").shows(200)
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 1}, shipping.PickupCode))[0]
	page := at + "/orders/" + o.Code
	b.post(page+"/confirm").shows(200, `"tel:0900000`)
	b.get(page+"/slip").shows(200, "Nhà văn hóa", "••• ").hides("0900 000")
}

// A code is found however it was typed; of a slip of one letter the seller's own orders are
// offered, and another stall's never.
func TestAnOrderIsFoundByItsCode(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	b, at := m.with(owner, actor.HandleOrders), m.stallPathOf(sellerID)
	find, page := at+"/orders/find?code=", at+"/orders/"+o.Code
	b.get(at+"/orders/find").shows(200, "data-scan")
	for _, typed := range []string{o.Code, strings.ToLower(o.Code), o.Code[:5] + "%20" + o.Code[5:], "http%3A%2F%2Fmarket.test%2Forders%2F" + o.Code} {
		if b.get(find + typed); b.where != page {
			t.Errorf("%q led to %s: %d", typed, b.where, b.status)
		}
	}
	slip := "A" + o.Code[1:]
	if slip == o.Code {
		slip = "B" + o.Code[1:]
	}
	b.get(find+slip).shows(404, page, "Có phải đơn này không?")
	b.get(find+"AB").shows(404, "Không tìm thấy").hides(page)
	theirs, away := m.Seller(t)
	for _, typed := range []string{o.Code, slip} {
		m.with(away, actor.HandleOrders).get(m.stallPathOf(theirs) + "/orders/find?code=" + typed).shows(404).hides(page)
	}
}
