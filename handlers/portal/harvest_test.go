package portal

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
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
	b.post(at+"/"+id+"/move", "from", string(today.AddDays(20)), "to", string(today.AddDays(60))).shows(422, "Chọn ngày cuối")
	b.post(at+"/"+id+"/move", "from", string(today.AddDays(40)), "to", string(today.AddDays(22))).shows(422, "Ngày đầu muộn nhất là "+today.AddDays(36).Format())
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

// Of many goods a household is asked about ten at a time, those whose season is nearest first,
// and finds one by a part of its name.
func TestManyGoodsAreAskedAboutByTheirSeason(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	forms := make([]string, 12)
	for i := range forms {
		forms[i] = m.Variant(t, markettest.Good{SellerID: sellerID})
	}
	month := m.Now().Date().Month()
	season := func(form, name string, months ...int) {
		t.Helper()
		in, _ := catalog.MonthsOf(months...)
		if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE products SET season = ?, name_vi = ?, slug = ? WHERE id = (SELECT product_id FROM variants WHERE id = ?)", int(in), name, catalog.SlugOf(name), form).Error
		}); err != nil {
			t.Fatal(err)
		}
	}
	season(forms[0], "Măng mai", (month+1)%12+1)
	season(forms[1], "Cam sành", month%12+1)
	at, b := m.stallPathOf(sellerID)+"/harvests", m.with(owner, actor.AllRights...)
	shown := func(path string) (found []string) {
		t.Helper()
		page := b.get(path).shows(200, "Nhận đặt hàng nào?").page
		for _, part := range strings.Split(page, at+"/new/")[1:] {
			found = append(found, part[:36])
		}
		return found
	}
	first, rest := shown(at), shown(at+"?q=&from=10")
	if len(first) != 10 || len(rest) != 2 || first[0] != forms[1] || first[1] != forms[0] {
		t.Errorf("first %v, then %v", first, rest)
	}
	seen := map[string]bool{}
	for _, form := range append(first, rest...) {
		seen[form] = true
	}
	if len(seen) != len(forms) {
		t.Errorf("%d of %d forms can be announced", len(seen), len(forms))
	}
	if found := shown(at + "?q=m%C4%83ng"); len(found) != 1 || found[0] != forms[0] {
		t.Errorf("măng finds %v", found)
	}
	b.get(at+"?q=dua").shows(200, "Không có hàng nào như vậy.")
}

// What has no way to anybody is told before orders are taken; a place where it is fetched is one.
func TestAHouseholdHearsThatNobodyCanBeServed(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	heavy := m.Variant(t, markettest.Good{SellerID: sellerID, Min: 200}) // of 300 g each
	light := m.Variant(t, markettest.Good{SellerID: sellerID})
	b, today := m.with(owner, actor.AllRights...), m.Now().Date()
	b.post(m.stallPathOf(sellerID)+"/delivery/counter", "active", "true") // the post takes no parcel above 30 kg
	answers := "?asked=until&most=400&from=" + string(today.AddDays(20)) + "&to=" + string(today.AddDays(22)) + "&until=" + string(today.AddDays(10))
	at := m.stallPathOf(sellerID)
	b.get(at+"/harvests/new/"+light+answers).shows(200, "Xem lại rồi mở").hides("Chưa ai giao được")
	b.get(at+"/harvests/new/"+heavy+"?asked=most&most=150").shows(200, "Nhận đặt nhiều nhất bao nhiêu?", "200")
	b.get(at+"/harvests/new/"+heavy+answers).shows(200, "Xem lại rồi mở", "Chưa ai giao được hàng này", "Đơn ít nhất 200", at+"/delivery")
}
