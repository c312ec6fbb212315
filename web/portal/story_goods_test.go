package portal

import (
	"testing"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

func goods(lang locale.Lang, path, title string) *Shell {
	s := shell(lang, path, title, "products")
	return backTo(s, "/portal/s/mau/products", s.T("portal.products"))
}

func TestProducts(t *testing.T) {
	s := goods(locale.Vi, "/portal/s/mau/products", "Hàng của tôi")
	row := ProductRow{URL: "/portal/s/mau/products/1", Name: longGood, Kind: "tea", Tone: view.Good, State: "Đang bán", Price: "450.000 đ / hộp", Stock: "Còn 12 hộp, 1.250 gói, 3 kg, …"}
	out := ProductRow{URL: "/portal/s/mau/products/2", Name: "Táo mèo", Kind: "pome", Tone: view.Good, State: "Đang bán", Price: "35.000 đ / kg", Stock: "Còn 0 g", Out: true}
	draft := ProductRow{URL: "/portal/s/mau/products/3", Name: "Rượu ngô", Kind: "spirit", Tone: view.Care, State: "Bản nháp"}
	p := ProductsPage{
		New: "/portal/s/mau/products/new", Claim: "/portal/s/mau/products/claim", Action: "/portal/s/mau/products", Query: "chè",
		Filters: []Filter{{"/portal/s/mau/products", "Tất cả", true}, {"/portal/s/mau/products?state=published", "Đang bán", false}, {"/portal/s/mau/products?state=draft", "Bản nháp", false}, {"/portal/s/mau/products?state=hidden", "Đã cất", false}},
		Rows:    []ProductRow{row, out, draft, row, row}, Pager: Pager{Next: "/portal/s/mau/products?after=x"},
	}
	viewtest.Golden(t, "products_many", Products(s, p))
	p.Rows, p.Pager, p.Query = nil, Pager{}, ""
	viewtest.Golden(t, "products_none", Products(goods(locale.En, "/portal/s/mau/products", "My goods"), p))
}

func aGood(s *Shell) ProductPage {
	return ProductPage{
		URL: "/portal/s/mau/products/1", Name: longGood, Kind: "tea", Tone: view.Care, State: s.T("portal.product.draft"),
		Missing: []Lack{{"/portal/s/mau/products/1/facts?check=1#f-ingredients_vi", "Xin ghi thành phần."}, {"/portal/s/mau/products/1/forms/2/price", "Xin ghi giá bán."}},
		Forms: []FormRow{
			{URL: "/portal/s/mau/products/1/forms/1", Name: "Hộp quà 200 g bọc vải thổ cẩm thêu tay", Price: "1.450.000 đ / hộp", OnHand: "1.250 hộp", Held: "125 hộp"},
			{URL: "/portal/s/mau/products/1/forms/2", Name: "Theo cân", Price: s.T("portal.product.no_price"), OnHand: "0 g", Off: true},
		},
		AddForm: "/portal/s/mau/products/1/forms/new", AddPaper: "/portal/s/mau/products/1/papers/new", Publish: "/portal/s/mau/products/1/look",
		Ways: []Way{{URL: "/portal/s/mau/products/1/facts", Icon: "edit", Label: s.T("portal.facts")}, {URL: "/portal/s/mau/products/1/photos", Icon: "camera", Label: s.T("portal.photos"), Count: "4"}},
		Papers: []Paper{
			{Name: "OCOP", Number: "2871/QĐ-UBND", Tone: view.Good, State: s.T("portal.paper.state.verified"), Until: s.T("portal.paper.last_day", "date", at.Date())},
			{Name: "VietGAP", Number: "VG-01", Tone: view.Bad, State: s.T("portal.paper.state.refused"), Why: "Ảnh mờ, không đọc được số."},
		},
	}
}

func TestProduct(t *testing.T) {
	for _, lang := range locale.All {
		s := goods(lang, "/portal/s/mau/products/1", longGood)
		viewtest.Golden(t, "product_draft_"+string(lang), Product(s, aGood(s)))
	}
	s := goods(locale.Vi, "/portal/s/mau/products/1", longGood)
	p := aGood(s)
	p.Tone, p.State, p.Missing, p.Publish, p.Papers = view.Good, s.T("portal.product.published"), nil, "", nil
	p.Shop, p.Hide = "/p/luc-bach-nien-tra", "/portal/s/mau/products/1/hide"
	viewtest.Golden(t, "product_published", Product(s, p))
	p.Tone, p.State, p.Shop, p.Hide, p.Why = view.Bad, s.T("portal.product.hidden"), "", "", "Không rõ nguồn gốc."
	p.Problems = view.Problems{{Sentence: "Chợ đã gỡ hàng này. Xin gọi bàn trợ giúp."}}
	viewtest.Golden(t, "product_taken_down", Product(s, p))
}

func TestLook(t *testing.T) {
	s := goods(locale.Vi, "/portal/s/mau/products/1/look", "Xem lại trước khi bán")
	p := LookPage{
		Action: "/portal/s/mau/products/1/publish", Step: 7,
		Card: view.Card{Slug: "luc-bach-nien-tra", Name: longGood, Kind: "tea", Price: vnd(450_000), Unit: "hộp 200 g", From: true, PerKg: vnd(2_250_000), Place: longPlace, Seller: longStall},
		Nets: []Net{{Name: "Hộp quà 200 g bọc vải thổ cẩm thêu tay", Sums: []view.Sum{{Name: s.T("portal.net.price"), Amount: vnd(450_000)}, {Name: s.T("portal.net.commission", "share", "5 %"), Amount: vnd(-22_500)},
			{Name: s.T("portal.net.commission_vat", "share", "10 %"), Amount: vnd(-2_250)}, {Name: s.T("portal.net.vat"), Amount: vnd(-4_500)}, {Name: s.T("portal.net.pit"), Amount: vnd(-2_250)}, {Name: s.T("portal.net.amount"), Amount: vnd(418_500), Total: true}}}},
	}
	viewtest.Golden(t, "look", Look(s, p))
	p.Missing, p.Nets, p.Step = aGood(s).Missing, nil, 0
	viewtest.Golden(t, "look_missing", Look(s, p))
}

func TestNewProduct(t *testing.T) {
	s := goods(locale.Vi, "/portal/s/mau/products/new", "Thêm hàng")
	viewtest.Golden(t, "new_photo", NewPhoto(s, NewPhotoPage{Action: "/portal/s/mau/products/new", Skip: "/portal/s/mau/products/new/kind", Problems: view.Problems{{Field: "photos", Sentence: "Ảnh này bị hỏng, không mở được. Xin chọn ảnh khác."}}}))
	viewtest.Golden(t, "new_kind", NewKind(s, NewKindPage{Kinds: []KindLink{{"/portal/s/mau/products/new/name?kind=tea", "Chè, trà", "tea"}, {"/portal/s/mau/products/new/name?kind=poultry", "Gà, vịt, lợn giống bản địa", "animal"}, {"/portal/s/mau/products/new/name?kind=spice", "Gia vị, mắm, đồ chấm", "basket"}}}))
	viewtest.Golden(t, "new_name", NewName(s, NewNamePage{Action: "/portal/s/mau/products/new/name?kind=tea", Kind: "Chè, trà", Drawing: "tea", Name: "Thần dược <b>Shan</b>", Problems: view.Problems{{Field: "name_vi", Sentence: "Không được viết hàng này chữa bệnh. Xin bỏ từ “thần dược”."}}}))
	units := []view.Option{{Value: "hộp", Label: "hộp"}, {Value: "chai", Label: "chai"}}
	viewtest.Golden(t, "form_new", Form(s, FormPage{Action: "/portal/s/mau/products/1/forms/new?new=1", Step: 4, Units: units, In: FormFields{Basis: "piece", Unit: "hộp", Price: "1,5", NetGrams: "200"}, Problems: view.Problems{{Field: "price", Sentence: "Số tiền chưa đúng. Hãy nhập số đồng, như 250.000."}}}))
	viewtest.Golden(t, "form_old", Form(s, FormPage{Action: "/portal/s/mau/products/1/forms/1", Old: true, Active: "/portal/s/mau/products/1/forms/1/active", On: true, Units: units, In: FormFields{Basis: "gram", Unit: "kg", Step: "0,5", Minimum: "0,5"}}))
	viewtest.Golden(t, "stock_new", Stock(s, StockPage{Action: "/portal/s/mau/products/1/forms/1/stock?new=1", Step: 5, Name: longGood, Weighed: true, Unit: "kg", Seen: "0", Now: "0 g"}))
	viewtest.Golden(t, "stock_moved", Stock(s, StockPage{Action: "/portal/s/mau/products/1/forms/1/stock", Name: longGood + ", Hộp 200 g", Unit: "hộp", Seen: "12", Now: "12 hộp", Held: "3 hộp", Value: "10", Problems: view.Problems{{Field: "counted", Sentence: "Kho vừa thay đổi. Xin xem lại rồi ghi."}}}))
	viewtest.Golden(t, "price", Price(s, PricePage{Action: "/portal/s/mau/products/1/forms/1/price", Name: longGood, Unit: "hộp", Now: vnd(450_000), Value: "0", Problems: view.Problems{{Field: "price", Sentence: "Giá phải lớn hơn 0 và không quá một tỷ đồng."}}}))
	viewtest.Golden(t, "receive", Receive(s, ReceivePage{Action: "/portal/s/mau/products/1/forms/1/receive", Name: longGood, Unit: "hộp", Quantity: "12", Best: "2027-01-01"}))
	text := func(name, value string, rows int) FactField {
		return FactField{Field: view.Field{Name: name, Label: s.T("portal.fact." + name), Value: value, Rows: rows, MaxLength: 200}}
	}
	ward := text("ward_code", "00001", 0)
	ward.Prompt, ward.Options = s.T("portal.fact.ward_none"), []view.Option{{Value: "00001", Label: "Xã Văn Chấn"}}
	months := []Month{{"1", "tháng 1", false}, {"2", "tháng 2", true}, {"12", "tháng 12", true}}
	viewtest.Golden(t, "facts", Facts(s, FactsPage{
		Action: "/portal/s/mau/products/1/facts?new=1", Step: 6, Version: "3", Kinds: []view.Option{{Value: "tea", Label: "Chè, trà"}}, Kind: "tea", Classes: []view.Option{{Value: "packed", Label: s.T("portal.class.packed")}}, Class: "packed",
		Needed: []FactField{text("name_vi", longGood, 0), ward, text("ingredients_vi", "", 2)}, More: []FactField{text("origin_text", "Bản Thử", 0), text("description_vi", "", 4)}, Months: months, Open: true,
		Problems: view.Problems{{Field: "ingredients_vi", Sentence: "Xin ghi thành phần."}},
	}))
	viewtest.Golden(t, "photos", Photos(s, PhotosPage{Action: "/portal/s/mau/products/1/photos", Photos: []PhotoRow{{"/media/a-320.jpg", "", "/portal/s/mau/products/1/photos/a/remove"}, {"/media/b-320.jpg", "/portal/s/mau/products/1/photos/b/first", "/portal/s/mau/products/1/photos/b/remove"}}}))
	viewtest.Golden(t, "claim", Claim(s, ClaimPage{Action: "/portal/s/mau/products/claim", Query: "che", Asked: true, Rows: []ClaimRow{{"/portal/s/mau/products/claim/1", longGood, longPlace, "tea"}}}))
	viewtest.Golden(t, "claim_none", Claim(s, ClaimPage{Action: "/portal/s/mau/products/claim", Query: "xyz", Asked: true}))
	viewtest.Golden(t, "paper", NewPaper(s, PaperPage{Action: "/portal/s/mau/products/1/papers/new", Kinds: []view.Option{{Value: "ocop", Label: "OCOP"}, {Value: "gi", Label: "Chỉ dẫn địa lý"}}, Kind: "ocop", Number: "2871/QĐ-UBND", Stars: "4", Issued: "2023-12-29", Problems: view.Problems{{Field: "scan", Sentence: "Chợ chỉ nhận ảnh JPEG, PNG hoặc WebP. Xin chọn tệp khác."}}}))
}
