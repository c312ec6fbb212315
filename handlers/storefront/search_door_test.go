package storefront_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/web/view"
)

// odd is what people, and those who mean harm, put into the address of a search.
var odd = []string{
	"q=" + strings.Repeat("a", 10_000), "q=" + url.QueryEscape(strings.Repeat("chè ", 1_500)), "q=" + url.QueryEscape(strings.Repeat("(a+)+", 200)) + "$",
	"q=%01%02%1b%5b31m", "q=%e2%80%ae%e2%80%8b", "q=%f0%9f%8d%b5%f0%9f%8d%af", "q=%ff%fe", "q=" + url.QueryEscape("đặc sản"), "q=" + url.QueryEscape("và của các"),
	"q=" + url.QueryEscape("kind = x OR price > 0"), "q=" + url.QueryEscape(`" AND seller = "x`), "kind=" + url.QueryEscape("x OR price > 0"), "kind=" + url.QueryEscape(`tea" OR 1=1`),
	"page=-1", "page=0", "page=1000000000", "page=99999999999999999999", "page=x", "sort=evil", "sort=near", "sort=near&near=x", "sort=near&near=15", "sort=near&place=%01",
	"stars=-3", "stars=9", "price=1-2", "price=-", "season=13", "season=now&page=7", "facet=evil", "ward=x&ward=" + strings.Repeat("9", 100), "seller=x",
	"kind=" + strings.TrimSuffix(strings.Repeat("tea&kind=", 500), "&kind="),
}

func TestWhateverIsAskedGetsAPage(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	m.offer("A", "Chè Shan tuyết", 250_000, nil)
	m.index()
	for _, away := range []bool{false, true} {
		if away {
			if err := m.p.Search.Close(); err != nil {
				t.Fatal(err)
			}
		}
		b := m.browser()
		for _, query := range odd {
			got := b.get(view.PathSearch + "?" + query)
			if got.status != 200 || len(got.body) > 200_000 {
				t.Errorf("engine away: %v, %.80s: %d, %d bytes", away, query, got.status, len(got.body))
			}
			if typed, is := strings.CutPrefix(query, "q="); is {
				if got := b.get(view.PathSuggest + "?q=" + typed); got.status != 200 || !json.Valid([]byte(got.body)) {
					t.Errorf("engine away: %v, suggestions for %.80s: %d %.80s", away, query, got.status, got.body)
				}
			}
		}
		b.get("/search?kind="+url.QueryEscape("x OR price > 0")).says(200, "Chưa tìm thấy").hides("Chè Shan tuyết")
		b.get("/search?page=5").says(200, "Hết trang rồi")
	}
}

func TestLittleFoundOffersMore(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	m.offer("A", "Chè Shan tuyết", 250_000, func(in *onboarding.NewOffer) { in.Season = []int{11} })
	m.offer("A", "Mật ong rừng", 90_000, func(in *onboarding.NewOffer) { in.Kind = "honey" })
	m.index()
	b := m.browser()
	b.get("/search?q="+url.QueryEscape("mật ong xoài")).says(200, "Chợ chưa có đúng “mật ong xoài”", "Mật ong rừng")
	none := b.get("/search?q=shan&kind=honey").says(200, "Bỏ hết lọc thì có 1 mặt hàng")
	b.get(none.Find(`a[href^="/search"]:contains("Bỏ hết lọc thì")`).AttrOr("href", "")).says(200, "Chè Shan tuyết")
	if m.Now().Date().Month() != 11 {
		t.Fatal("the test market is not in November")
	}
	b.get("/search?q=zzzz").says(200, "Chưa tìm thấy hàng nào", "Đang mùa ở chợ", "Chè Shan tuyết").hides("Tìm thấy 0")
}

func TestTheWayFromTheBuyer(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	m.offer("A", "Chè ở Văn Chấn", 250_000, nil)
	m.offer("A", "Chè ở Hà Nội", 90_000, func(in *onboarding.NewOffer) { in.WardCode = markettest.Away })
	m.index()
	b := m.browser()
	first := func(p *page) string { return p.Find("article h3").First().Text() }
	ask := b.get("/search?q=che&sort=near").says(200, "Bạn ở xã, phường nào?")
	found := b.get("/search?q=che&sort=near&place="+url.QueryEscape("hoàn kiếm")).says(200, "Bấm vào nơi bạn ở")
	to := found.Find(`.near-form a[href*="near=`+markettest.Away+`"]`).AttrOr("href", "")
	if p := b.get(to).says(200, "Xếp theo quãng đường từ", "ngay gần đây", "khoảng "); first(p) != "Chè ở Hà Nội" {
		t.Errorf("the nearest is %q", first(p))
	}
	if ask.Find(`.near-form input[name="q"]`).AttrOr("value", "") != "che" {
		t.Error("the question is lost on the way")
	}
	// Who is signed in is measured from the first address.
	b.signIn("0900000077", "Lan")
	b.get(view.PathAddress).form(view.PathAddress, "recipient", "Lan", "phone", "0900000078", "place.province_code", "15",
		"place.ward_code", markettest.Ward, "place.street", "Bản Giàng A").send().says(200, "Đã lưu địa chỉ")
	if p := b.get("/search?sort=near").says(200, "Xếp theo quãng đường từ", "Văn Chấn"); first(p) != "Chè ở Văn Chấn" || strings.Contains(p.path, markettest.Ward) {
		t.Errorf("the nearest is %q at %s", first(p), p.path)
	}
	b.get("/search?sort=near&place=x").says(200, "Bạn ở xã, phường nào?")
}
