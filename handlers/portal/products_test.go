package portal

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"regexp"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/stock"
)

func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range 64 {
		img.Set(i, i%48, color.RGBA{200, 120, 40, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A product goes on the shelf in seven steps; each asks one thing, and the last one says
// what the seller receives.
func TestAProductGoesOnTheShelf(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)

	b.get(at + "/products/new").shows(200)
	b.upload(at+"/products/new", "photos", "che.jpg", picture(t)).shows(200, "kind=tea", "photo=")
	name := regexp.MustCompile(`href="([^"]*kind=tea[^"]*)"`).FindStringSubmatch(b.page)
	to := strings.ReplaceAll(name[1], "&amp;", "&")
	b.get(to).shows(200)
	b.post(to, "name_vi", "").shows(422, "Xin ghi tên hàng")
	b.post(to, "name_vi", "Chè <b>Shan</b> thử").shows(200, "basis")
	product := regexp.MustCompile(`/products/([0-9a-f-]{36})/`).FindStringSubmatch(b.where)[1]
	page := at + "/products/" + product

	b.post(page+"/forms/new?new=1", "basis", "piece", "unit", "hộp", "price", "", "net_grams", "200").shows(422, "Xin ghi giá bán", `value="200"`)
	b.post(page+"/forms/new?new=1", "basis", "piece", "unit", "hộp", "price", "1,5", "net_grams", "200").shows(422, "Số tiền chưa đúng", `value="200"`)
	b.post(page+"/forms/new?new=1", "basis", "piece", "unit", "hộp", "price", "120.000", "net_grams", "200").shows(200, `name="counted"`)
	count, _, _ := strings.Cut(b.where, "?")
	b.post(count+"?new=1", "seen", "0", "counted", "12").shows(200, `name="version"`)
	b.get(page+"/look").shows(200, "Còn thiếu", "check=1").hides(page + "/publish")
	b.post(page+"/publish").shows(422, "Còn thiếu", "Xin ghi thành phần", "Xin ghi tên người làm ra")
	b.get(page+"/facts?check=1").shows(200, `id="f-ingredients_vi-wrong"`, `id="f-producer_name-wrong"`)

	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(b.page)[1]
	facts := []string{"kind", "tea", "class", "packed", "name_vi", "Chè <b>Shan</b> thử", "ward_code", "", "origin_text", "Bản Thử",
		"producer_name", "Hộ thử", "producer_address", "Bản Thử", "ingredients_vi", "Chè", "usage_vi", "Pha nước sôi", "storage_vi", "Nơi khô",
		"warnings_vi", "Không dùng khi mốc", "declaration_type", "self", "declaration_no", "01/THU", "tax_class", "goods", "season", "3", "season", "4"}
	b.post(page+"/facts", append(facts, "version", "99")...).shows(409, "Bản Thử")
	b.post(page+"/facts?new=1", append(facts, "version", version)...).shows(200, page+"/publish", "−6.000", "111.600").hides("Còn thiếu", "<b>Shan")
	b.post(page+"/publish").shows(200, "Đã bày bán")

	p, err := catalog.Find(t.Context(), m.DB.Read(t.Context()), product)
	if err != nil || p.State != catalog.Published || p.SellerID != sellerID {
		t.Fatalf("%+v %v", p, err)
	}
	b.get(page+"/photos").shows(200, "/media/")
	b.get(at+"/products?q=shan").shows(200, "Shan", "12")
	b.post(page+"/hide").shows(200, "Đã cất")
}

// The number that the seller saw goes along with the count.
func TestACountDoesNotUndoASale(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	product, _, err := catalog.FindVariant(t.Context(), m.DB.Read(t.Context()), v)
	if err != nil {
		t.Fatal(err)
	}
	b, page := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)+"/products/"+product.ProductID
	b.get(page+"/forms/"+v+"/stock").shows(200, `name="seen" value="10"`)
	b.post(page+"/forms/"+v+"/stock", "seen", "8", "counted", "7").shows(409, `name="seen" value="10"`, `value="7"`)
	b.post(page+"/forms/"+v+"/stock", "seen", "10", "counted", "").shows(422)
	b.post(page+"/forms/"+v+"/stock", "seen", "10", "counted", "7").shows(200)
	b.post(page+"/forms/"+v+"/receive", "quantity", "5", "best_before", "2030-01-01").shows(200)
	held, err := stock.Find(t.Context(), m.DB.Read(t.Context()), []string{v})
	if err != nil || held[v].OnHand != 12 {
		t.Fatal(held, err)
	}
	b.post(page+"/forms/"+v+"/price", "price", "0").shows(422)
	b.post(page+"/forms/"+v+"/price", "price", "65.000").shows(200, "65.000")
	b.get(page+"/forms/"+v).shows(200, `name="basis"`)
}

// A form of another product, or a product of another stall, does not exist.
func TestWhatBelongsToAnotherStallDoesNotExist(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	otherID, _ := m.Seller(t)
	mine, theirs := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 5}), m.Variant(t, markettest.Good{SellerID: otherID, Stock: 5})
	product := func(v string) string {
		found, _, err := catalog.FindVariant(t.Context(), m.DB.Read(t.Context()), v)
		if err != nil {
			t.Fatal(err)
		}
		return found.ProductID
	}
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{theirs: 1}, "flat"))[0]
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	for _, path := range []string{"/products/" + product(theirs), "/products/" + product(mine) + "/forms/" + theirs + "/price", "/orders/" + o.Code, "/orders/" + o.ID + "/pack", "/members/" + b.cookie[20:30]} {
		b.get(at + path).shows(404)
	}
	for _, path := range []string{"/products/" + product(theirs) + "/publish", "/products/" + product(mine) + "/forms/" + theirs + "/stock", "/orders/" + o.Code + "/confirm", "/orders/" + o.Code + "/pack"} {
		b.post(at + path).shows(404)
	}
}

// What a seller says of a paper counts only when an officer has compared it.
func TestAnOfficerComparesAPaper(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 5})
	found, _, err := catalog.FindVariant(t.Context(), m.DB.Read(t.Context()), v)
	if err != nil {
		t.Fatal(err)
	}
	b, page := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)+"/products/"+found.ProductID
	b.get(page + "/papers/new").shows(200)
	b.upload(page+"/papers/new", "scan", "x.html", []byte("<script>alert(1)</script>"), "kind", "ocop", "number", "12/QĐ").shows(415, `f-scan-wrong`, `value="12/QĐ"`)
	b.upload(page+"/papers/new", "scan", "giay.jpg", picture(t), "kind", "ocop", "number", "12/QĐ", "issuer", "UBND tỉnh", "stars", "4", "issued_on", "2026-01-05").shows(200, "Chờ cán bộ xem")

	officer := m.opens(m.enrol(account.Officer))
	officer.get("/portal/officer/papers").shows(200, "12/QĐ")
	to := regexp.MustCompile(`href="(/portal/officer/papers/[^"]+)"`).FindStringSubmatch(officer.page)[1]
	officer.get(to).shows(200, to+"/scan", `<img src="`+to+`/scan"`, `value="12/QĐ"`)
	res := officer.get(to + "/scan")
	if res.status != 200 || !strings.HasPrefix(res.page, "\xff\xd8") {
		t.Errorf("the scan answers %d", res.status)
	}
	b.get(to).shows(403)
	officer.post(to+"/refuse", "reason", "").shows(422)
	officer.post(to+"/verify", "kind", "ocop", "number", "", "stars", "4").shows(422)
	read := []string{"kind", "ocop", "number", "12/QĐ", "issuer", "UBND tỉnh", "stars", "4", "issued_on", "2026-01-05"}
	officer.post(to+"/verify", read...).shows(422, `id="f-recognised_year-wrong"`, "xin ghi năm công nhận")
	officer.post(to+"/verify", append(read, "recognised_year", "2026")...).shows(200)
	b.get(page).shows(200, "Đã xem, đúng")

	// What was found right can be withdrawn, with a reason, once, by who may judge it.
	officer.get(to).shows(200, to+"/withdraw").hides(to+"/verify", to+"/refuse")
	b.post(to+"/withdraw", "reason", "Thu hồi").shows(403)
	officer.post(to+"/withdraw", "reason", "").shows(422, `id="f-reason-wrong"`)
	officer.post("/portal/officer/papers/nothing/withdraw", "reason", "").shows(404)
	officer.post(to+"/withdraw", "reason", "Tỉnh đã thu hồi.").shows(200, "Giấy đã thu hồi")
	officer.post(to+"/withdraw", "reason", "Tỉnh đã thu hồi.").shows(409)
	b.get(page).shows(200, "Tỉnh đã thu hồi.").hides("Đã xem, đúng")
}

// Nothing is found right without a scan: the refusal stands where one can be added, and
// what the officer typed is still there.
func TestAPaperWithoutAScanIsNotVerified(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b := m.with(owner, actor.EditProducts)
	page := m.stallPathOf(sellerID) + "/products/" + m.productOf(m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 5}))
	b.get(page + "/papers/new")
	b.post(page+"/papers/new", "kind", "ocop", "number", "12/QĐ", "issuer", "UBND tỉnh", "stars", "4", "issued_on", "2026-01-05").shows(200)
	officer := m.opens(m.enrol(account.Officer))
	officer.get("/portal/officer/papers").shows(200, "12/QĐ")
	to := regexp.MustCompile(`href="(/portal/officer/papers/[^"]+)"`).FindStringSubmatch(officer.page)[1]
	officer.get(to).shows(200)
	officer.post(to+"/verify", "kind", "ocop", "number", "13/QĐ", "issuer", "UBND tỉnh", "stars", "4", "issued_on", "2026-01-05", "recognised_year", "2026").
		shows(422, `id="f-scan-wrong"`, `value="13/QĐ"`)
}
