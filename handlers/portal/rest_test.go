package portal

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
)

// A stall, or one of its goods, is put to sleep and woken with one tap; holidays are said
// and taken back.
func TestAStallIsPutToSleepAndWoken(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	_, other := m.Seller(t)
	product := m.productOf(m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10}))
	slug := ""
	if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Raw("SELECT slug FROM products WHERE id = ?", product).Scan(&slug).Error
	}); err != nil {
		t.Fatal(err)
	}
	at, b, neighbour := m.stallPathOf(sellerID), m.with(owner, actor.AllRights...), m.with(other, actor.AllRights...)
	b.get(at+"/stall").shows(200, at+"/rest")
	page := at + "/rest"
	b.get(page).shows(200, "Đang bán.", page+"/holiday", page+"/"+slug).hides("by_season", "/wake")
	b.post(page+"?by_season=1").shows(409, "Hàng này chưa ghi tháng có mùa")
	if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec("UPDATE products SET season = 256").Error }); err != nil { // September
		t.Fatal(err)
	}
	b.get(page).shows(200, "Mùa của hàng: tháng 9", page+"?by_season=1")
	b.post(page+"?by_season=1").shows(200, "Ngủ đến tháng 9", page+"/wake", "Lịch mùa tự lo").hides("by_season=1", "name=\"until\"")
	b.post(page+"/wake").shows(200, "Đang bán.", "name=\"until\"")
	b.post(page, "until", "2020-01-01").shows(422, "f-until-wrong", "2020-01-01")
	b.get(at).hides(`href="` + page + `"`)
	b.post(page, "until", "2026-12-24").shows(200, "Nghỉ đến 24/12/2026")
	b.get(at).shows(200, `href="`+page+`"`, "Nghỉ đến 24/12/2026", "chưa mua được") // who forgets it waits in vain
	m.with(owner, actor.SeeOrders).get(at).shows(200).hides(`href="` + page + `"`)
	b.post(page + "/wake").shows(200)
	b.post(page, "until", "").shows(200, "Đang ngủ")
	b.post(page + "/wake").shows(200)

	one := page + "/" + slug
	b.get(one).shows(200, "Đang bán.").hides(page + "/holiday")
	b.post(one+"?by_season=1").shows(200, "Ngủ đến tháng 9", one+"/wake")
	b.get(page).shows(200, "Ngủ đến tháng 9", "Đang bán.")
	b.post(one+"/wake").shows(200, "Đang bán.", "Món này đang bán").hides("Gian đang bán")

	holiday := page + "/holiday"
	b.post(holiday, "from", "2026-12-24", "to", "2026-12-20").shows(422, "f-to-wrong")
	b.post(holiday, "from", "2026-12-24", "to", "2026-12-26", "words", "Nhà có <đám> cưới").shows(200, "Nghỉ từ 24/12/2026 đến hết 26/12/2026", "&lt;đám&gt;", holiday+"/end")
	b.post(holiday + "/end").shows(200).hides(holiday + "/end")
	today := string(m.Now().Date())
	b.post(holiday, "from", today, "to", today, "words", "").shows(200)
	b.get(at).shows(200, `href="`+holiday+`"`, "Nghỉ từ "+m.Now().Date().Format())
	b.post(holiday + "/end").shows(200)
	b.get(at).hides(`href="` + holiday + `"`)
	b.post(holiday + "/end").shows(409)
	m.Pass(time.Hour)
	for _, path := range []string{page, one, holiday} {
		neighbour.get(path).shows(404)
		neighbour.post(path).shows(404)
	}
	neighbour.get(m.stallPathOf(other.SellerID) + "/rest/" + slug).shows(404)
	neighbour.post(m.stallPathOf(other.SellerID) + "/rest/" + slug).shows(404)
}
