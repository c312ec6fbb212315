package portal

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"regexp"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
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

// listed goes through the first questions, and gives the address of the draft.
func (b *browser) listed(at, name, kind string) string {
	b.t.Helper()
	b.post(at+"/products/new", "name_vi", name).shows(200, `value="`+kind+`"`)
	b.post(b.where, "name_vi", name, "kind", kind).shows(200)
	return at + "/products/" + regexp.MustCompile(`/products/([0-9a-f-]{36})/`).FindStringSubmatch(b.where)[1]
}

// A product goes on the shelf by one question a screen, and the last one says what the
// seller receives. What its class obliges is asked; what the stall can answer is proposed.
func TestAProductGoesOnTheShelf(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)

	b.get(at + "/products/new").shows(200)
	b.upload(at+"/products/new", "photos", "che.jpg", picture(t), "name_vi", "").shows(422, "Xin ghi tên hàng", "/media/") // the picture stays
	name := html.UnescapeString(regexp.MustCompile(`action="([^"]+\?photo=[^"]+)"`).FindStringSubmatch(b.page)[1])
	b.post(name, "name_vi", "").shows(422, "Xin ghi tên hàng")
	b.post(name, "name_vi", strings.Repeat("Chè ", 2_500)).shows(422, `id="f-name_vi-wrong"`)
	b.post(name, "name_vi", "Chè <b>Shan</b> thử 🍵").shows(200, `value="tea"`, "Loại hàng khác", "&lt;b&gt;Shan").hides("<b>Shan")
	kind := b.where
	photo := regexp.MustCompile(`name="photo" value="([^"]+)"`).FindStringSubmatch(b.page)[1]
	b.post(kind, "name_vi", "Chè <b>Shan</b> thử 🍵", "photo", photo, "kind", "xyz").shows(422, "Xin chọn loại hàng")
	b.post(kind, "name_vi", "Chè <b>Shan</b> thử 🍵", "photo", photo, "kind", "tea").shows(200, `name="price"`, `value="hộp"`)
	product := regexp.MustCompile(`/products/([0-9a-f-]{36})/`).FindStringSubmatch(b.where)[1]
	page := at + "/products/" + product

	b.get(at+"/products").shows(200, "Hàng đang làm dở", page+"/next")
	b.get(page+"/next").shows(200, `name="price"`)
	b.post(page+"/sell", "unit", "hộp", "price", "", "seen", "0").shows(422, "Xin ghi giá bán")
	b.post(page+"/sell", "unit", "hộp", "price", "1,5", "seen", "0").shows(422, "Số tiền chưa đúng", `value="1,5"`)
	b.post(page+"/sell", "unit", "", "price", "1.000", "seen", "0").shows(422, `id="f-unit-wrong"`, "một nghìn đồng")
	b.post(page+"/sell", "unit", "hộp", "price", "120.000", "seen", "0").shows(200, `name="weight"`)
	b.post(page+"/weigh", "version", version(b), "weight", "", "of", "g").shows(422, "Xin ghi cân nặng")
	b.post(page+"/weigh", "version", version(b), "weight", "200", "of", "g").shows(200, `name="counted"`)
	b.post(b.where, "seen", "0", "counted", "12").shows(200, `name="producer_name"`, "Gian thử")
	b.get(page+"/look").shows(200, "Còn thiếu", "check=1").hides(page + "/publish")
	b.post(page+"/publish").shows(422, "Còn thiếu", "Xin ghi thành phần", "Xin ghi tên người làm ra")
	b.get(page+"/facts?check=1").shows(200, `id="f-ingredients_vi-wrong"`, `id="f-producer_name-wrong"`)
	b.get(page + "/next")
	for _, q := range [][]string{
		{"producer_name", "Hộ thử"}, {"producer_address", "Bản Thử"}, {"ingredients_vi", "Chè"}, {"usage_vi", "Pha nước sôi"}, {"storage_vi", "Nơi khô"},
		{"warnings_vi", "Không dùng khi mốc"}, {"declaration_no", "01/THU", "declaration_type", "self"},
	} {
		b.shows(200, `name="`+q[0]+`"`)
		question := b.where
		if q[0] == "declaration_no" { // the paper alone may wait
			b.shows(200, "để sau").get(page+"?done=later").shows(200, "Hàng đã giữ là bản nháp", page+"/next").get(page + "/next")
		} else {
			b.hides("để sau")
		}
		b.post(question, append([]string{"seen", "", q[0], ""}, q[2:]...)...).shows(422, `id="f-`+q[0]+`-wrong"`)
		b.post(question, append([]string{"seen", "", q[0], q[1]}, q[2:]...)...)
	}
	b.shows(200, page+"/publish", "−6.000", "111.600").hides("Còn thiếu", "<b>Shan")
	b.post(page+"/publish").shows(200, "Đã bày bán")

	p, err := catalog.Find(t.Context(), m.DB.Read(t.Context()), product)
	if err != nil || p.State != catalog.Published || p.SellerID != sellerID || p.DeclarationType != "self" {
		t.Fatalf("%+v %v", p, err)
	}
	b.get(page+"/photos").shows(200, "/media/")
	b.get(at+"/products?q=shan").shows(200, "Shan", "12")
	b.post(page+"/hide").shows(200, "Đã cất")

	// Next season nothing is asked but price and quantity.
	b.get(at+"/products/new").shows(200, at+"/products/rested")
	b.get(at+"/products/rested").shows(200, page+"/sell?new=1", "120.000")
	b.get(page+"/sell?new=1").shows(200, `value="120.000"`, `name="seen" value="120000"`, "một trăm hai mươi nghìn đồng", "111.600")
	b.post(page+"/sell", "unit", "hộp", "price", "130000", "seen", "120000").shows(200, page+"/publish")
	b.post(page+"/publish").shows(200, "Đã bày bán")
}

// A form of pictures that comes again after a lost answer hangs nothing twice.
func TestPicturesThatComeAgainHangOnce(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)
	page := b.listed(at, "Măng tươi", "vegetables")
	key := db.NewID()
	for range 3 {
		body := &bytes.Buffer{}
		w := multipart.NewWriter(body)
		for name, value := range map[string]string{"csrf": b.token(), "key": key} {
			if err := w.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		part, err := w.CreateFormFile("photos", "a.jpg")
		if err == nil {
			_, err = part.Write(picture(t))
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		b.send("POST", page+"/photos", w.FormDataContentType(), body)
		b.shows(200)
	}
	b.get(page + "/photos").shows(200)
	if n := strings.Count(b.page, page+"/photos/"); n != 1 { // the way to take it off
		t.Errorf("%d pictures\n%s", n, b.page)
	}
}

func version(b *browser) string {
	return regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(b.page)[1]
}

// Raw produce of a grower is on the shelf after price, quantity, months and one press.
func TestProduceOfTheGrowerAsksLittle(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)
	page := b.listed(at, "mang tuoi", "vegetables")
	b.get(page+"/next").shows(200, `name="price"`, `value="kg"`)
	b.post(page+"/sell", "unit", "kg", "price", "25000", "seen", "0").shows(200, `name="counted"`)
	b.post(b.where, "seen", "0", "counted", "40,5").shows(200, `name="season"`)
	b.post(b.where, "seen", "", "season", "7", "season", "8").shows(200, `name="tax_class"`)
	b.post(b.where, "seen", "").shows(422)
	b.post(b.where, "seen", "", "tax_class", "own_raw_produce").shows(200, page+"/publish", "25.000")
	b.post(page+"/publish").shows(200, "Đã bày bán")

	// The next one may be made like it: one press tells the kind, the months and the rest.
	b.post(at+"/products/new", "name_vi", "Măng tươi vụ hai").shows(200, "mang tuoi", "tháng 7 đến tháng 8", `value="vegetables"`)
	id := regexp.MustCompile(`name="like_id" value="([^"]+)"`).FindStringSubmatch(b.page)[1]
	kinds := b.where
	b.post(kinds, "name_vi", "Măng tươi vụ hai", "like_id", db.NewID()).shows(422, `value="vegetables"`)
	b.post(kinds, "name_vi", "Măng tươi vụ hai", "like_id", id).shows(200, `name="price"`)
	again := at + "/products/" + regexp.MustCompile(`/products/([0-9a-f-]{36})/`).FindStringSubmatch(b.where)[1]
	p, err := catalog.Find(t.Context(), m.DB.Read(t.Context()), strings.TrimPrefix(again, at+"/products/"))
	if err != nil || len(p.Season.List()) != 2 || p.Kind != "vegetables" {
		t.Errorf("%+v, %v", p, err)
	}
	b.post(again+"/sell", "unit", "kg", "price", "25000", "seen", "0")
	b.post(b.where, "seen", "0", "counted", "40").shows(200, `name="tax_class"`).hides(`name="season"`)
	b.get(at+"/products/new/kind?name=Xyz").shows(200, `value="tea"`).hides(`name="like_id"`)
}

// The months of a harvest are told by one press, from a month to a month, or one by one;
// what is sent without any is asked again.
func TestTheMonthsOfAHarvest(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)
	page := b.listed(at, "Măng tươi", "vegetables")
	ask, seen := page+"/ask/season?new=1", ""
	b.get(ask).shows(200, `name="when" value="all"`, `name="from"`, `name="season"`)
	for _, wrong := range [][]string{{}, {"from", "0"}, {"from", "13", "to", "2"}, {"to", "x"}, {"season", "13"}, {"when", "7,x"}, {"when", "0"}} {
		b.post(ask, append([]string{"seen", ""}, wrong...)...).shows(422, `id="f-season-wrong"`)
	}
	b.post(ask, "seen", "", "from", "13", "to", "2").shows(422, `value="13"`, `value="2"`)
	for _, c := range []struct {
		typed []string
		want  string
	}{
		{[]string{"when", "all"}, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"},
		{[]string{"when", "7,8"}, "7, 8"},
		{[]string{"from", "7"}, "7"},
		{[]string{"from", " 11 ", "to", "2"}, "1, 2, 11, 12"},
		{[]string{"from", "5", "to", "6", "season", "10"}, "5, 6, 10"},
		{[]string{"season", "3", "season", "9"}, "3, 9"},
	} {
		b.post(ask, append([]string{"seen", seen}, c.typed...)...).shows(200, page)
		p, err := catalog.Find(t.Context(), m.DB.Read(t.Context()), strings.TrimPrefix(page, at+"/products/"))
		if seen = strings.Trim(strings.ReplaceAll(fmt.Sprint(p.Season.List()), " ", ", "), "[]"); err != nil || seen != c.want {
			t.Errorf("%v: %s, %v", c.typed, seen, err)
		}
	}
	b.get(ask).shows(200, `value="3" checked`, `value="9" checked`).hides(`name="from" value="3"`)
	b.post(ask, "seen", seen, "from", "11", "to", "2").get(ask).shows(200, `name="from" value="11"`, `name="to" value="2"`).hides("checked")
	b.post(ask, "seen", "", "when", "all").shows(409, "1, 2, 11, 12", "Ghi theo tôi")

	// What similar goods say is one press; another year's words are another's.
	b.post(page+"/sell", "unit", "kg", "price", "25000", "seen", "0").post(b.where, "seen", "0", "counted", "4")
	b.post(page+"/ask/tax_class?new=1", "seen", "", "tax_class", "own_raw_produce").post(page+"/publish").shows(200, "Đã bày bán")
	other := b.listed(at, "Măng nứa tươi", "vegetables")
	b.get(other+"/ask/season?new=1").shows(200, `name="when" value="1,2,11,12"`, "tháng 11 đến tháng 2")
	far := b.listed(at, "Rau cải", "vegetables")
	b.get(far+"/ask/season?new=1").shows(200, `value="all"`).hides(`value="1,2,11,12"`)
}

// Two phones edit one product: the second sees both values and says which one holds.
func TestTwoPhonesSeeBothValues(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	one, two, at := m.with(owner, actor.EditProducts), m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)
	page := one.listed(at, "Măng tươi", "vegetables")
	one.post(page+"/sell", "unit", "kg", "price", "25000", "seen", "0").shows(200)
	two.post(page+"/sell", "unit", "kg", "price", "27000", "seen", "0").shows(409, "Chợ đang ghi", "25.000", "27.000", "Ghi theo tôi", `name="seen" value="25000"`)
	two.post(page+"/sell", "unit", "kg", "price", "27000", "seen", "25000").shows(200)
	variant := regexp.MustCompile(`/forms/([0-9a-f-]{36})/stock`).FindStringSubmatch(two.where)[1]
	form := page + "/forms/" + variant
	one.post(form+"/price", "seen", "25000", "price", "20000").shows(409, "Chợ đang ghi", "27.000", "20.000", `name="seen" value="27000"`)
	one.post(form+"/price", "seen", "27000", "price", "20000").shows(200)
	one.post(form+"/stock", "seen", "0", "counted", "5").shows(200)
	two.post(form+"/stock", "seen", "0", "counted", "7").shows(409, "Chợ đang ghi", "5 kg", "7 kg")

	one.post(page+"/ask/storage_vi", "seen", "", "storage_vi", "Nơi mát").shows(200)
	two.post(page+"/ask/storage_vi", "seen", "", "storage_vi", "Trong tủ lạnh").shows(409, "Nơi mát", "Trong tủ lạnh", "Giữ như chợ đang ghi")
	two.post(page+"/ask/storage_vi", "seen", "Nơi mát", "storage_vi", "Trong tủ lạnh").shows(200)
	two.post(page+"/ask/usage_vi", "seen", "", "usage_vi", "Luộc").shows(200) // another question is no clash

	one.get(page + "/facts")
	old := version(one)
	facts := func(version, usage string) []string {
		return []string{"version", version, "kind", "vegetables", "class", "raw", "name_vi", "Măng tươi", "ward_code", "", "origin_text", "Bản Thử", "usage_vi", usage, "storage_vi", "Trong tủ lạnh", "tax_class", "goods"}
	}
	two.post(page+"/facts", facts(old, "Xào")...).shows(200)
	one.post(page+"/facts", facts(old, "Nấu")...).shows(409, "Chợ đang ghi", "Xào", "Nấu", "Ghi theo tôi")
	one.post(page+"/facts", facts(version(one), "Nấu")...).shows(200)
	one.get(form).shows(200)
	old = version(one)
	two.post(form, "version", old, "unit", "kg", "minimum", "1").shows(200)
	one.post(form, "version", old, "unit", "kg", "minimum", "2").shows(409)
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
	b.get(page + "/forms/" + v + "/price")
	seen := regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(b.page)[1]
	b.post(page+"/forms/"+v+"/price", "seen", seen, "price", "0").shows(422)
	b.post(page+"/forms/"+v+"/price", "seen", seen, "price", "65.000").shows(200, "65.000")
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
	officer.get(to).shows(200, to+"/withdraw", "Mấy sao?", "Năm công nhận").hides(to+"/verify", to+"/refuse")
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
	b.post(page+"/papers/new", "kind", "ocop").shows(422, `id="f-scan-wrong"`, "Có một thứ là đủ")
	b.post(page+"/papers/new", "kind", "ocop", "number", "12/QĐ", "issuer", "UBND tỉnh", "stars", "4", "issued_on", "2026-01-05").shows(200)
	officer := m.opens(m.enrol(account.Officer))
	officer.get("/portal/officer/papers").shows(200, "12/QĐ")
	to := regexp.MustCompile(`href="(/portal/officer/papers/[^"]+)"`).FindStringSubmatch(officer.page)[1]
	officer.get(to).shows(200)
	officer.post(to+"/verify", "kind", "ocop", "number", "13/QĐ", "issuer", "UBND tỉnh", "stars", "4", "issued_on", "2026-01-05", "recognised_year", "2026").
		shows(422, `id="f-scan-wrong"`, `value="13/QĐ"`)
}
