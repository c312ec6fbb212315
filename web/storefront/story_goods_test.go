package storefront

import (
	"testing"

	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

// frame is the frame of a canned page.
func frame(lang locale.Lang, path, title string) *view.Frame {
	return viewtest.Frame(lang, path, title)
}

var cards = []view.Card{
	{Slug: "luc-bach-nien-tra", Name: "Lục Bách Niên Trà shan tuyết cổ thụ Suối Giàng", Kind: "tea", Price: money.Of(450_000), Unit: "hộp 200 g", PerKg: money.Of(2_250_000), Place: "Xã Văn Chấn, Lào Cai", Stars: 4, InSeason: true, Sample: true},
	{Slug: "ca-ro-loc-xuong", Name: "Cá rô lọc xương sấy hồ Thác Bà Hiền Vinh", Kind: "fish", Price: money.Of(185_000), Unit: "túi 500 g", PerKg: money.Of(370_000), Place: "Xã Yên Bình, Lào Cai", OCOP: true, Sample: true},
	{Slug: "mat-ong-lung-lo", Name: "Mật ong Lũng Lô", Kind: "honey", Price: money.Of(220_000), Unit: "chai 500 ml", Place: "Xã Thượng Bằng La, Lào Cai", Stars: 3},
	{Slug: "que-dieu", Name: "Quế điếu Phúc Long", Kind: "cinnamon", Price: money.Of(95_000), From: true, Unit: "bó", Place: "Xã Mậu A, Lào Cai", Stars: 4},
	{Slug: "tao-meo", Name: "Táo mèo Mù Cang Chải", Kind: "pome", Price: money.Of(35_000), Unit: "kg", Place: "Xã Púng Luông, Lào Cai", InSeason: true},
	{Slug: "mang-mai", Name: "Măng mai Lâm Thượng", Kind: "vegetable", Price: money.Of(160_000), Unit: "túi 1 kg", Place: "Xã Lâm Thượng, Lào Cai", Stars: 3, SoldOut: true},
	{Slug: "ruou-moc", Name: "Rượu Mộc Yên Hưng", Kind: "spirit", Price: money.Of(140_000), Unit: "chai 650 ml", Place: "Xã Yên Bình, Lào Cai", Adult: true, OCOP: true},
	{Slug: "khim-noi", Name: "Làng văn hóa du lịch cộng đồng Khim Nọi", Kind: "homestay", Place: "Xã Mù Cang Chải, Lào Cai", Contact: true},
	{Slug: "mien-dao", Name: "Miến đao xã Quy Mông", Kind: "noodle", Price: money.Of(75_000), Unit: "túi 500 g", Place: "Xã Quy Mông, Lào Cai", Stars: 4},
	{Slug: "gao-muong-lo", Name: "Gạo Séng Cù Mường Lò", Kind: "rice", Price: money.Of(38_000), Unit: "kg", Place: "Phường Trung Tâm, Lào Cai", InSeason: true},
	{Slug: "tinh-dau-que", Name: "Tinh dầu quế Văn Yên", Kind: "herbal", Price: money.Of(120_000), Unit: "lọ 30 ml", Place: "Xã Mậu A, Lào Cai"},
	{Slug: "vit-bau", Name: "Vịt bầu Lâm Thượng", Kind: "animal", Price: money.Of(110_000), Unit: "kg", Place: "Xã Lâm Thượng, Lào Cai"},
}

var who = view.SellerCard{
	Slug: "htx-lien-shan", Name: "HTX du lịch nông trại chè hữu cơ Lien Shan Suối Giàng", Kind: "cooperative",
	Place: "Xã Văn Chấn, tỉnh Lào Cai", OldPlace: "Xã Suối Giàng, huyện Văn Chấn, tỉnh Yên Bái", Since: "2026-11-01",
	Products: 6, Registered: "5200 000 000", Checked: true,
}

var sampleStall = view.SellerCard{Slug: "gian-mau", Name: "Gian hàng mẫu Suối Giàng", Kind: "household", Place: "Xã Văn Chấn, tỉnh Lào Cai", Since: "2026-11-20", Sample: true}

var kinds = []KindTile{
	{"tea", "tea", "Chè", 31}, {"cinnamon", "cinnamon", "Quế", 22}, {"rice", "rice", "Gạo, nếp", 17}, {"honey", "honey", "Mật ong", 9}, {"citrus", "citrus", "Cam, bưởi", 12},
	{"fruit", "pome", "Táo mèo, lê", 4}, {"vegetables", "vegetable", "Măng, rau củ", 15}, {"meat", "meat", "Thịt, gia cầm", 11}, {"fish", "fish", "Cá hồ Thác Bà", 8},
	{"noodle", "noodle", "Miến, bún", 6}, {"oil", "oil", "Dầu, gia vị", 14}, {"spirit", "spirit", "Rượu", 5}, {"herbal", "herbal", "Dược liệu, tinh dầu", 9},
	{"craft", "craft", "Thổ cẩm, thủ công", 10}, {"flower", "flower", "Hoa, cây cảnh", 1}, {"animal", "animal", "Vật nuôi", 3}, {"homestay", "homestay", "Du lịch cộng đồng", 7},
}

func TestHome(t *testing.T) {
	full := HomePage{
		Kinds: kinds, Month: 11, Season: cards[4:10], Starred: cards[:4], Newest: cards[8:], Products: 172, Sellers: 14,
		Stalls: []StallTile{{who, 31}, {sampleStall, 1}},
		Communes: []CommuneTile{
			{"04672", "Xã Văn Chấn", "thị trấn Sơn Thịnh, xã Suối Giàng, Suối Bu, Đồng Khê", 24},
			{"04456", "Xã Mù Cang Chải", "thị trấn Mù Cang Chải, xã Kim Nọi, Mồ Dề, Chế Cu Nha", 11},
			{"04714", "Xã Yên Bình", "", 9}, {"04375", "Xã Mậu A", "thị trấn Mậu A, xã Yên Thái", 1},
		},
	}
	for _, lang := range locale.All {
		f := frame(lang, "/", "")
		f.Active = "home"
		viewtest.Golden(t, "home_"+string(lang), Home(f, full))
	}
	guest := frame(locale.Vi, "/", "")
	guest.Person, guest.Demo, guest.Cart = "", false, 0
	viewtest.Golden(t, "home_empty", Home(guest, HomePage{Month: 11}))
}

func facets() []Facet {
	return []Facet{
		{"kind", "Loại hàng", []FacetOption{{"Chè", 31, "/search?q=che&kind=tea", true}, {"Dược liệu, tinh dầu", 9, "/search?kind=herbal", false}, {"Quế", 2, "/search?kind=cinnamon", false}}},
		{"stars", "Sao OCOP", []FacetOption{{"4 sao", 12, "/search?stars=4", false}, {"3 sao", 7, "/search?stars=3", false}}},
		{"season", "Mùa", []FacetOption{{"Đang mùa", 18, "/search?season=now", true}}},
		{"ward", "Xã, phường", []FacetOption{{"Xã Văn Chấn (Suối Giàng, Sơn Thịnh cũ)", 21, "/search?ward=04672", false}, {"Xã Trấn Yên", 6, "/search?ward=04498", false}}},
		{"price", "Giá", []FacetOption{{"Dưới 100.000 đ", 9, "/search?max=100000", false}, {"100.000–300.000 đ", 14, "/search?min=100000&max=300000", false}, {"Trên 300.000 đ", 8, "/search?min=300000", false}}},
		{"seller", "Người bán", []FacetOption{{"HTX du lịch nông trại chè hữu cơ Lien Shan Suối Giàng", 6, "/search?seller=x", false}}},
	}
}

func TestSearch(t *testing.T) {
	many := SearchPage{
		Total: 131, Cards: cards, Facets: facets(),
		Chosen:   []view.Link{{Label: "Chè", URL: "/search?season=now"}, {Label: "Đang mùa", URL: "/search?kind=tea"}},
		ClearURL: "/search?q=che",
		Sorts:    []SortLink{{"Phù hợp nhất", "/search?q=che", true}, {"Giá thấp trước", "/search?sort=price", false}, {"Giá cao trước", "/search?sort=-price", false}, {"Mới bày", "/search?sort=new", false}},
		AdultURL: "/age?back=%2Fsearch%3Fq%3Dche",
		Pager:    view.Pager{Prev: "/search?q=che&page=1", Next: "/search?q=che&page=3", From: 25, To: 48, Total: 131},
	}
	for _, lang := range locale.All {
		f := frame(lang, "/search?q=ch%C3%A8", "Tìm “chè shan tuyết”")
		f.Query, f.NoIndex = "chè shan tuyết", true
		viewtest.Golden(t, "search_many_"+string(lang), Search(f, many))
	}
	f := frame(locale.Vi, "/search?kind=flower", "Hoa, cây cảnh")
	viewtest.Golden(t, "search_one", Search(f, SearchPage{Heading: "Hoa, cây cảnh", Total: 1, Cards: cards[:1], Facets: facets()[:1]}))
	f = frame(locale.Vi, "/search?q=x", "Tìm")
	f.Query = `chè "shan" <script>alert(1)</script>`
	viewtest.Golden(t, "search_none", Search(f, SearchPage{Suggestion: &view.Link{Label: "chè shan tuyết", URL: "/search?q=ch%C3%A8"}}))
	nearest := SearchPage{Nearest: true, Total: 1, Cards: cards[:1], Facets: facets(), Chosen: many.Chosen, ClearURL: "/search?q=mat", Instead: Instead{Bare: 7, Links: []view.Link{{Label: "Mật ong", URL: "/search?kind=honey"}}}}
	f = frame(locale.Vi, "/search?q=mat", "Tìm")
	f.Query = "mật ong xoài"
	viewtest.Golden(t, "search_nearest", Search(f, nearest))
	far := []view.Card{cards[0]}
	far[0].Far = "khoảng 12 km"
	viewtest.Golden(t, "search_near", Search(frame(locale.Vi, "/search?sort=near", "Tìm"), SearchPage{Total: 1, Cards: far, Near: &Near{From: "Xã Văn Chấn, Lào Cai", ChangeURL: "/search?place=x&sort=near"}}))
	viewtest.Golden(t, "search_near_asked", Search(frame(locale.Vi, "/search?sort=near", "Tìm"), SearchPage{Total: 1, Cards: cards[:1], Near: &Near{Typed: "suối giàng",
		Hidden: []view.Option{{Label: "sort", Value: "near"}}, Found: []view.Link{{Label: "Xã Văn Chấn, Lào Cai (Suối Giàng cũ)", URL: "/search?near=04672&sort=near"}}}}))
	viewtest.Golden(t, "search_none_filtered", Search(frame(locale.En, "/search", "Search"), SearchPage{Facets: facets(), Chosen: many.Chosen, ClearURL: "/search"}))
}

var piece = measure.Rule{Basis: measure.Piece, Step: 1, Min: 1}

func tea() ProductPage {
	return ProductPage{
		Slug: "luc-bach-nien-tra", Name: "Lục Bách Niên Trà shan tuyết cổ thụ Suối Giàng", Kind: "tea",
		Lead:   "Chè xanh một tôm hai lá hái từ cây Shan tuyết trên một trăm tuổi ở độ cao 1.300 mét.",
		Text:   []string{"Búp chè phủ lông trắng như tuyết, sao tay trên chảo gang bằng củi rừng. Nước vàng sánh, vị chát nhẹ rồi ngọt lâu.", "Mỗi năm bốn lứa hái; hai lứa đầu mùa xuân ngon nhất."},
		Crumbs: []view.Link{{Label: "Chợ", URL: "/"}, {Label: "Chè", URL: "/search?kind=tea"}, {Label: "Lục Bách Niên Trà"}},
		Variants: []Variant{
			{ID: "v1", Name: "Hộp 100 g", Rule: piece, Max: 40, Price: money.Of(240_000), Unit: "hộp", PerKg: money.Of(2_400_000)},
			{ID: "v2", Name: "Hộp 200 g, bọc vải thổ cẩm", Rule: piece, Max: 3, Few: true, Price: money.Of(450_000), Unit: "hộp", PerKg: money.Of(2_250_000)},
			{ID: "v3", Name: "Bánh chè ép 357 g", Rule: piece, SoldOut: true, Price: money.Of(900_000), Unit: "bánh", PerKg: money.Of(2_521_008)},
		},
		Certificate: &Certificate{Stars: 4, Number: "2585/QĐ-UBND", Issuer: "Ủy ban nhân dân tỉnh Yên Bái", Issued: "2023-12-28", ValidUntil: "2026-12-28"},
		Standards:   []string{"HACCP", "Hữu cơ"},
		Place:       "Xã Văn Chấn, tỉnh Lào Cai", OldPlace: "Xã Suối Giàng, huyện Văn Chấn, tỉnh Yên Bái",
		Season: Season{Months: [12]bool{2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true, 9: true, 10: true}, Month: 11},
		Label: Label{Producer: "HTX du lịch nông trại chè hữu cơ Lien Shan Suối Giàng", Address: "Xã Văn Chấn, tỉnh Lào Cai", Net: "200 g", Ingredients: "100 % búp chè Shan tuyết",
			Use: "5 g chè, 200 ml nước 85 °C, hãm 2 phút.", Storage: "Nơi khô, kín, tránh ánh nắng.", ShelfLife: "24 tháng kể từ ngày đóng gói", Declaration: "01/LIENSHAN/2025", Warning: "Không dùng khi chè có mùi mốc."},
		Seller:   who,
		Delivery: []string{"Gói trong 2 ngày sau khi xác nhận.", "Gửi được cả nước, 3 đến 6 ngày."},
		Sample:   true, Related: cards[8:12],
	}
}

func TestProduct(t *testing.T) {
	for _, lang := range locale.All {
		f := frame(lang, "/p/luc-bach-nien-tra", "Lục Bách Niên Trà shan tuyết cổ thụ Suối Giàng")
		f.Image = "/media/tea-640.jpg"
		viewtest.Golden(t, "product_pieces_"+string(lang), Product(f, tea()))
	}

	apples := ProductPage{
		Slug: "tao-meo", Name: "Táo mèo Mù Cang Chải", Kind: "pome", OCOP: true, Year: 2022,
		Photos: []view.Photo{
			{Small: "/media/a-320.jpg", Middle: "/media/a-640.jpg", Large: "/media/a-1280.jpg", Width: 1280, Height: 960, Alt: "Rổ táo mèo vừa hái"},
			{Small: "/media/b-320.jpg", Middle: "/media/b-640.jpg", Large: "/media/b-1280.jpg", Width: 1280, Height: 960, Alt: "Cây táo mèo trên nương"},
		},
		Variants: []Variant{{ID: "v1", Rule: measure.Rule{Basis: measure.Gram, Step: 500, Min: 1000}, Max: 12_500, Few: true, Price: money.Of(35_000)}},
		Amount:   "0,7",
		Problems: view.Problems{{Field: "quantity", Sentence: "Ít quá. Món này mua ít nhất 0,5 kg."}},
		Place:    "Xã Púng Luông, tỉnh Lào Cai", Season: Season{Months: [12]bool{0: true, 8: true, 9: true, 10: true, 11: true}, Month: 11},
		Seller: sampleStall, Label: Label{Producer: "Hộ gia đình", ShelfLife: "10 ngày"}, Delivery: []string{"Chỉ gửi trong tỉnh và Hà Nội vì quả tươi."},
	}
	viewtest.Golden(t, "product_weight_wrong", Product(frame(locale.Vi, "/p/tao-meo", apples.Name), apples))

	out := apples
	out.Photos, out.Problems, out.Amount = nil, nil, ""
	out.Variants = []Variant{{ID: "v1", Rule: piece, Price: money.Of(160_000), Unit: "túi 1 kg", SoldOut: true}}
	viewtest.Golden(t, "product_sold_out", Product(frame(locale.Vi, "/p/mang-mai", "Măng mai"), out))

	coming := out
	coming.Variants = []Variant{{ID: "v1", Rule: piece, Max: 40, Price: money.Of(160_000), Unit: "túi 1 kg", Ahead: &Ahead{Days: "Dự kiến thu hái từ 27/12/2026 đến 29/12/2026.", Left: "Còn nhận đặt 40 túi, đến hết 20/12/2026."}}}
	viewtest.Golden(t, "product_ahead", Product(frame(locale.Vi, "/p/mang-mai", "Măng mai"), coming))

	village := ProductPage{
		Slug: "khim-noi", Name: "Làng văn hóa du lịch cộng đồng Khim Nọi", Kind: "homestay", Lead: "Nhà sàn của người Thái, ăn cùng bà con, đi ruộng bậc thang.",
		Contact: &Contact{Phone: "0900 000 021", Text: "Xin báo trước 3 ngày, số khách và ngày ở."}, Place: "Xã Mù Cang Chải, tỉnh Lào Cai",
		Season: Season{AllYear: true, Month: 11}, Seller: sampleStall, Sample: true,
	}
	viewtest.Golden(t, "product_service", Product(frame(locale.En, "/p/khim-noi", village.Name), village))

	spirit := tea()
	spirit.Name, spirit.Kind, spirit.Adult, spirit.Certificate, spirit.OCOP = "Rượu Mộc Yên Hưng", "spirit", true, nil, true
	spirit.Variants = spirit.Variants[:1]
	spirit.Label.Alcohol = "29,5 % vol"
	viewtest.Golden(t, "product_alcohol", Product(frame(locale.Vi, "/p/ruou-moc", spirit.Name), spirit))
	viewtest.Golden(t, "age", Age(frame(locale.Vi, "/age", "Bạn đủ 18 tuổi chưa?"), AgePage{Back: "/p/ruou-moc"}))
}

func TestSeller(t *testing.T) {
	viewtest.Golden(t, "seller_many", Seller(frame(locale.Vi, "/s/htx-lien-shan", who.Name), SellerPage{
		Who: who, About: []string{"Mười hai hộ người Mông ở Pang Cáng cùng giữ hơn ba nghìn gốc chè cổ."},
		MarketDays: []string{"Chủ nhật hằng tuần, 5:00–11:00, chợ Văn Chấn"}, Pickup: "Lấy tại xưởng Pang Cáng, thứ Hai đến thứ Bảy",
		Total: len(cards), Cards: cards, Pager: view.Pager{Next: "/s/htx-lien-shan?after=x"},
	}))
	viewtest.Golden(t, "seller_none", Seller(frame(locale.En, "/s/gian-mau", sampleStall.Name), SellerPage{Who: sampleStall, Asleep: "The stall sleeps until the harvest in September."}))
}

func TestReport(t *testing.T) {
	reasons := []view.Option{{Value: "fake", Label: "Hàng giả, không rõ nguồn gốc"}, {Value: "banned", Label: "Hàng cấm bán"}, {Value: "wrong", Label: "Thông tin sai"}, {Value: "other", Label: "Chuyện khác"}}
	guest := frame(locale.Vi, "/p/x/report", "Báo hàng")
	guest.Person = ""
	viewtest.Golden(t, "report_wrong", Report(guest, ReportPage{Slug: "x", Name: cards[1].Name, Reasons: reasons, Text: "Ảnh này của nhà khác.",
		Problems: view.Problems{{Field: "reason", Sentence: "Xin chọn một lý do."}}}))
	viewtest.Golden(t, "report_sent", Report(frame(locale.En, "/p/x/report", "Report"), ReportPage{Slug: "x", Name: cards[1].Name, Sent: true}))
}
