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
		Filters:    []Filter{{"/portal/s/mau/products", "Tất cả", true}, {"/portal/s/mau/products?state=published", "Đang bán", false}, {"/portal/s/mau/products?state=draft", "Bản nháp", false}, {"/portal/s/mau/products?state=hidden", "Đã cất", false}},
		Unfinished: []Way{{URL: "/portal/s/mau/products/3/next", Icon: "edit", Label: "Rượu ngô", Hint: s.T("portal.unfinished.on")}},
		Rows:       []ProductRow{row, out, draft, row, row}, Pager: Pager{Next: "/portal/s/mau/products?after=x"},
	}
	viewtest.Golden(t, "products_many", Products(s, p))
	p.Rows, p.Unfinished, p.Pager, p.Query = nil, nil, Pager{}, ""
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
		AddForm: "/portal/s/mau/products/1/forms/new", AddPaper: "/portal/s/mau/products/1/papers/new", Publish: "/portal/s/mau/products/1/look", Next: "/portal/s/mau/products/1/next",
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
	p.Next = ""
	p.Shop, p.Hide = "/p/luc-bach-nien-tra", "/portal/s/mau/products/1/hide"
	viewtest.Golden(t, "product_published", Product(s, p))
	p.Tone, p.State, p.Shop, p.Hide, p.Why = view.Bad, s.T("portal.product.hidden"), "", "", "Không rõ nguồn gốc."
	p.Problems = view.Problems{{Sentence: "Chợ đã gỡ hàng này. Xin gọi bàn trợ giúp."}}
	viewtest.Golden(t, "product_taken_down", Product(s, p))
}

func TestLook(t *testing.T) {
	s := goods(locale.Vi, "/portal/s/mau/products/1/look", "Xem lại trước khi bán")
	p := LookPage{
		Action: "/portal/s/mau/products/1/publish", Step: Stage{Part: PartLook},
		Card: view.Card{Slug: "luc-bach-nien-tra", Name: longGood, Kind: "tea", Price: vnd(450_000), Unit: "hộp 200 g", From: true, PerKg: vnd(2_250_000), Place: longPlace, Seller: longStall},
		Nets: []Net{{Name: "Hộp quà 200 g bọc vải thổ cẩm thêu tay", Sums: []view.Sum{{Name: s.T("portal.net.price"), Amount: vnd(450_000)}, {Name: s.T("portal.net.commission", "share", "5 %"), Amount: vnd(-22_500)},
			{Name: s.T("portal.net.commission_vat", "share", "10 %"), Amount: vnd(-2_250)}, {Name: s.T("portal.net.vat"), Amount: vnd(-4_500)}, {Name: s.T("portal.net.pit"), Amount: vnd(-2_250)}, {Name: s.T("portal.net.amount"), Amount: vnd(418_500), Total: true}}}},
	}
	viewtest.Golden(t, "look", Look(s, p))
	p.Missing, p.Nets, p.Step = aGood(s).Missing, nil, Stage{}
	viewtest.Golden(t, "look_missing", Look(s, p))
}

func TestNewProduct(t *testing.T) {
	s := goods(locale.Vi, "/portal/s/mau/products/new", "Thêm hàng")
	viewtest.Golden(t, "new_begin", Begin(s, BeginPage{Step: Stage{Part: PartWhat}, Action: "/portal/s/mau/products/new", Most: 10, Again: "/portal/s/mau/products/rested", Problems: view.Problems{{Field: "photos", Sentence: "Ảnh này bị hỏng, không mở được. Xin chọn ảnh khác."}}}))
	viewtest.Golden(t, "new_begun", Begin(s, BeginPage{Step: Stage{Part: PartWhat}, Action: "/portal/s/mau/products/new?photo=a", Most: 9, Name: "Thần dược <b>Shan</b>", Photos: []string{"/media/a-320.jpg"}, Problems: view.Problems{{Field: "name_vi", Sentence: "Viết dài quá 150 chữ."}}}))
	kind := NewKindPage{Step: Stage{Part: PartWhat}, Action: "/portal/s/mau/products/new/kind?name=che", Name: "Chè <b>Shan</b>", Photos: []string{"a", "b"}, Others: []KindChoice{{"poultry", "Gà, vịt, lợn giống bản địa", ""}, {"spice", "Gia vị, mắm, đồ chấm", ""}}}
	viewtest.Golden(t, "new_kind_none", NewKind(s, kind))
	kind.Offered = []KindChoice{{"tea", "Chè, trà", "tea"}, {"herbal", "Dược liệu, tinh dầu", "herbal"}}
	kind.Likes = []LikeRow{{"2", longGood, []string{"Bán theo hộp", "Để được 540 ngày", "Nơi khô, tránh nắng."}}, {"3", "Chè xanh", nil}}
	viewtest.Golden(t, "new_kind", NewKind(s, kind))
	viewtest.Golden(t, "again", Again(s, AgainPage{Rows: []AgainRow{{"/portal/s/mau/products/1/sell?new=1", longGood, "tea", "/media/a-320.jpg", "450.000 đ / hộp"}, {"/portal/s/mau/products/2/sell?new=1", "Măng", "vegetable", "", ""}}}))
	net := LiveNet{Commission: 500, CommissionVAT: 1000, VAT: 100, PIT: 50, Price: vnd(25_000), Fee: vnd(1_375), Tax: vnd(375), Amount: vnd(23_250)}
	clash := &Clash{Keep: "/portal/s/mau/products/1", Rows: []ClashRow{{"Giá", "27.000 đ / kg", "25.000 đ / kg"}}}
	sell := SellPage{Step: Stage{Part: PartPrice}, Action: "/portal/s/mau/products/1/sell?new=1", Name: longGood, Units: []UnitChoice{{"kg", "ký"}, {"bó", "bó"}}, Others: []UnitChoice{{"hộp", "hộp"}}, Seen: "0"}
	viewtest.Golden(t, "sell", Sell(s, sell))
	sell.Unit, sell.Price, sell.Words, sell.Net, sell.Clash, sell.Seen = "kg", "25.000", "hai mươi lăm nghìn đồng", net, clash, "27000"
	sell.Problems = view.Problems{{Field: "price", Sentence: "Giá vừa được sửa thành 27.000 đ. Bạn muốn giữ giá nào?"}}
	viewtest.Golden(t, "sell_clash", Sell(s, sell))
	viewtest.Golden(t, "weigh_label", Weigh(s, WeighPage{Step: Stage{Part: PartPrice}, Action: "/portal/s/mau/products/1/weigh?new=1", Name: longGood, Unit: "hộp", Label: true, Version: "2", Of: "g"}))
	viewtest.Golden(t, "weigh", Weigh(s, WeighPage{Step: Stage{Part: PartPrice}, Action: "/portal/s/mau/products/1/weigh?new=1", Name: "Gà đồi", Unit: "con", Version: "2", Weight: "x", Problems: view.Problems{{Field: "weight", Sentence: "Cân nặng chưa đúng."}}}))
	units := []view.Option{{Value: "hộp", Label: "hộp"}, {Value: "chai", Label: "chai"}}
	viewtest.Golden(t, "form_new", Form(s, FormPage{Action: "/portal/s/mau/products/1/forms/new", Units: units, In: FormFields{Basis: "piece", Unit: "hộp", Price: "1,5", NetGrams: "200"}, Problems: view.Problems{{Field: "price", Sentence: "Số tiền chưa đúng. Hãy nhập số đồng, như 250.000."}}}))
	viewtest.Golden(t, "form_old", Form(s, FormPage{Action: "/portal/s/mau/products/1/forms/1", Version: "3", Old: true, Active: "/portal/s/mau/products/1/forms/1/active", On: true, Units: units, In: FormFields{Basis: "gram", Unit: "kg", Step: "0,5", Minimum: "0,5"}}))
	viewtest.Golden(t, "stock_new", Stock(s, StockPage{Action: "/portal/s/mau/products/1/forms/1/stock?new=1", Step: Stage{Part: PartPrice}, Name: longGood, Weighed: true, Unit: "kg", Seen: "0", Now: "0 g"}))
	viewtest.Golden(t, "stock_moved", Stock(s, StockPage{Action: "/portal/s/mau/products/1/forms/1/stock", Name: longGood + ", Hộp 200 g", Unit: "hộp", Seen: "12", Now: "12 hộp", Held: "3 hộp", Value: "10", Clash: &Clash{Keep: "/portal/s/mau/products/1", Rows: []ClashRow{{"Đang có", "12 hộp", "10 hộp"}}}, Problems: view.Problems{{Field: "counted", Sentence: "Kho vừa thay đổi. Xin xem lại rồi ghi."}}}))
	viewtest.Golden(t, "price", Price(s, PricePage{Action: "/portal/s/mau/products/1/forms/1/price", Name: longGood, Unit: "hộp", Now: vnd(450_000), Seen: "450000", Said: "hộp", Words: "bốn trăm năm mươi nghìn đồng một hộp", Net: net, Value: "0", Problems: view.Problems{{Field: "price", Sentence: "Giá phải lớn hơn 0 và không quá một tỷ đồng."}}}))
	viewtest.Golden(t, "receive", Receive(s, ReceivePage{Action: "/portal/s/mau/products/1/forms/1/receive", Name: longGood, Unit: "hộp", Quantity: "12", Best: "2027-01-01"}))
	text := func(name, value string, rows int) FactField {
		return FactField{Field: view.Field{Name: name, Label: s.T("portal.fact." + name), Value: value, Rows: rows, MaxLength: 200}}
	}
	ward := text("ward_code", "00001", 0)
	ward.Prompt, ward.Options = s.T("portal.fact.ward_none"), []view.Option{{Value: "00001", Label: "Xã Văn Chấn"}}
	months := []Month{{"1", "tháng 1", false}, {"2", "tháng 2", true}, {"12", "tháng 12", true}}
	viewtest.Golden(t, "facts", Facts(s, FactsPage{
		Action: "/portal/s/mau/products/1/facts", Version: "3", Kinds: []view.Option{{Value: "tea", Label: "Chè, trà"}}, Kind: "tea", Classes: []view.Option{{Value: "packed", Label: s.T("portal.class.packed")}}, Class: "packed",
		Needed: []FactField{text("name_vi", longGood, 0), ward, text("ingredients_vi", "", 2)}, More: []FactField{text("origin_text", "Bản Thử", 0), text("description_vi", "", 4)}, Months: months, Open: true,
		Problems: view.Problems{{Field: "ingredients_vi", Sentence: "Xin ghi thành phần."}},
	}))
	ask := AskPage{Step: Stage{Part: PartFacts, Left: 6}, Action: "/portal/s/mau/products/1/ask/ingredients_vi?new=1", Title: s.T("portal.ask.ingredients_vi"), Name: longGood, Fields: []FactField{text("ingredients_vi", "", 2)}, Problems: view.Problems{{Field: "ingredients_vi", Sentence: "Xin ghi thành phần."}}}
	viewtest.Golden(t, "ask", Ask(s, ask))
	ask.Clash, ask.Seen = &Clash{Keep: "/portal/s/mau/products/1/look?new=1", Rows: []ClashRow{{"Thành phần", "Búp chè", ""}}}, "Búp chè"
	viewtest.Golden(t, "ask_clash", Ask(s, ask))
	later := ask
	later.Title, later.Fields, later.Problems, later.Later = s.T("portal.ask.declaration_no"), []FactField{text("declaration_no", "", 0)}, nil, "/portal/s/mau/products/1?done=later"
	viewtest.Golden(t, "ask_later", Ask(s, later))
	viewtest.Golden(t, "ask_months", Ask(s, AskPage{Step: Stage{Part: PartFacts, Left: 2}, Action: "/portal/s/mau/products/1/ask/season?new=1", Title: s.T("portal.ask.season"), Name: longGood, Season: &SeasonAsk{All: "all", Likely: []Month{{"7,8,9", "tháng 7 đến tháng 9", false}}, From: "13", Months: months, Open: true}, Problems: view.Problems{{Field: "season", Sentence: "Tháng mùa vụ chưa đúng. Xin chọn từ 1 đến 12."}}}))
	viewtest.Golden(t, "ask_origin", Ask(s, AskPage{Step: Stage{Part: PartFacts, Left: 2}, Action: "/portal/s/mau/products/1/ask/tax_class?new=1", Title: s.T("portal.ask.tax_class"), Name: longGood, Choices: []view.Option{{Value: "own_raw_produce", Label: s.T("portal.tax.own_raw_produce")}, {Value: "goods", Label: s.T("portal.tax.goods")}}}))
	viewtest.Golden(t, "photos", Photos(s, PhotosPage{Action: "/portal/s/mau/products/1/photos", Photos: []PhotoRow{{"/media/a-320.jpg", "", "/portal/s/mau/products/1/photos/a/remove"}, {"/media/b-320.jpg", "/portal/s/mau/products/1/photos/b/first", "/portal/s/mau/products/1/photos/b/remove"}}}))
	viewtest.Golden(t, "claim", Claim(s, ClaimPage{Action: "/portal/s/mau/products/claim", Query: "che", Asked: true, Rows: []ClaimRow{{"/portal/s/mau/products/claim/1", longGood, longPlace, "tea"}}}))
	viewtest.Golden(t, "claim_none", Claim(s, ClaimPage{Action: "/portal/s/mau/products/claim", Query: "xyz", Asked: true}))
	viewtest.Golden(t, "paper", NewPaper(s, PaperPage{Action: "/portal/s/mau/products/1/papers/new", Kinds: []view.Option{{Value: "ocop", Label: "OCOP"}, {Value: "gi", Label: "Chỉ dẫn địa lý"}}, Kind: "ocop", Number: "2871/QĐ-UBND", Stars: "4", Issued: "2023-12-29", Problems: view.Problems{{Field: "scan", Sentence: "Chợ chỉ nhận ảnh JPEG, PNG hoặc WebP. Xin chọn tệp khác."}}}))
}
