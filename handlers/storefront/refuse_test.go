package storefront_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/web/view"
)

// posts are the addresses of all forms, with something in the place of their parameters.
func (m *door) posts() []string {
	all := map[string]bool{}
	for _, stack := range m.app.Stack() {
		for _, r := range stack {
			if r.Method != http.MethodPost || r.Path == "/" || strings.HasPrefix(r.Path, "/webhooks/") || strings.HasPrefix(r.Path, "/payments/return/") {
				continue
			}
			path := r.Path
			for _, param := range r.Params {
				path = strings.ReplaceAll(path, ":"+param, "x")
			}
			all[path] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func TestEveryFormNeedsItsToken(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	b := m.browser()
	b.signIn("0900000077", "Lan")
	paths := m.posts()
	if len(paths) < 30 {
		t.Fatalf("only %d forms: %v", len(paths), paths)
	}
	for _, path := range paths {
		for name, values := range map[string]url.Values{"no token": {}, "a wrong token": {"csrf": {"x"}}} {
			if got := b.post(path, values); got.status != 403 {
				t.Errorf("%s with %s: %d", path, name, got.status)
			}
		}
		req, err := http.NewRequest(http.MethodPost, m.base+path, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", "https://elsewhere.example")
		if got := b.send(req); got.status != 403 {
			t.Errorf("%s from elsewhere: %d", path, got.status)
		}
	}
}

func TestUnknownFieldsAreRefused(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.signIn("0900000077", "Lan")
	b.put(tea)
	b.bill("0900000077")
	csrf := b.get(view.PathCheckout).form(view.PathCheckout).Get("csrf")
	for _, path := range m.posts() {
		if strings.HasPrefix(path, "/sandbox/") {
			continue
		}
		path = strings.Replace(path, "/p/x/", "/p/"+tea+"/", 1)
		got := b.post(path, url.Values{"csrf": {csrf}, "key": {"k"}, "price": {"1"}})
		// That the code, order or complaint is not there may be told first.
		if got.status != 422 && got.status != 404 && !strings.HasSuffix(path, "/code") {
			t.Errorf("%s: %d at %s: %s", path, got.status, got.path, got.text())
		}
	}
	if m.Count(t, "orders", "") != 0 || m.Count(t, "listing_reports", "") != 0 {
		t.Error("something was written")
	}
}

func TestMarkupInEveryNameStaysText(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	const evil = `<b>"x'</b><script>alert(1)</script>`
	tea, _ := m.offer("A", "Chè "+evil, 250_000, func(in *onboarding.NewOffer) {
		in.DescriptionVI, in.ProducerName, in.StorageVI = evil, evil, evil
		in.Variants = append(in.Variants, onboarding.NewForm{Stock: 5, NewVariant: catalog.NewVariant{NameVI: evil, Basis: measure.Piece, Unit: "hộp", ShipGrams: 100, Price: money.Of(90_000)}})
	})
	m.index()
	b := m.browser()
	b.signIn("0900000077", "Lan "+evil)
	check := func(p *page, visible string) *page {
		t.Helper()
		p.Find("script").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("src", "") == "" || s.Text() != "" {
				t.Errorf("%s holds a script of its own", p.path)
			}
		})
		if p.Find("main b").Length() > 0 {
			t.Errorf("%s holds markup of a name", p.path)
		}
		return p.says(p.status, visible)
	}
	check(b.get("/search?q="+url.QueryEscape(evil)), "script")
	check(b.get(view.PathSearch), evil)
	product := check(b.get(view.ProductPath(tea)), evil)
	variant := product.Find(`input[name="variant_id"]`).Last().AttrOr("value", "")
	check(product.form(view.PathCartAdd, "variant_id", variant).send(), evil)
	check(b.get(view.PathAccount), evil)
	p := b.get(view.PathCheckout).form(view.PathCheckout, "recipient", evil, "phone", "0900000077", "address.province_code", "01",
		"address.ward_code", "00070", "address.street", evil, "address.note", evil).send()
	check(p, evil)
	bank := p.order("sandbox").send()
	back := bank.form(bank.path, "outcome", "approve").send()
	order := back.Find(`.link-list a[href^="/orders/"]`).First().AttrOr("href", "")
	check(b.get(view.PathOrders), evil)
	check(b.get(order), evil)
	refused := b.get(view.ReportPath(tea)).form(view.ReportPath(tea), "text", evil).send()
	check(refused.says(422), "Xin chọn một lý do")
	if kept := refused.Find("textarea").Text(); kept != evil {
		t.Errorf("what was typed is %q", kept)
	}
}

func TestAmountsAsPeopleTypeThem(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	fruit, _ := m.offer("A", "Sơn tra", 20_000, func(in *onboarding.NewOffer) {
		in.Variants = []onboarding.NewForm{{NewVariant: catalog.NewVariant{Basis: measure.Gram, Step: 500, Minimum: 1000, Price: money.Of(20_000)}, Stock: 30_000}}
	})
	b := m.browser()
	for typed, says := range map[string]string{
		"0": "Số lượng phải lớn hơn 0", "-1": "Số lượng phải lớn hơn 0", "1,5": "Xin ghi số nguyên", "1e3": "Xin ghi số nguyên", "": "Xin ghi số nguyên",
		"11": "Không còn đủ hàng", "99999999999999999999": "Số lượng nhiều quá", "100000000": "Số lượng nhiều quá", "<b>": "Xin ghi số nguyên",
	} {
		got := b.put(tea, "quantity", typed)
		if got.status != 422 && got.status != 409 {
			t.Errorf("%q: %d", typed, got.status)
		}
		got.says(got.status, says)
		if kept := got.Find(`input[name="quantity"]`).AttrOr("value", ""); typed != "" && kept != typed {
			t.Errorf("%q became %q", typed, kept)
		}
	}
	for typed, says := range map[string]string{
		"0,5": "Món này mua ít nhất", "1,25": "bán theo nấc", "1.0001": "Xin ghi số ký", "x": "Xin ghi số ký", "31": "Không còn đủ hàng",
	} {
		got := b.put(fruit, "quantity", typed)
		got.says(got.status, says)
		if got.status < 400 {
			t.Errorf("%q kg: %d", typed, got.status)
		}
	}
	if m.Count(t, "cart_lines", "") != 0 {
		t.Fatal("something is in the basket")
	}
	press := b.get(view.ProductPath(fruit)).form(view.PathCartAdd, "quantity", "1,5")
	press.send()
	press.send()
	cart := b.get(view.PathCart).says(200, "30.000 đ")
	line := cart.Find(`form[action="` + view.PathCartSet + `"]`)
	if kept := line.Find(`input[name="quantity"]`).AttrOr("value", ""); kept != "1,5" {
		t.Errorf("1.5 kg, pressed twice, is %s", kept)
	}
	wrong := cart.form(view.PathCartSet, "quantity", "1,7").send().says(422, "bán theo nấc")
	if kept := wrong.Find(`input[name="quantity"]`).AttrOr("value", ""); kept != "1,7" {
		t.Errorf("what was typed is %q", kept)
	}
	wrong.form(view.PathCartSet, "quantity", "2").send().says(200, "40.000 đ")
	b.get(view.PathCart).form(view.PathCartRemove).send().says(200, "Giỏ còn trống")
	b.get(view.PathCheckout).says(200, "Giỏ còn trống")
}

func TestAlcoholStandsBehindAQuestion(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	wine, _ := m.offer("A", "Rượu thóc Pàn Tản", 90_000, func(in *onboarding.NewOffer) {
		in.Class, in.Kind, in.IngredientsVI, in.DeclarationType, in.DeclarationNo = catalog.Alcohol, "spirits", "Thóc, men lá", "self", "01/MẪU"
		in.ShelfLifeDays, in.UsageVI, in.WarningsVI = 720, "Uống vừa phải", "Không bán cho người dưới 18 tuổi"
	})
	m.index()
	b := m.browser()
	for _, path := range []string{view.PathHome, view.PathSearch, "/search?q=ruou", "/search?kind=spirits"} {
		if got := b.get(path); strings.Contains(got.text(), "Pàn Tản") {
			t.Errorf("%s shows alcohol", path)
		}
	}
	if got := b.get("/search/suggest?q=ruou"); strings.Contains(got.body, "Pàn") {
		t.Errorf("%s", got.body)
	}
	gate := b.get(view.ProductPath(wine)).says(200, "Bạn đủ 18 tuổi chưa?")
	gate.form(view.PathAge, "adult", "1").send().says(200, "Rượu thóc Pàn Tản")
	b.get("/search?q=ruou").says(200, "Rượu thóc Pàn Tản")
	b.put(wine)
	bill := b.bill("0900000077").says(200, "Người nhận đủ 18 tuổi")
	bill.order("sandbox").send().says(422, "Rượu chỉ bán cho người đủ 18 tuổi")
	bill.form(view.PathCheckoutPlace, "gateway", "sandbox", "terms_version", terms, "step", "place", "of_age", "1").send().says(200, "Ngân hàng làm gì?")
	// Nobody is led elsewhere by the gate.
	out := m.browser()
	out.get("/age?return_to=https://elsewhere.example/").form(view.PathAge, "adult", "1").send()
	if got := out.get("/age?return_to=//elsewhere.example/").form(view.PathAge, "adult", "1").send(); got.path != "/" {
		t.Errorf("led to %s", got.path)
	}
}

// Whose session ends in the middle of a form is told that nothing was sent and that the
// browser keeps what was typed, and is led back to the form by way of signing in.
func TestAFormWhoseSessionEndedLeadsBack(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	b := m.browser()
	b.signIn("0900000078", "Lò Thị Thử")
	p := b.get(view.PathAccount + "/address").says(200)
	f := p.form(view.PathAccount+"/address", "address.street", "Bản Thử, nhà số 9")
	m.Pass(400 * 24 * time.Hour)
	req := must[*http.Request](t)(http.NewRequest(http.MethodPost, p.url, strings.NewReader(f.Encode())))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", m.base)
	req.Header.Set("Referer", p.url)
	got := b.send(req).says(401, "Hãy đăng nhập lại", "Chưa có gì được gửi đi")
	if kept := got.Find("[data-unsent]").AttrOr("data-unsent", ""); kept == "" {
		t.Error("the page's script does not learn that a form was not taken")
	}
	if to := got.Find(".error a.main").AttrOr("href", ""); to != view.PathSignIn+"?return_to="+url.QueryEscape(view.PathAccount+"/address") {
		t.Errorf("it leads to %s", to)
	}
	if n := m.Count(t, "addresses", "1 = 1"); n != 0 {
		t.Errorf("%d addresses are kept", n)
	}
}
