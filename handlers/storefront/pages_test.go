package storefront_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

func TestPagesForEverybody(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	for i, name := range []string{"Chè Shan tuyết Suối Giàng", "Gạo nếp Tú Lệ", "Mật ong bạc hà"} {
		m.offer([]string{"A", "B", "B"}[i], name, int64(50_000*(i+1)), nil)
	}
	m.index()
	b := m.browser()
	b.get(view.PathHome).says(200, "Xem cả 3 mặt hàng", "Mật ong bạc hà", "Xã Văn Chấn")
	b.get("/search?q=che+shan").says(200, "Chè Shan tuyết Suối Giàng", "Tìm thấy 1 mặt hàng")
	b.get("/search?q=khong-co-gi-het").says(200, "Chưa tìm thấy hàng nào")
	cheap := b.get("/search?sort=cheap").Find("article h3, article h2").First().Text()
	if !strings.Contains(cheap, "Chè Shan") {
		t.Errorf("the cheapest is %q", cheap)
	}
	narrowed := b.get(b.get(view.PathSearch).Find(`.filters a[href*="price="]`).First().AttrOr("href", ""))
	narrowed.says(200, "Tìm thấy 1 mặt hàng", "100.000 đ đến 199.999 đ 2")
	if narrowed.Find(".chosen a").Length() == 0 {
		t.Error("no way to take the filter off")
	}
	for _, odd := range []string{"/search?page=999999999999", "/search?page=-1", "/search?stars=x&price=1-2&season=77&sort=evil&kind=none", "/search?q=%00", "/search?utm=1&kind=a&kind=b"} {
		if got := b.get(odd); got.status != 200 && got.status != 422 {
			t.Errorf("%s: %d", odd, got.status)
		}
	}
	if got := b.get("/search/suggest?q=gao").body; !strings.Contains(got, `"text":"Gạo nếp Tú Lệ"`) || !strings.Contains(got, `"url":"/p/`) {
		t.Errorf("%s", got)
	}
	if got := b.get("/divisions/wards?province=15").body; !strings.Contains(got, `"name":"Xã Văn Chấn"`) {
		t.Errorf("%.200s", got)
	}
	if got := b.get("/divisions/find?q=suoi+giang").body; !strings.Contains(got, `"ward":"04672"`) {
		t.Errorf("%s", got)
	}
	stall := b.get(view.PathSearch).Find("article a").First().AttrOr("href", "")
	seller := b.get(stall).Find(`a[href^="/s/"]`).First().AttrOr("href", "")
	b.get(seller).says(200, "mặt hàng trên gian")
	for _, path := range []string{view.PathTerms, view.PathPrivacy, view.PathAbout, view.TermsPath(terms), view.PathSignIn, view.PathOrders, view.PathAge, view.PathDemo, "/robots.txt"} {
		b.get(path).says(200)
	}
	for _, path := range []string{"/p/none", "/s/none", "/orders/none", "/pay/none", "/terms/1999", "/none", "/complaints/none", "/sandbox/pay/none", "/sandbox/transfer?code=none"} {
		b.get(path).says(404)
	}
}

func TestWithoutTheSearchEngine(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	m.index()
	if err := m.p.Search.Close(); err != nil {
		t.Fatal(err)
	}
	b := m.browser()
	for _, path := range []string{view.PathHome, view.PathSearch, "/search?q=che&kind=tea&sort=cheap"} {
		b.get(path).says(200, "Chè Shan tuyết", "250.000 đ")
	}
	b.get("/search?q=che&kind=honey").says(200, "Chưa tìm thấy")
	b.get(view.PathSearch).says(200, "Chè, trà 1", "200.000 đ đến 499.999 đ 1")
	if got := b.get("/search/suggest?q=che"); got.status != 200 || !strings.Contains(got.body, "Chè Shan tuyết") {
		t.Errorf("suggestions: %d %s", got.status, got.body)
	}
	// An order neither waits for it nor is lost.
	b.put(tea)
	bank := b.bill("0900000077").order("sandbox").send().says(200, "Ngân hàng làm gì?")
	paid := bank.form(bank.path, "outcome", "approve").send()
	if err := m.bank.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.get(paid.path).says(200, "Đã nhận đủ")
}

func TestTwoLanguages(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	m.index()
	b := m.browser()
	for _, c := range []struct{ path, lang, says string }{
		{view.PathCart, "vi", "Giỏ còn trống"}, {view.PathCart + "?lang=en", "en", "basket"}, {view.PathCart, "en", "basket"},
		{view.ProductPath(tea), "en", "250,000 đ"}, {view.PathSearch, "en", "1 product"}, {"/none", "en", ""}, {view.PathTerms + "?lang=vi", "vi", "Điều khoản"},
		{view.PathCart, "vi", "Giỏ còn trống"}, {view.PathCart + "?lang=xx", "vi", "Giỏ còn trống"},
	} {
		p := b.get(c.path)
		if lang := p.Find("html").AttrOr("lang", ""); lang != c.lang || !strings.Contains(strings.ReplaceAll(p.text(), "\u00a0", " "), c.says) {
			t.Errorf("%s is %s: %s", c.path, lang, p.text())
		}
	}
}

// Whoever has signed out, or comes by a link on another phone, is offered the way in; what
// they hear does not tell whether there is such an order.
func TestAStrangerAtAnOrderMaySignIn(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	m.index()
	b := m.browser()
	b.signIn("0900000077", "Lan")
	path, _, _ := b.bought(tea, variant)
	for _, at := range []string{path, "/orders/NOBODYSONE", "/pay/NOBODYSONE", "/complaints/NOBODYSONE"} {
		p := m.browser().get(at)
		if to := p.Find(`main a[href^="/sign-in"]`).AttrOr("href", ""); p.status != 404 || to != "/sign-in?return_to="+url.QueryEscape(at) {
			t.Errorf("%s: %d, sign in at %q", at, p.status, to)
		}
	}
	if p := b.get("/orders/NOBODYSONE"); p.status != 404 || p.Find(`main a[href^="/sign-in"]`).Length() != 0 {
		t.Errorf("somebody who has signed in: %d", p.status)
	}
	if p := m.browser().get("/p/nothing"); p.status != 404 || p.Find(`main a[href^="/sign-in"]`).Length() != 0 {
		t.Errorf("a product that is not there: %d", p.status)
	}
}

func TestPersonalPagesAreKeptByNobody(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.signIn("0900000077", "Lan")
	b.put(tea)
	for _, path := range []string{view.PathCart, view.PathCheckout, view.PathAccount, view.PathOrders, view.PathSignIn, view.PathPIN, view.PathAddress, view.ProductPath(tea), "/none"} {
		if got := b.get(path); !strings.Contains(got.header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s: %q", path, got.header.Get("Cache-Control"))
		}
	}
}

func TestSignInTakesTheBasketAlong(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	rice, _ := m.offer("B", "Gạo nếp Tú Lệ", 60_000, nil)
	first := m.browser()
	first.signIn("0900000077", "Lan").says(200, "Lan")
	first.put(tea)

	second := m.browser()
	second.put(rice)
	to := second.get(view.PathAccount)
	if to.path != "/sign-in?return_to=%2Faccount" {
		t.Fatalf("led to %s", to.path)
	}
	m.Pass(2 * 60 * 1e9)
	to.form(view.PathSignIn, "phone", "12").send().says(422, "Số này chưa đúng")
	code := to.form(view.PathSignIn, "phone", "0900 000 077").send()
	code.form(view.PathSignInCode, "code", "000000").send().says(422, "Bạn còn 4 lần thử")
	who := code.form(view.PathSignInCode, "code", m.code("0900000077")).send().says(200, "Lan", "Cả nhà có thể dùng chung")
	id := who.Find(`input[name="person_id"]`).First().AttrOr("value", "")
	in := who.form(view.PathSignInPerson, "person_id", id).send()
	if in.path != view.PathAccount {
		t.Errorf("led to %s", in.path)
	}
	second.get(view.PathCart).says(200, "Chè Shan tuyết", "Gạo nếp Tú Lệ")

	// Both devices are in the list; one ends the other.
	account := second.get(view.PathAccount).says(200, "Máy này")
	account.form(view.PathSessions+"/end-others").send().says(200, "Đã đăng xuất máy đó")
	m.Pass(2 * 1e9)
	if got := first.get(view.PathAccount); !strings.HasPrefix(got.path, view.PathSignIn) {
		t.Errorf("still signed in: %s", got.path)
	}
	second.get(view.PathAccount).form(view.PathSignOut).send().says(200, "Bạn đã đăng xuất")
	second.get(view.PathCart).says(200, "Giỏ còn trống")
}

func TestAddressesAndPIN(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.signIn("0900000077", "Lan")
	empty := b.get(view.PathAddress).form(view.PathAddress, "recipient", "", "phone", "x").send()
	empty.says(422, "Xin chọn xã hoặc phường")
	found := empty.form(view.PathAddress, "find", "suoi giang van chan", "step", "find").send().says(200, "Xã Văn Chấn")
	ward := found.Find(`button[name="found"]`).First().AttrOr("value", "")
	chosen := found.form(view.PathAddress, "found", ward, "recipient", "Lan", "phone", "0900000078", "place.street", "Bản Giàng A").send()
	if got := chosen.form(view.PathAddress).Get("place.ward_code"); got != "04672" {
		t.Fatalf("ward %q", got)
	}
	saved := chosen.form(view.PathAddress).send().says(200, "Đã lưu địa chỉ", "Bản Giàng A, Xã Văn Chấn")
	edit := saved.Find(`a[href^="/account/address/"]`).First().AttrOr("href", "")
	b.get(edit).form(edit, "place.street", "Bản Giàng B").send().says(200, "Bản Giàng B")
	b.get(edit).says(404)
	b.put(tea)
	b.get(view.PathCheckout).form(view.PathCheckout).send().says(200, "Bản Giàng B", "Xem lại rồi đặt")
	other := m.browser()
	other.signIn("0900000079", "Minh")
	other.put(tea)
	edit = b.get(view.PathAccount).Find(`a[href^="/account/address/"]`).First().AttrOr("href", "")
	other.get(edit).says(404)
	other.get(view.PathCheckout).form(view.PathCheckout, "address_id", strings.TrimPrefix(edit, "/account/address/")).send().says(404, "Địa chỉ này không còn nữa")
	b.get(view.PathAccount).form(edit+"/remove").send().says(200, "Đã xóa địa chỉ")

	pin := b.get(view.PathPIN)
	pin.form(view.PathPIN, "pin", "482915", "again", "482916").send().says(422, "chưa giống nhau")
	pin.form(view.PathPIN, "pin", "123456", "again", "123456").send().says(422, "dễ đoán")
	pin.form(view.PathPIN, "pin", "482915", "again", "482915").send().says(200, "Đã đặt mã PIN")
	change := b.get(view.PathPIN).says(200, "Mã PIN đang dùng")
	for _, left := range [][]string{{"old_pin", "482915", "pin", "482917"}, {"old_pin", "482915", "pin", "482915"}, {"old_pin", "482915"}, {}} {
		again := change.form(view.PathPIN, left...).send().says(422, "Mã PIN đang dùng") // no box left empty makes it another question
		if again.Find(`[name="again"]`).Length() != 1 {
			t.Errorf("%v: the page asks for no repetition", left)
		}
	}
	change.form(view.PathPIN, "old_pin", "111222", "pin", "482917", "again", "482917").send().says(422, "Bạn còn 4 lần thử")
	if strings.Contains(change.body, "482915") {
		t.Error("a PIN stands on a page")
	}
	// The PIN is forgotten: a code, a day, and then a new one.
	m.Pass(2 * 60 * 1e9)
	code := change.form("/account/pin/forgot").send().says(200, "Nhập mã")
	code.form("/account/pin/forgot/code", "code", "000000").send().says(422, "Bạn còn 4 lần thử")
	code.form("/account/pin/forgot/code", "code", m.code("0900000077")).send().says(200, "đặt được mã PIN mới")
	m.Pass(25 * 3600 * 1e9)
	b.get(view.PathPIN).says(200, "Bạn đặt mã PIN mới được rồi").form(view.PathPIN, "pin", "482915", "again", "482915").send().says(401, "mã mới")
	m.signInAgain(b, "0900000077")
	b.get(view.PathPIN).form(view.PathPIN, "pin", "593026", "again", "593026").send().says(200, "Đã đặt mã PIN")
	b.get(view.PathPIN).says(200, "Mã PIN đang dùng")
	enter := b.get(view.PathPIN + "?mode=enter&return_to=/orders")
	if got := enter.form(view.PathPIN, "pin", "593026").send(); got.path != view.PathOrders {
		t.Errorf("led to %s: %s", got.path, got.text())
	}
}

// What a courier knows of a place beside its ward goes with the address, through every page
// that shows it again: the old name by which the ward was found, plus code and Vpostcode.
func TestAPlaceKeepsItsOldNameAndItsCodes(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.signIn("0900000077", "Lan")
	kept := func() (a division.Address) {
		t.Helper()
		rows, err := m.p.Accounts.Addresses(t.Context(), m.p.DB.Read(t.Context()), actor.Buyer{PersonID: m.person("Lan")})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		if err := json.Unmarshal(rows[0].Place, &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	found := b.get(view.PathAddress).form(view.PathAddress, "find", "suoi giang van chan", "step", "find").send()
	ward := found.Find(`button[name="found"]`).First().AttrOr("value", "")
	chosen := found.form(view.PathAddress, "found", ward, "recipient", "Lan", "phone", "0900000078", "place.street", "Bản Giàng A").send()
	wrong := chosen.form(view.PathAddress, "place.plus_code", "nope", "place.vpostcode", "33000").send().says(422, "Mã cộng này chưa đúng", "Mã địa chỉ số chưa đúng")
	if typed := wrong.Find(`[name="place.vpostcode"]`).AttrOr("value", ""); typed != "33000" || wrong.Find("details[open]").Length() == 0 {
		t.Errorf("what is wrong is hidden, or %q", typed)
	}
	wrong.form(view.PathAddress, "place.plus_code", "hjj8+9v", "place.vpostcode", "33000-hjj8+9vh").send().says(200, "Đã lưu địa chỉ")
	whole := kept()
	if whole.OldText != "Suối Giàng, Văn Chấn, Yên Bái" || whole.PlusCode != "7PH6HJJ8+9V" || whole.VpostcodeText != "33000-hjj8+9vh" || !whole.Pinned() {
		t.Fatalf("%+v", whole)
	}
	edit := b.get(view.PathAccount).Find(`a[href^="/account/address/"]`).First().AttrOr("href", "")
	b.get(edit).form(edit, "place.street", "Bản Giàng B").send().says(200, "Bản Giàng B")
	if whole.Street = "Bản Giàng B"; kept() != whole {
		t.Errorf("an edit of the street left %+v of %+v", kept(), whole)
	}
	b.put(tea)
	b.get(view.PathCheckout).form(view.PathCheckout).send().order("sandbox").send().says(200)
	groups := must[[]order.Group](t)(order.GroupsOf(t.Context(), m.p.DB.Read(t.Context()), m.person("Lan"), "", order.After{}, 5))
	if len(groups) != 1 {
		t.Fatal(len(groups))
	}
	if to, err := m.p.Checkout.Open(groups[0]); err != nil || to.Address != whole {
		t.Errorf("the order goes to %+v, %v", to.Address, err)
	}
	for lang, words := range map[locale.Lang]string{locale.Vi: "Mã địa chỉ số: 33000-hjj8+9vh", locale.En: "Digital address code: 33000-hjj8+9vh"} {
		if got := parts.Vpostcode(lang, whole); got != words {
			t.Errorf("the seller reads %q, not %q", got, words)
		}
	}
	// Whoever then chooses another ward by hand does not mean the old name.
	edit = b.get(view.PathAccount).Find(`a[href^="/account/address/"]`).First().AttrOr("href", "")
	b.get(edit).form(edit, "place.province_code", "01", "place.ward_code", "00070", "place.plus_code", "", "place.vpostcode", "").send().says(200)
	if a := kept(); a.OldText != "" || a.PlusCode != "" || a.VpostcodeText != "" || a.Pinned() {
		t.Errorf("of the other place is left %+v", a)
	}
}

// An old ward whose parts went to several of today offers all of them, and chooses none.
func TestASplitWardOffersItsParts(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	const old = "00634" // in five parts
	b := m.browser()
	b.signIn("0900000077", "Lan")
	name := m.p.Places.FullName(division.Legacy, old)
	found := b.get(view.PathAddress).form(view.PathAddress, "find", name, "step", "find").send().says(200)
	offered := map[string]bool{}
	found.Find(`button[name="found"]`).Each(func(_ int, s *goquery.Selection) { offered[s.AttrOr("value", "")] = true })
	parts := m.p.Places.Successors(division.Legacy, old)
	if len(parts) != 5 {
		t.Fatalf("%s has %d parts", name, len(parts))
	}
	for _, p := range parts {
		if !offered[p.ParentCode+":"+p.Code] {
			t.Errorf("%s is not offered for %s", p.Name, name)
		}
	}
	if ward := found.form(view.PathAddress).Get("place.ward_code"); ward != "" {
		t.Errorf("%s was chosen by nobody", ward)
	}
}

func TestReturnsAndPolls(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.put(tea)
	bank := b.bill("0900000077").order("sandbox").send()
	// The bank tells nobody; the browser coming back makes the market ask.
	bank.form(bank.path, "outcome", "no_event").send().says(200, "Đã nhận đủ")
	for _, path := range []string{"/payments/return/sandbox", "/payments/return/sandbox?ref=x", "/payments/return/none", "/payments/return/vietqr"} {
		if got := b.get(path); got.status != 200 || got.path != view.PathOrders {
			t.Errorf("%s: %d at %s", path, got.status, got.path)
		}
	}
	req, err := http.NewRequest(http.MethodPost, m.base+"/payments/return/sandbox", strings.NewReader("x=1"))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.send(req); got.status != 200 {
		t.Errorf("a gateway's own POST: %d", got.status)
	}
}

func TestCookiesAreForTheServerAlone(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.put(tea)
	var seen []string
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	sent := b.get(view.PathCheckout).form(view.PathCheckout, "recipient", "Nguyễn Thử", "phone", "0900000077",
		"address.province_code", "01", "address.ward_code", "00070", "address.street", "12 phố Thử").send()
	for _, line := range sent.header.Values("Set-Cookie") {
		seen = append(seen, line)
		if !strings.Contains(line, "HttpOnly") || !strings.Contains(line, "SameSite=Lax") || strings.Contains(line, "phố") || strings.Contains(line, "0900") {
			t.Errorf("%s", line)
		}
	}
	if len(seen) < 3 {
		t.Errorf("%v", seen)
	}
}

func TestHowOftenAPageAsksTheDatabase(t *testing.T) {
	d := dbtest.SQLite(t)
	m := open(t, d)
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	for _, name := range []string{"Gạo nếp Tú Lệ", "Mật ong bạc hà"} {
		m.offer(name, name, 60_000, nil)
	}
	m.index()
	for path, most := range map[string]int{view.PathHome: 0, view.PathSearch: 3, view.ProductPath(tea): 4, view.PathTerms: 0} {
		m.browser().get(path).says(200) // what is remembered for a second
		if n := dbtest.CountStatements(d, func() { m.browser().get(path).says(200) }); n > most {
			t.Errorf("%s: %d statements, not %d", path, n, most)
		}
	}
}

func TestAGuestWhoSignsInFindsTheOrder(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	guest := m.browser()
	path, _, _ := guest.bought(tea, variant)
	m.Pass(2 * 60 * 1e9)
	later := m.browser()
	later.signIn("0900000077", "Lan")
	later.get(view.PathOrders).says(200, "Chè Shan tuyết")
	later.get(path).says(200, "Người bán sẽ nhận đơn")
	mine, _, _ := later.bought(tea, variant)
	guest.get(mine).says(404) // what a person orders is not the phone's
}

// signInAgain proves the phone anew and chooses its first person.
func (m *door) signInAgain(b *browser, phone string) {
	m.t.Helper()
	b.get(view.PathSignIn).form(view.PathSignIn, "phone", phone).send()
	who := b.get(view.PathSignInCode).form(view.PathSignInCode, "code", m.code(phone)).send()
	who.form(view.PathSignInPerson, "person_id", who.Find(`input[name="person_id"]`).First().AttrOr("value", "")).send().says(200)
}

// A page is as long as the market makes it, whatever the address says.
func TestALongAddressMakesNoLongPage(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	m.offer("A", "Chè Shan tuyết", 250_000, nil)
	m.index()
	b := m.browser()
	usual := len(b.get(view.PathSearch).body)
	long := strings.Repeat("chè ", 350)
	for _, query := range []url.Values{
		{"q": {long}}, {"kind": {long}}, {"seller": {long}}, {"ward": strings.Split(strings.Repeat("00070,", 200), ",")}, {"stars": {long}}, {"price": {long}}, {"season": {long}}, {"sort": {long}},
		{"q": {"(a+)+$"}, "page": {"1000000000"}}, {"q": {strings.Repeat("*~", 100)}, "stars": {"99999999999999999999"}, "page": {"-1"}},
	} {
		got := b.get(view.PathSearch + "?" + query.Encode())
		if got.status != 200 || len(got.body) > usual+20_000 {
			t.Errorf("%.40s: %d, %d bytes; usually %d", query.Encode(), got.status, len(got.body), usual)
		}
	}
}
