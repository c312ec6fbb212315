package portal

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/markettest"
)

// A household is asked one thing after another, opens its harvest, sees what is ordered, and
// says that it is here; a wrong answer is asked again with what was typed.
func TestAHouseholdSellsAhead(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	variant := m.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000})
	at, b := m.stallPathOf(sellerID)+"/harvests", m.with(owner, actor.AllRights...)
	b.get(at).shows(200, "Bán trước mùa", "Nhận đặt hàng nào?")
	form := at + "/new/" + variant
	b.get(form).shows(200, "Nhận đặt nhiều nhất bao nhiêu?").hides("Có chỗ cần sửa")
	b.get(form+"?asked=most&most=0").shows(200, "Nhận đặt nhiều nhất bao nhiêu?")
	today := m.Now().Date()
	days := "&from=" + string(today.AddDays(20)) + "&to=" + string(today.AddDays(50))
	b.get(form+"?asked=most&most=5").shows(200, "Thu hái từ ngày nào đến ngày nào?")
	b.get(form+"?asked=days&most=5"+days).shows(200, "Thu hái từ ngày nào đến ngày nào?", "Chọn ngày cuối")
	days = "&from=" + string(today.AddDays(20)) + "&to=" + string(today.AddDays(22))
	b.get(form+"?asked=days&most=5"+days).shows(200, "Nhận đặt đến ngày nào?")
	b.get(form+"?asked=until&most=5&until="+string(today.AddDays(10))+days).shows(200, "Xem lại rồi mở", "Nhận đặt nhiều nhất 5", "again=days")
	b.get(form+"?again=days&most=5&until="+string(today.AddDays(10))+days).shows(200, "Thu hái từ ngày nào đến ngày nào?", `value="`+string(today.AddDays(22))+`"`).hides("Có chỗ cần sửa")
	answers := []string{"most", "5", "from", string(today.AddDays(20)), "to", string(today.AddDays(22)), "until", string(today.AddDays(10))}
	b.post(form, answers...)
	if b.status != 303 && b.status != 200 {
		t.Fatal(b.status, plain(b.page))
	}
	b.get(at).shows(200, "Đang nhận đặt")
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{variant: 3}, "flat"))[0]
	b.get(m.stallPathOf(sellerID)+"/orders/"+o.Code).shows(200, "Tới mùa mới làm đơn này").hides("Khách chưa trả tiền")
	_, page, _ := strings.Cut(b.get(at).page, at+"/0")
	id := "0" + page[:35]
	b.get(at+"/"+id).shows(200, "3", "1 đơn", "Hàng về rồi", "Dời ngày", "Mất mùa")
	b.post(at+"/"+id+"/move", "from", string(today.AddDays(40)), "to", string(today.AddDays(60))).shows(422, "Chọn ngày cuối")
	b.post(at+"/"+id+"/here", "quantity", "ba").shows(422)
	b.post(at+"/"+id+"/here", "quantity", "3")
	b.get(m.stallPathOf(sellerID)+"/orders/"+o.Code).shows(200, "Bạn gửi được hàng không?")
	b.get(at+"/"+id).shows(200, "Hàng đã về", "Xem việc cần làm").hides("Dời ngày", "0 đơn")
	b.post(at+"/"+id+"/fail").shows(409, "không nhận đặt trước nữa")
}

// A harvest whose days have come is asked after on the first page of the stall, with a way to
// say how it stands; when they are over the page says until when; answered, it asks no more.
func TestADueHarvestIsAmongWhatIsToBeDone(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	variant := m.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000})
	from := m.Now().Date().AddDays(2)
	v, err := m.parts.Harvests.Announce(t.Context(), sellerID, harvest.Announcement{VariantID: variant, From: from, To: from.AddDays(1), Until: from.AddDays(-1), Most: 5}, owner)
	if err != nil {
		t.Fatal(err)
	}
	at := m.stallPathOf(sellerID)
	way, today := at+"/harvests/"+v.Harvest.ID, func() *browser { return m.with(owner, actor.AllRights...).get(at) }
	today().shows(200).hides(way)
	m.Pass(2 * 24 * time.Hour)
	today().shows(200, way, "Hàng về chưa?", "Báo hàng về, dời ngày, hay mất mùa.")
	m.with(owner, actor.SeeOrders).get(at).shows(200).hides(way)
	m.Pass(2 * 24 * time.Hour)
	today().shows(200, way, "Quá ngày rồi. Hết ngày "+from.AddDays(4).Format())
	m.with(owner, actor.AllRights...).post(way+"/move", "from", string(from.AddDays(6)), "to", string(from.AddDays(7)))
	today().shows(200).hides(way)
	m.Pass(5 * 24 * time.Hour)
	b := today().shows(200, way)
	b.post(way+"/here", "quantity", "2")
	today().shows(200).hides(way)
}
