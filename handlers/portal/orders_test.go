package portal

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/order"
	pages "github.com/chophien/chophien/web/portal"
)

// A seller takes an order, weighs it, sends it and hands it over, page by page.
func TestASellerBringsAnOrderToItsEnd(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	piece := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	weighed := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50_000, Basis: string(measure.Gram)})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{piece: 2, weighed: 2000}, "flat"))[0]
	b, at := m.with(owner, actor.SeeOrders, actor.HandleOrders), m.stallPathOf(sellerID)
	page := at + "/orders/" + o.Code

	b.get(at).shows(200, pages.Spaced(o.Code), "Trước 10\u00a0giờ sáng mai", page+"/confirm")
	b.get(page).shows(200, page+"/confirm", page+"/refuse").hides(page + "/slip")
	b.get(page + "/slip").shows(404)
	b.post(page+"/confirm").shows(200, "Đã nhận đơn", page+"/pack", page+"/slip")
	b.get(page+"/slip").shows(200, o.Code)

	b.get(page+"/pack").shows(200, `value="2"`)
	b.post(page+"/pack", "quantities.1", "", "quantities.2", "hai cân").shows(422, "hai cân")
	typed := map[string]string{}
	for _, l := range m.Lines(t, o.ID) {
		typed[fieldOf(l)] = "2"
		if l.Basis == measure.Gram {
			typed[fieldOf(l)] = "1,98"
		}
	}
	b.post(page+"/pack", "quantities.1", typed["1"], "quantities.2", typed["2"]).shows(200, page+"/ship", "1,98")
	if got := m.Order(t, o.ID); got.Status != order.Packed || got.PackedGoods.Cmp(got.Goods) >= 0 {
		t.Fatalf("%+v", got)
	}
	b.get(page + "/ship").shows(200)
	b.post(page+"/ship", "tracking", "EB 123 456 789 VN").shows(200, "EB123456789VN", page+"/deliver")
	b.post(page+"/retrack", "tracking", "?").shows(422)
	b.post(page+"/retrack", "tracking", "EB123456780VN").shows(200, "EB123456780VN")
	b.post(page + "/deliver").shows(200)
	if got := m.Order(t, o.ID); got.Status != order.Delivered {
		t.Fatalf("%s", got.Status)
	}
	b.post(page + "/deliver").shows(200)              // once more does no harm
	b.post(page + "/confirm").shows(200)              // nor does an old page
	b.get(page).shows(200).hides("/deliver", "/pack") // nothing is left to press
	b.get(at+"/orders?status=delivered").shows(200, o.Code)
	b.get(at + "/orders?status=placed").shows(200).hides(o.Code)
	m.Prove(t)
}

// What is weighed is said in words before it is told, grams in the box of kilograms are
// refused as what they are, and a comma at the wrong place asks once more.
func TestTheScalesSayWhatAWeightComesTo(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50_000, Basis: string(measure.Gram), Price: 80_000})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2000}, "flat"))[0]
	b, page := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)+"/orders/"+o.Code+"/pack"
	b.post(m.stallPathOf(sellerID) + "/orders/" + o.Code + "/confirm")

	b.get(page).shows(200, `data-pad=",|`, `data-ordered="2000"`, `data-price="80000"`, `name="look"`)
	b.post(page, "quantities.1", "1,85", "look", "1").shows(200, `value="1,85"`, "Nhẹ hơn 150 gam: người mua được trả lại 12.000\u00a0đ.", "chợ hỏi người mua trước")
	b.post(page, "quantities.1", "2,1", "look", "1").shows(200, "Nặng hơn 100 gam: coi như biếu thêm.")
	b.post(page, "quantities.1", "1980").shows(422, "Ô này ghi ki-lô-gam. Khách đặt 2 kg.")
	b.post(page, "quantities.1", "0,198").shows(200, "Chưa bằng một nửa", "bấm lại", `name="sure.1" value="0,198"`)
	b.post(page, "quantities.1", "0,199", "sure.1", "0,198").shows(200, `name="sure.1" value="0,199"`)
	if got := m.Order(t, o.ID); got.Status != order.Confirmed || m.Count(t, "weight_questions", "") != 0 {
		t.Fatalf("%s: a look moved something", got.Status)
	}
	b.post(page, "quantities.1", "0,199", "sure.1", "0,199").shows(200, "Xin chờ")
	b.post(page, "quantities.1", "1,99").shows(200, "/ship")
	m.Prove(t)
}

// Who packs has beside the box how this product is packed, when the post takes it, and the
// words for the buyer.
func TestThePageOfPackingSaysHow(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	posted := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 1}, "flat"))[0]
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	b.post(at + "/orders/" + posted.Code + "/confirm")
	b.get(at+"/orders/"+posted.Code+"/pack").shows(200, "Nói gì với người mua", at+"/orders/"+posted.Code+"/talk").hides("Xem cách gói", "nhận hàng:")

	p, err := catalog.Find(t.Context(), m.DB.Read(t.Context()), m.productOf(v))
	if err != nil {
		t.Fatal(err)
	}
	b.post(at+"/packing/"+p.Slug, "words", "Lót lá chuối <b>", "name0", "Thùng vừa", "length0", "30", "width0", "20", "height0", "15", "holds0", "5 kg")
	b.post(at+"/post", "point", "Bưu cục Tú Lệ", "weekdays", "1", "weekdays", "4", "hours", "8 giờ")
	b.get(at+"/orders/"+posted.Code+"/pack").shows(200, "Xem cách gói", "Lót lá chuối &lt;b&gt;", "Thùng vừa: 30 × 20 × 15 cm, đựng 5 kg", "Bưu cục Tú Lệ nhận hàng: ", "Thứ ba, Thứ sáu · 8 giờ", "Lần gửi tới: 24/11/2026")
}

func TestASellerRefusesWithAReason(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	b, page := m.with(owner, actor.HandleOrders), m.stallPathOf(sellerID)+"/orders/"+o.Code

	b.get(page+"/refuse").shows(200, "refuse.sold_out", "Hết hàng")
	b.post(page+"/refuse", "reason", "because").shows(422, "Xin chọn lý do từ chối")
	b.post(page+"/refuse", "reason", "refuse.other", "words", " \n ").shows(422, "Xin ghi lý do", "checked")
	b.post(page+"/refuse", "reason", "refuse.other", "words", strings.Repeat("a", 301)).shows(422)
	b.post(page+"/refuse", "reason", "refuse.other", "words", "a\u202eb").shows(422)
	b.post(page+"/refuse", "reason", "refuse.other", "words", "Sương muối <b>\r\nhỏng vườn. Gọi 0912 345 678").shows(200, "Đã từ chối", "Lý do khác", "Sương muối &lt;b&gt; hỏng vườn. Gọi ••••").hides("0912", "<b>\n")
	if got := m.Order(t, o.ID); got.Status != order.Cancelled {
		t.Fatalf("%s", got.Status)
	}
	m.Prove(t)
}

func TestTheBuyersAddressIsReadOnlyWhileTheOrderIsOpen(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	b, page := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)+"/orders/"+o.Code
	b.get(page).shows(200).hides("tel:")
	b.post(page+"/confirm").shows(200, "tel:")
	b.post(page+"/refuse", "reason", "refuse.away").shows(200).hides("tel:")
	b.get(page + "/slip").shows(404)
}

// While the buyer is asked whether less will do, the seller is told to wait, not to pack.
func TestTheSellerWaitsWhileTheBuyerIsAsked(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 5}, "flat"))[0]
	b, page := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)+"/orders/"+o.Code
	b.post(page+"/confirm").shows(200, "Xin gói hàng")
	b.post(page+"/pack", "quantities.1", "2").shows(200, "Xin chờ", "gói lại", page+"/pack").hides("Xin gói hàng")
	b.post(page+"/pack", "quantities.1", "5").shows(200, page+"/ship").hides("Xin chờ.")
	m.Prove(t)
}

func TestAParcelThatCameBack(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	b, page := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)+"/orders/"+o.Code
	b.post(page + "/confirm")
	b.post(page+"/pack", "quantities.1", "2")
	b.post(page+"/ship", "tracking", "").shows(200)
	b.get(page+"/return").shows(200, "return.absent")
	b.post(page+"/return", "restock", "1").shows(422, "Xin chọn lý do trả hàng", "checked")
	b.post(page+"/return", "reason", "return.refused", "restock", "1").shows(200)
	if got := m.Order(t, o.ID); got.Status != order.Returned {
		t.Fatalf("%s", got.Status)
	}
	m.Prove(t)
}
