package api

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
)

// Every refusal is a problem beside its field, and holds nothing of what was sent.
func TestBadInputIsRefusedBesideItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		seller, _ := s.Seller(t)
		box := s.Variant(t, markettest.Good{SellerID: seller, Stock: 5})
		loose := s.Variant(t, markettest.Good{SellerID: seller, Stock: 5000, Basis: "gram", Step: 100, Min: 200})
		line := func(variant, quantity string) string {
			return `{"variant_id":"` + variant + `","quantity":` + quantity + `}`
		}
		deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
		for _, c := range []struct {
			body   string
			status int
			key    string
			field  string
		}{
			{line(box, "0"), 422, "quantity.positive", "quantity"},
			{line(box, "-1"), 422, "quantity.positive", "quantity"},
			{line(box, "1.5"), 422, "input.integer", "quantity"},
			{line(box, "1.0"), 422, "input.integer", "quantity"},
			{line(box, "1e3"), 422, "input.integer", "quantity"},
			{line(box, `"2"`), 422, "input.integer", "quantity"},
			{line(box, "true"), 422, "input.integer", "quantity"},
			{line(box, "[1]"), 422, "input.integer", "quantity"},
			{line(box, "null"), 422, "input.null", "quantity"},
			{line(box, "9223372036854775807"), 422, "quantity.too_much", "quantity"},
			{line(box, "9223372036854775808"), 422, "input.range", "quantity"},
			{line(box, "6"), 409, "stock.short", "quantity"},
			{line(loose, "250"), 422, "quantity.off_step", "quantity"},
			{line(loose, "100"), 422, "quantity.below_minimum", "quantity"},
			{line("0", "1"), 404, "cart.unknown_variant", ""},
			{line("' OR 1=1 --", "1"), 404, "cart.unknown_variant", ""},
			{`{"variant_id":7,"quantity":1}`, 422, "input.text", "variant_id"},
			{`{"variant_id":"a\u0000b","quantity":1}`, 422, "input.text", "variant_id"},
			{`{"variant_id":"` + box + `","quantity":1,"quantity":2}`, 422, "input.twice", "quantity"},
			{`{"variant_id":"` + box + `","quantity":1,"price":1}`, 422, "input.unknown", "price"},
			{`{"variant_id":"` + box + `","quantity":1,"` + strings.Repeat("x", 50) + `":1}`, 422, "input.unknown", ""},
			{`[]`, 422, "input.json", ""},
			{`{"variant_id"`, 422, "input.json", ""},
			{`{"quantity":1}{"quantity":2}`, 422, "input.json", ""},
			{"{\"variant_id\":\"\xff\"}", 422, "input.utf8", ""},
			{deep, 422, "input.deep", ""},
			{`{"a":[` + strings.Repeat("1,", 6000) + `1]}`, 422, "input.many", ""},
		} {
			a := s.ask("POST", prefix+"/cart/lines", c.body)
			if a.status != c.status || a.key() != c.key || c.field != "" && a.text("errors.0.field") != c.field {
				t.Errorf("%.60s: %d %s", c.body, a.status, a.raw)
			}
			if a.header.Get("Content-Type") != problemType || a.header.Get("Cache-Control") != "no-store" || a.number("status") != int64(a.status) {
				t.Errorf("%.60s: %v", c.body, a.header)
			}
		}
		if n := s.Count(t, "cart_lines", ""); n != 0 {
			t.Errorf("%d lines were written", n)
		}
	})
}

// The server itself refuses a body that is too long, before anybody reads it: in our shape.
func TestABodyThatIsTooLongIsAProblem(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.app.Listener(listener) }()
	t.Cleanup(func() {
		if err := s.app.Shutdown(); err != nil {
			t.Error(err)
		}
		<-done
	})
	line, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	// The length alone is refused: nothing of the body needs to be on its way.
	if _, err := fmt.Fprintf(line, "POST %s/cart/lines HTTP/1.1\r\nHost: market.test\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", prefix, 1<<20+9); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(line), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 413 || !strings.Contains(string(body), `"key":"input.too_large"`) || res.Header.Get("Content-Type") != problemType {
		t.Errorf("%d %v %s %v", res.StatusCode, res.Header, body, err)
	}
}

func TestProblemsSpeakBothLanguagesAndEchoNothing(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	body := `{"phone":"<script>alert(1)</script>","hax":true}`
	vi := s.ask("POST", prefix+"/auth/codes", `{"phone":"<script>"}`)
	en := s.ask("POST", prefix+"/auth/codes", `{"phone":"<script>"}`, "Accept-Language", "en")
	if vi.key() != "phone.invalid" || en.key() != vi.key() || vi.text("detail") == en.text("detail") || vi.text("title") == en.text("title") {
		t.Errorf("%s\n%s", vi.raw, en.raw)
	}
	if vi.header.Get("Content-Language") != "vi" || en.header.Get("Content-Language") != "en" {
		t.Errorf("%v %v", vi.header, en.header)
	}
	if a := s.ask("POST", prefix+"/auth/codes?lang=en", body); strings.Contains(a.raw, "script") || a.keys()[0] != "hax=input.unknown" {
		t.Errorf("%s", a.raw)
	}
	if a := s.ask("GET", prefix+"/nothing/here", ""); a.status != 404 || a.key() != "api.route" || a.text("type") != "http://market.test/docs#not_found" {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if a := s.ask("DELETE", prefix+"/products", ""); a.status != 405 || a.key() != "api.method" || !strings.Contains(a.header.Get("Allow"), "GET") {
		t.Errorf("%d %v %s", a.status, a.header, a.raw)
	}
	if a := s.ask("POST", prefix+"/cart/lines", "a=1", "Content-Type", "text/plain"); a.status != 415 || a.key() != "input.type" {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if a := s.ask("POST", prefix+"/cart/lines", "{}", "Content-Encoding", "gzip"); a.status != 415 || a.key() != "input.encoding" {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if a := s.ask("GET", prefix+"/me", ""); a.status != 401 || a.header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("%d %v", a.status, a.header)
	}
	s.ask("POST", prefix+"/auth/codes", `{"phone":"0900000050"}`)
	if a := s.ask("POST", prefix+"/auth/codes", `{"phone":"0900000050"}`); a.status != 429 || a.header.Get("Retry-After") == "" || a.header.Get("Retry-After") == "0" {
		t.Errorf("%d %v %s", a.status, a.header, a.raw)
	}
}

func TestTheAnswerForAKnownPhoneIsThatForAnother(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	s.somebody("0900000001", "Lan")
	s.Pass(3600_000_000_000)
	known, unknown := s.ask("POST", prefix+"/auth/codes", `{"phone":"0900000001"}`), s.ask("POST", prefix+"/auth/codes", `{"phone":"0900000077"}`)
	for _, field := range []string{"expires_at", "resend_at"} {
		if known.text(field) == "" || known.text(field) != unknown.text(field) {
			t.Errorf("%s: %s and %s", field, known.raw, unknown.raw)
		}
	}
	if len(known.raw) != len(unknown.raw) || known.status != unknown.status {
		t.Errorf("%s\n%s", known.raw, unknown.raw)
	}
}

func TestListsAreReadOnToTheirEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		seller, _ := s.Seller(t)
		want := map[string]bool{}
		for range 7 {
			want[s.Variant(t, markettest.Good{SellerID: seller, Stock: 1})] = true
		}
		cursor, pages := "", 0
		for {
			a := s.ask("GET", prefix+"/products?limit=3&cursor="+cursor, "")
			if a.status != 200 {
				t.Fatal(a.raw)
			}
			pages++
			for i := range a.at("items").([]any) {
				id := a.text("items." + string(rune('0'+i)) + ".variants.0.id")
				if !want[id] {
					t.Errorf("%s came twice, or from nowhere", id)
				}
				delete(want, id)
			}
			if cursor = a.text("next"); cursor == "" {
				break
			}
		}
		if pages != 3 || len(want) != 0 {
			t.Errorf("%d pages, %d missing", pages, len(want))
		}
		for query, field := range map[string]string{"limit=0x": "limit", "limit=-1": "limit", "limit=101": "limit", "cursor=hax": "cursor", "stars=9": "stars", "month=13": "month", "kind=tea&kind=tea&seller=a&seller=b": "seller"} {
			if a := s.ask("GET", prefix+"/products?"+query, ""); a.status != 422 || a.text("errors.0.field") != field {
				t.Errorf("%s: %d %s", query, a.status, a.raw)
			}
		}
	})
}

func TestOneProductAndWhatIsNotShown(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	seller, _ := s.Seller(t)
	s.Variant(t, markettest.Good{SellerID: seller, Stock: 5})
	s.Variant(t, markettest.Good{SellerID: seller, Stock: 5, Class: "alcohol"})
	all := s.ask("GET", prefix+"/products?alcohol=true", "")
	if n := len(all.at("items").([]any)); n != 2 {
		t.Fatalf("%d products: %s", n, all.raw)
	}
	if a := s.ask("GET", prefix+"/products", ""); len(a.at("items").([]any)) != 1 {
		t.Errorf("alcohol is in the list of everybody: %s", a.raw)
	}
	wine := all.text("items.0.id")
	if a := s.ask("GET", prefix+"/products/"+wine, ""); a.status != 403 || a.key() != "api.adult" {
		t.Errorf("%d %s", a.status, a.raw)
	}
	byID := s.ask("GET", prefix+"/products/"+wine+"?alcohol=true", "")
	bySlug := s.ask("GET", prefix+"/products/"+byID.text("slug")+"?alcohol=true", "")
	if byID.status != 200 || byID.raw != bySlug.raw || byID.text("seller.id") != seller || byID.at("adult") != true {
		t.Errorf("%s\n%s", byID.raw, bySlug.raw)
	}
	for _, never := range []string{"phone", "sealed", "cost", "on_hand", "held", "pickup"} {
		if strings.Contains(byID.raw, `"`+never) {
			t.Errorf("a page for everybody says %q", never)
		}
	}
	if a := s.ask("GET", prefix+"/products/nothing", ""); a.status != 404 || a.key() != "product.unknown" {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if a := s.ask("GET", prefix+"/sellers/"+seller, ""); a.status != 200 || strings.Contains(a.raw, "phone") {
		t.Errorf("%d %s", a.status, a.raw)
	}
}

func TestAnswersForEverybodyAreKeptForASecond(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	seller, _ := s.Seller(t)
	s.Variant(t, markettest.Good{SellerID: seller, Stock: 5})
	first := s.ask("GET", prefix+"/products", "")
	before := s.DB.Statements()
	again := s.ask("GET", prefix+"/products", "", "If-None-Match", first.header.Get("ETag"))
	if again.status != 304 || s.DB.Statements() != before || first.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%d, %d statements, %v", again.status, s.DB.Statements()-before, first.header)
	}
	s.Variant(t, markettest.Good{SellerID: seller, Stock: 5})
	s.Pass(cacheLife)
	if a := s.ask("GET", prefix+"/products", "", "If-None-Match", first.header.Get("ETag")); a.status != 200 || len(a.at("items").([]any)) != 2 {
		t.Errorf("after a second: %d %s", a.status, a.raw)
	}
	if a := s.ask("GET", prefix+"/cart", ""); a.header.Get("Cache-Control") != "no-store" || a.header.Get("ETag") != "" {
		t.Errorf("a cart is kept: %v", a.header)
	}
	if vary := s.ask("GET", prefix+"/cart", "").header.Get("Vary"); !strings.Contains(vary, "Cookie") || !strings.Contains(vary, "Authorization") {
		t.Errorf("Vary: %s", vary)
	}
}

// What nobody has asked for yet is read by few statements too: the budgets hold for the
// first who asks, not only for those after within the same second.
func TestTheFirstWhoAsksCostsLittle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		seller, _ := s.Seller(t)
		for range 25 {
			s.Variant(t, markettest.Good{SellerID: seller, Stock: 5})
		}
		id := s.ask("GET", prefix+"/products?limit=1", "").text("items.0.id")
		me := bearer(s.somebody("0900000001", "Lan"))
		variant := s.ask("GET", prefix+"/products/"+id, "").text("variants.0.id")
		s.ask("PUT", prefix+"/cart/lines/"+variant, `{"quantity":1}`, me...)
		wish := s.wish(me)
		for _, c := range []struct {
			what, method, path, body string
			headers                  []string
			status, most             int
		}{
			{"a list of 20", "GET", "/products?limit=20", "", nil, 200, 3},
			{"a product", "GET", "/products/" + id, "", nil, 200, 4},
			{"an order", "POST", "/orders", wish, append(slices.Clone(me), session.KeyHeader, "k"), 201, 40},
		} {
			s.Pass(2 * cacheLife) // nothing is remembered, not even who asks
			var a reply
			n := dbtest.CountStatements(d, func() { a = s.ask(c.method, prefix+c.path, c.body, c.headers...) })
			if a.status != c.status || n > c.most || n == 0 {
				t.Errorf("%s: %d after %d statements, %d are its budget: %.300s", c.what, a.status, n, c.most, a.raw)
			}
		}
	})
}

func TestOnlyOriginsOnTheListReadAnswers(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite), "https://app.example")
	for _, origin := range []string{"https://app.example", "https://evil.example", "https://app.example.evil", "null", "http://app.example"} {
		let := origin == "https://app.example"
		a := s.ask("GET", prefix+"/kinds", "", "Origin", origin)
		pre := s.ask("OPTIONS", prefix+"/orders", "", "Origin", origin, "Access-Control-Request-Method", "POST")
		for _, got := range []reply{a, pre} {
			allowed := got.header.Get("Access-Control-Allow-Origin")
			if let && allowed != origin || !let && allowed != "" || got.header.Get("Access-Control-Allow-Credentials") != "" || !strings.Contains(got.header.Get("Vary"), "Origin") {
				t.Errorf("%s: %d %v", origin, got.status, got.header)
			}
		}
		if pre.status != 204 || let != strings.Contains(pre.header.Get("Access-Control-Allow-Headers"), session.KeyHeader) {
			t.Errorf("%s: preflight %d %v", origin, pre.status, pre.header)
		}
	}
}

func TestPlacesAreFoundByOldAndNewNames(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	found := s.ask("GET", prefix+"/divisions?q=suoi%20giang,%20van%20chan", "")
	if found.text("items.0.ward.name") != "Xã Văn Chấn" || !strings.Contains(found.text("items.0.old_name"), "Suối Giàng") {
		t.Fatal(found.raw)
	}
	ward := found.text("items.0.ward.code")
	one := s.ask("GET", prefix+"/divisions/2025-07-01/"+ward, "")
	if one.text("full_name") == "" || one.text("above.0.level") != "province" || len(one.at("made_of").([]any)) == 0 {
		t.Error(one.raw)
	}
	split := s.ask("GET", prefix+"/divisions/2025-01-01/00634", "")
	if len(split.at("candidates").([]any)) != 5 || split.at("candidates.0.whole") != false {
		t.Errorf("a ward of which five have parts: %s", split.raw)
	}
	if a := s.ask("GET", prefix+"/divisions/provinces", ""); a.text("items.0.code") != "15" {
		t.Error(a.raw)
	}
	for path, status := range map[string]int{"/divisions": 422, "/divisions/provinces/99/wards": 404, "/divisions/2025-07-01/nothing": 404} {
		if a := s.ask("GET", prefix+path, ""); a.status != status {
			t.Errorf("%s: %d %s", path, a.status, a.raw)
		}
	}
}
