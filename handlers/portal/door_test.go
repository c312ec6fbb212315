package portal

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/payments"
)

// doorMarket is a portal of a market where orders are paid when they arrive.
func doorMarket(t *testing.T, taker order.Taker, cash bool) *market {
	t.Helper()
	return openMarket(t, func(s *saletest.Shop) { s.OpenDoor(t, taker, order.EarnedBySeller, cash) })
}

// The slip of a parcel that is paid at the door carries what is due and its QR, for
// everybody who may see orders and for nobody else; until it is packed, and after it is
// paid, there is none.
func TestTheSlipOfAParcelPaidAtTheDoor(t *testing.T) {
	m := doorMarket(t, order.SellerTakes, false)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Basis: "gram", Price: 100_000, Stock: 10_000})
	o := m.Orders(t, m.AtDoor(t, m.Buyer(t), map[string]int64{v: 2_000}))[0]
	at := m.stallPathOf(sellerID) + "/orders/" + o.Code
	b := m.with(owner, actor.HandleOrders)
	b.get(at).shows(200, "khách trả khi nhận", "Khách trả khi nhận hàng", "230.000")
	b.post(at + "/confirm").shows(200)
	b.get(at+"/slip").shows(200, "Thu khi giao", "Chưa gói").hides("qr.png", "230.000")
	b.get(at + "/slip/qr.png").shows(404)
	b.post(at+"/pack", "quantities.1", "1,99").shows(200)
	b.get(at).shows(200, "In phiếu", "229.000")
	b.get(at+"/slip").shows(200, "229.000", "slip/qr.png", m.Owed(t, o.ID).Code, "không nhận tiền mặt").hides("Chưa gói")
	for _, right := range ordersTo {
		if one := m.with(owner, right).get(at + "/slip/qr.png"); one.status != 200 || !strings.HasPrefix(one.page, "\x89PNG") {
			t.Errorf("a member with the right %s: %d", right, one.status)
		}
		m.with(owner, right).get(at + "/slip").shows(200)
	}
	_, other := m.Seller(t)
	m.with(other, actor.AllRights...).get(at + "/slip/qr.png").shows(404)
	m.with(owner, actor.SeeMoney).get(at + "/slip/qr.png").shows(403)

	b.post(at+"/ship").shows(200, "Khách quét mã")
	b.post(at+"/deliver").shows(409, "Tiền của đơn chưa đến: còn 229.000 đ")
	if got := m.Transferred("1", m.Owed(t, o.ID).Amount, m.Owed(t, o.ID).Code); got != payments.Applied {
		t.Fatal(got)
	}
	b.get(at + "/slip/qr.png").shows(404)
	b.get(at + "/slip").shows(200).hides("Thu khi giao")
	b.post(at + "/deliver").shows(200)
	if got := m.Order(t, o.ID).Status; got != order.Delivered {
		t.Errorf("the order is %s", got)
	}
	m.Prove(t)
}
