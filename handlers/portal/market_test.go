package portal

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
)

// A stall tells where it stands, when the post takes parcels and how its goods are packed,
// and prints its poster; a neighbour changes none of it.
func TestAStallTellsWhereItStandsAndHowItPacks(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	_, other := m.Seller(t)
	product, slug := m.productOf(m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})), ""
	if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Raw("SELECT slug FROM products WHERE id = ?", product).Scan(&slug).Error
	}); err != nil {
		t.Fatal(err)
	}
	at, b, neighbour := m.stallPathOf(sellerID), m.with(owner, actor.AllRights...), m.with(other, actor.AllRights...)
	b.get(at+"/stall").shows(200, at+"/markets", at+"/post", at+"/packing", at+"/spread")

	b.get(at+"/markets").shows(200, "Chưa ghi phiên chợ nào")
	b.post(at+"/markets/new", "market", "Chợ lùi", "dates", "5/12/2026, mai").shows(422, "f-dates-wrong", "5/12/2026, mai")
	b.post(at+"/markets/new", "market", "Chợ lùi", "dates", "11/12/2026 5/12/2026").shows(200, "05/12/2026, 11/12/2026")
	b.post(at+"/markets/new", "market", "Chợ <b>Tú Lệ</b>", "weekdays", "5", "weekdays", "6", "hours", "Sáng").shows(200, "Thứ bảy, Chủ nhật · Sáng", "&lt;b&gt;")
	remove := at + "/markets/" + strings.Split(strings.Split(b.page, at+"/markets/")[1], `"`)[0]
	neighbour.post(remove).shows(404)
	b.post(remove).shows(200)

	b.post(at+"/post", "weekdays", "1").shows(422, "f-point-wrong")
	b.get(at+"/post").shows(200, `name="point"`).hides(`type="checkbox"`)
	b.post(at+"/post", "at", "place", "point", " ").shows(422, "f-point-wrong").hides(`type="checkbox"`)
	b.post(at+"/post", "at", "place", "point", "Bưu điện xã").shows(200, `type="hidden" name="point" value="Bưu điện xã"`, `type="checkbox"`).hides("Mấy giờ")
	b.post(at+"/post", "at", "days", "point", "Bưu điện xã").shows(422, "f-weekdays-wrong")
	b.post(at+"/post", "at", "days", "point", "Bưu điện xã", "weekdays", "1", "weekdays", "4").shows(200, `type="hidden" name="weekdays" value="4"`, "Mấy giờ").hides(`type="checkbox"`)
	b.post(at+"/post", "at", "hours", "point", "Bưu điện xã", "weekdays", "1", "weekdays", "4").shows(200)
	b.get(at+"/post").shows(200, `value="Bưu điện xã"`, "thôi nhận ở đây")
	b.post(at + "/post").shows(200)
	b.get(at+"/post").shows(200).hides("Bưu điện xã\"", "thôi nhận ở đây")

	one := at + "/packing/" + slug
	b.get(at+"/packing").shows(200, one).hides("Đã ghi")
	b.post(one, "words", "Lót lá chuối", "name0", "vừa", "length0", "30", "width0", "x", "height0", "20").shows(422, "Thùng cần tên", `value="x"`)
	b.post(one, "words", "Lót lá chuối", "name0", "vừa", "length0", "30", "width0", "20", "height0", "20", "holds0", "5 kg").shows(200, "Đã ghi")
	b.get(one).shows(200, "Lót lá chuối", `value="30"`, "5 kg")

	b.get(at+"/spread").shows(200, base+"/s/", "facebook.com/sharer", at+"/spread/a4")
	for _, size := range []string{"a4", "a5"} {
		if b.get(at + "/spread/" + size); b.status != 200 || !strings.HasPrefix(b.page, "%PDF-") {
			t.Errorf("%s: %d %.20q", size, b.status, b.page)
		}
	}
	b.get(at + "/spread/a3").shows(404)
	for _, path := range []string{"/markets", "/post", "/packing", "/packing/" + slug, "/spread", "/spread/a4"} {
		neighbour.get(at + path).shows(404)
	}
	neighbour.get(m.stallPathOf(other.SellerID) + "/packing/" + slug).shows(404)
}
