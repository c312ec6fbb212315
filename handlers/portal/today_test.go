package portal

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/markettest"
	pages "github.com/chophien/chophien/web/portal"
)

// The first page of a stall is what is to be done, with one button for each order; where
// nothing is, it says what to do meanwhile; what is late is said calmly, with what follows.
func TestTheFirstPageIsAListOfThingsToDo(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	b.get(at).shows(200, "Không có đơn nào đang chờ", at+"/products/new", "/s/"+strings.TrimPrefix(at, "/portal/s/"))

	var codes []string
	for range perPage + 1 {
		codes = append(codes, m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 1}, "flat"))[0].Code)
		m.Pass(time.Minute)
	}
	first, last := pages.Spaced(codes[0]), pages.Spaced(codes[perPage])
	b.get(at).shows(200, first, "Trước 10\u00a0giờ", at+"/orders/"+codes[0]+"/confirm", "?after=").hides(last, "quá hạn")
	next := b.page[strings.Index(b.page, at+"?after="):]
	b.get(next[:strings.Index(next, `"`)]).shows(200, last).hides(first)
	m.with(owner, actor.SeeOrders).get(at).shows(200, first).hides("/confirm")

	b.post(at + "/orders/" + codes[0] + "/confirm")
	b.get(at+"?do=confirmed").shows(200, first, "hết thứ ba\u00a024/11", at+"/orders/"+codes[0]+"/pack").hides(pages.Spaced(codes[1]))
	b.get(at+"?do=packed").shows(200, "không có việc gì").hides(first)
	m.Pass(3 * 24 * time.Hour)
	b.get(at+"?do=confirmed").shows(200, "Quá hạn từ hết hôm qua", "hết thứ sáu\u00a027/11 đơn mới tự hủy", "1 đơn đã quá hạn")
	b.get(at+"/orders/day").shows(200, first, "Lấy từ kho", "1\u00a0hộp").hides("0900", "Người Nhận")
}

// A paper and a certificate that end within 30 days stand among what is to be done.
func TestPapersThatEndAreAmongWhatIsToBeDone(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	last := m.Now().Date().AddDays(30)
	err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE requirements SET state = 'accepted', reason = '', valid_until = ?, decided_by = 'officer', decided_at = ? WHERE seller_id = ? AND kind = 'food_safety'",
			last, m.Now(), sellerID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	b.get(at).shows(200, at+"/papers/food_safety", "Hết hạn "+last.Format())
	m.Pass(31 * 24 * time.Hour)
	m.with(owner, actor.AllRights...).get(at).shows(200).hides("Hết hạn " + last.Format())
}

// What went wrong beside the orders stands on the first page with the way to mend it: goods that
// the market took down, a refused paper.
func TestWhatWentWrongStandsOnTheFirstPage(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	variant := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 5})
	b.get(at).shows(200).hides("gỡ món này", "chưa được nhận")
	product, slug := "", ""
	tx := func(fn func(tx *gorm.DB) error) {
		t.Helper()
		if err := m.DB.Tx(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	tx(func(tx *gorm.DB) error {
		return tx.Raw("SELECT p.id, p.slug FROM products p JOIN variants v ON v.product_id = p.id WHERE v.id = ?", variant).Row().Scan(&product, &slug)
	})
	tx(func(tx *gorm.DB) error {
		return catalog.Hide(t.Context(), tx, product, "Ảnh của người khác", actor.Admin{PersonID: "desk"}, m.Now())
	})
	b.get(at).shows(200, "gỡ món này", at+"/products/"+slug)
	m.with(owner, actor.SeeOrders).get(at).shows(200).hides("gỡ món này")
	b.post(at+"/products/"+slug+"/hide").get(at).shows(200, "gỡ món này") // hiding twice changes nothing

	tx(func(tx *gorm.DB) error {
		return tx.Exec("UPDATE requirements SET state = 'rejected', reason = 'Ảnh mờ', decided_by = 'officer', decided_at = ? WHERE seller_id = ? AND kind = 'food_safety'", m.Now(), sellerID).Error
	})
	b.get(at).shows(200, "Giấy chưa được nhận", at+"/papers/food_safety")
	m.with(owner, actor.SeeOrders).get(at).shows(200).hides("Giấy chưa được nhận")
}
