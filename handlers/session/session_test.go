package session

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/web/locale"
)

const (
	base = "https://cho.example.vn"
	pin  = "407196"
)

// inbox keeps the last code.
type inbox struct{ code string }

func (i *inbox) Send(_ context.Context, m notify.Message) error {
	if c, ok := m.Args["code"].(string); ok {
		i.code = c
	}
	return nil
}

// market is an app with a few routes that tell who asks.
type market struct {
	t        *testing.T
	app      *fiber.App
	accounts *account.Accounts
	inbox    *inbox
	tick     *atomic.Int64
}

func open(t *testing.T, baseURL string) *market {
	t.Helper()
	keys, blind, err := crypt.Generate(nil, "k")
	if err != nil {
		t.Fatal(err)
	}
	ring, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	m := &market{t: t, inbox: &inbox{}, tick: &atomic.Int64{}}
	m.tick.Store(int64(clock.At(time.Date(2026, 11, 23, 8, 0, 0, 0, clock.Zone))))
	m.accounts = &account.Accounts{
		DB: dbtest.Open(t, db.SQLite), Keys: ring, Send: m.inbox, Log: slog.New(slog.DiscardHandler),
		Now: func() clock.Instant { return clock.Instant(m.tick.Load()) },
	}
	s, err := New(m.accounts, baseURL)
	if err != nil {
		t.Fatal(err)
	}
	m.app = fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		all := fault.All(err)
		if len(all) == 0 {
			return c.Status(500).SendString("internal")
		}
		return c.Status(map[fault.Kind]int{
			fault.Invalid: 422, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404, fault.Unsupported: 415,
		}[all[0].Kind]).SendString(all[0].Key)
	}})
	tell := func(c *fiber.Ctx) error {
		out := map[string]any{"who": Who(c).PersonID, "phone": Who(c).PhoneID, "channel": Channel(c), "lang": Language(c)}
		_, err := Buyer(c)
		out["buyer"] = faults(err)
		_, err = Admin(c)
		out["admin"] = faults(err)
		_, err = Officer(c)
		out["officer"] = faults(err)
		return c.JSON(out)
	}
	for _, channel := range []actor.Channel{actor.API, actor.Page} { // what stands at "/" comes last
		g := m.app.Group(map[actor.Channel]string{actor.API: "/api", actor.Page: "/"}[channel], s.Load(channel))
		if channel == actor.Page {
			g.Use(s.Forms())
		}
		g.Get("/who", tell)
		g.Post("/who", tell)
		g.Get("/cart", func(c *fiber.Ctx) error {
			person, token := Shopper(c).Owner()
			return c.JSON(map[string]any{"person": person, "token": token, "csrf": CSRF(c), "had": HasVisitor(c)})
		})
		g.Post("/in", func(c *fiber.Ctx) error {
			in, err := m.accounts.ChoosePerson(c.UserContext(), Who(c), account.ChoosePerson{PersonID: c.Query("person"), PIN: c.Query("pin")})
			if err != nil {
				return err
			}
			Start(c, in)
			ForgetVisitor(c)
			return c.JSON(map[string]any{"csrf": CSRF(c)})
		})
		g.Post("/out", func(c *fiber.Ctx) error {
			err := m.accounts.SignOut(c.UserContext(), Who(c))
			End(c)
			return err
		})
	}
	return m
}

// signIn makes a person and returns a session that is signed in.
func (m *market) signIn(phone, name string) account.SignedIn {
	m.t.Helper()
	in, err := m.accounts.AddPerson(m.t.Context(), m.guest(phone).Identity, account.AddPerson{Name: name, Consent: account.ConsentText})
	if err != nil {
		m.t.Fatal(err)
	}
	return in
}

func (m *market) guest(phone string) account.SignedIn {
	m.t.Helper()
	sent, err := m.accounts.SendCode(m.t.Context(), account.SendCode{Phone: phone})
	if err != nil {
		m.t.Fatal(err)
	}
	p, err := m.accounts.ProveCode(m.t.Context(), account.CodeProof{RequestID: sent.RequestID, Code: m.inbox.code, DeviceToken: sent.DeviceToken})
	if err != nil {
		m.t.Fatal(err)
	}
	return p.SignedIn
}

type answer struct {
	status  int
	text    string
	cookies map[string]*http.Cookie
	header  http.Header
}

func (a answer) get(t *testing.T, name string) any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.text), &m); err != nil {
		t.Fatalf("%d %s", a.status, a.text)
	}
	return m[name]
}

// do sends a request with the headers given as name, value, …
func (m *market) do(method, target, body string, headers ...string) answer {
	m.t.Helper()
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	res, err := m.app.Test(req, -1)
	if err != nil {
		m.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	out := answer{res.StatusCode, string(b), map[string]*http.Cookie{}, res.Header}
	for _, c := range res.Cookies() {
		out.cookies[c.Name] = c
	}
	return out
}

const cookieName, visitorName = "__Host-chophien-session", "__Host-chophien-visitor"

func TestACookieCountsOnlyFromOurOwnPages(t *testing.T) {
	m := open(t, base)
	in := m.signIn("0900000001", "Lan")
	cookie := cookieName + "=" + in.Token
	form := []string{"Cookie", cookie, "Content-Type", formType}
	body := "csrf=" + masked(csrfOf(in.Token))
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"our page":              {[]string{"Origin", base}, 200},
		"our page, new browser": {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "null"}, 200},
		"our page, old browser": {[]string{"Referer", base + "/cart"}, 200},
		"another site":          {[]string{"Origin", "https://evil.example"}, 403},
		"another site, new":     {[]string{"Sec-Fetch-Site", "cross-site", "Origin", base}, 403},
		"a neighbour":           {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"a neighbour, old":      {[]string{"Origin", "https://blog.cho.example.vn"}, 403},
		"like ours":             {[]string{"Origin", base + ".evil.example"}, 403},
		"without https":         {[]string{"Origin", "http://cho.example.vn"}, 403},
		"a sandbox":             {[]string{"Origin", "null"}, 403},
		"nowhere":               {nil, 403},
		"typed":                 {[]string{"Sec-Fetch-Site", "none"}, 403},
		"another's referer":     {[]string{"Referer", "https://evil.example/?" + base}, 403},
	} {
		for _, path := range []string{"/who", "/api/who"} {
			got := m.do("POST", path, body, append(c.headers, form...)...)
			if got.status != c.status || c.status == 200 && got.get(t, "who") != in.Identity.PersonID {
				t.Errorf("%s to %s: %d %s", name, path, got.status, got.text)
			}
		}
	}
	if got := m.do("GET", "/who", "", "Cookie", cookie, "Sec-Fetch-Site", "cross-site"); got.get(t, "who") != in.Identity.PersonID {
		t.Errorf("a link from elsewhere: %s", got.text)
	}
	// Without any cookie a program may post to the API from wherever.
	if got := m.do("POST", "/api/who", ""); got.status != 200 || got.get(t, "buyer") != "session.needed" {
		t.Errorf("%d %s", got.status, got.text)
	}
}

func TestAFormNeedsTheTokenOfItsSession(t *testing.T) {
	m := open(t, base)
	a, b := m.signIn("0900000001", "Lan"), m.signIn("0900000002", "Minh")
	visitor := newToken()
	for name, c := range map[string]struct {
		cookie, query, body string
		headers             []string
		status              int
	}{
		"own":               {cookieName + "=" + a.Token, "", "csrf=" + masked(csrfOf(a.Token)), nil, 200},
		"script":            {cookieName + "=" + a.Token, "", "", []string{"X-CSRF-Token", masked(csrfOf(a.Token))}, 200},
		"none":              {cookieName + "=" + a.Token, "", "", nil, 403},
		"bare":              {cookieName + "=" + a.Token, "", "csrf=" + base64.RawURLEncoding.EncodeToString(csrfOf(a.Token)), nil, 403},
		"empty":             {cookieName + "=" + a.Token, "", "csrf=", nil, 403},
		"another's":         {cookieName + "=" + a.Token, "", "csrf=" + masked(csrfOf(b.Token)), nil, 403},
		"in the address":    {cookieName + "=" + a.Token, "?csrf=" + masked(csrfOf(a.Token)), "", nil, 403},
		"visitor":           {visitorName + "=" + visitor, "", "csrf=" + masked(csrfOf(visitor)), nil, 200},
		"visitor's, signed": {cookieName + "=" + a.Token + "; " + visitorName + "=" + visitor, "", "csrf=" + masked(csrfOf(visitor)), nil, 403},
		"nobody":            {"", "", "csrf=" + masked(csrfOf("")), nil, 403},
		"short visitor":     {visitorName + "=x", "", "csrf=" + masked(csrfOf("x")), nil, 403},
		"dead session":      {cookieName + "=" + newToken(), "", "csrf=x", nil, 401},
	} {
		headers := append([]string{"Origin", base, "Content-Type", formType, "Cookie", c.cookie}, c.headers...)
		if got := m.do("POST", "/who"+c.query, c.body, headers...); got.status != c.status {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
}

func TestBearerTokens(t *testing.T) {
	m := open(t, base)
	in := m.signIn("0900000001", "Lan")
	tok, err := m.accounts.NewToken(t.Context(), in.Identity, account.NewToken{Label: "kho"})
	if err != nil {
		t.Fatal(err)
	}
	guest := m.guest("0900000002")
	for name, c := range map[string]struct {
		auth   string
		status int
		who    string
	}{
		"token":            {"Bearer " + tok.Token, 200, in.Identity.PersonID},
		"lower case":       {"bearer  " + tok.Token, 200, in.Identity.PersonID},
		"guest":            {"Bearer " + guest.Token, 200, ""},
		"browser's":        {"Bearer " + in.Token, 401, ""},
		"unknown":          {"Bearer " + newToken(), 401, ""},
		"empty":            {"Bearer ", 401, ""},
		"none":             {"Bearer", 401, ""},
		"another scheme":   {"Basic YTpi", 401, ""},
		"unsigned jwt":     {"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", 401, ""},
		"long":             {"Bearer " + strings.Repeat("a", 3000), 401, ""},
		"with a good one,": {"Bearer x, Bearer " + tok.Token, 401, ""},
	} {
		// The header decides, also when a good cookie stands beside it.
		got := m.do("POST", "/api/who", "", "Authorization", c.auth, "Origin", "https://evil.example", "Cookie", cookieName+"="+in.Token)
		if got.status != c.status || c.status == 200 && got.get(t, "who") != c.who {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
	if got := m.do("GET", "/who", "", "Cookie", cookieName+"="+tok.Token); got.get(t, "who") != "" {
		t.Error("a program's token works as a cookie")
	}
	if err := m.accounts.RevokeSession(t.Context(), actor.Buyer{PersonID: in.Identity.PersonID}, tok.Identity.SessionID); err != nil {
		t.Fatal(err)
	}
	if got := m.do("GET", "/api/who", "", "Authorization", "Bearer "+tok.Token); got.status != 401 || got.text != "session.token" {
		t.Errorf("a revoked token: %d %s", got.status, got.text)
	}
}

func TestSigningInChangesTheToken(t *testing.T) {
	m := open(t, base)
	person := m.signIn("0900000001", "Lan").Identity.PersonID
	m.tick.Add(time.Hour.Milliseconds())
	guest := m.guest("0900000001")
	got := m.do("POST", "/in?person="+person, "csrf="+masked(csrfOf(guest.Token)), "Origin", base, "Content-Type", formType, "Cookie", cookieName+"="+guest.Token)
	c := got.cookies[cookieName]
	if got.status != 200 || c == nil || c.Value == guest.Token || !looksLikeToken(c.Value) {
		t.Fatalf("%d %s %v", got.status, got.text, c)
	}
	if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 180*24*3600 {
		t.Errorf("%+v", c)
	}
	if !bytes.Equal(unmasked(got.get(t, "csrf").(string)), csrfOf(c.Value)) {
		t.Error("forms of the same answer belong to the old session")
	}
	if gone := got.cookies[visitorName]; gone == nil || gone.MaxAge > 0 || !gone.Secure || !gone.HttpOnly || gone.Expires.Year() != 1970 {
		t.Errorf("the visitor stays: %+v", gone)
	}
	old := m.do("GET", "/who", "", "Cookie", cookieName+"="+guest.Token)
	if old.get(t, "phone") != "" || old.cookies[cookieName] == nil || old.cookies[cookieName].Value != "" {
		t.Errorf("the old token: %s, %v", old.text, old.cookies)
	}
	if now := m.do("GET", "/who", "", "Cookie", cookieName+"="+c.Value); now.get(t, "who") != person {
		t.Errorf("%s", now.text)
	}
	out := m.do("POST", "/out", "csrf="+masked(csrfOf(c.Value)), "Origin", base, "Content-Type", formType, "Cookie", cookieName+"="+c.Value)
	if out.status != 200 || out.cookies[cookieName].Value != "" {
		t.Errorf("%d %s", out.status, out.text)
	}
	if now := m.do("GET", "/who", "", "Cookie", cookieName+"="+c.Value); now.get(t, "who") != "" {
		t.Error("signed out, and still in")
	}
}

func TestCookiesOfAMarketWithoutHTTPS(t *testing.T) {
	m := open(t, "http://127.0.0.1:8080")
	got := m.do("GET", "/cart", "")
	c := got.cookies["chophien-visitor"]
	if c == nil || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
		t.Fatalf("%+v", got.cookies)
	}
	for origin, status := range map[string]int{
		"http://127.0.0.1:8080": 200, "http://localhost:8080": 200, "http://[::1]:8080": 200, "http://LOCALHOST:8080": 200,
		"http://localhost:8081": 403, "https://localhost:8080": 403, "http://localhost": 403,
	} {
		got := m.do("POST", "/who", "csrf="+masked(csrfOf(c.Value)), "Origin", origin, "Content-Type", formType, "Cookie", "chophien-visitor="+c.Value)
		if got.status != status {
			t.Errorf("%s: %d", origin, got.status)
		}
	}
	for _, bad := range []string{"", "cho.example", "ftp://x", "https://", "https://x/path", "https://u:p@x"} {
		if _, err := New(nil, bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestAVisitorKeepsOneCart(t *testing.T) {
	m := open(t, base)
	first := m.do("GET", "/cart", "")
	token, _ := first.get(t, "token").(string)
	if !looksLikeToken(token) || first.cookies[visitorName].Value != token || !bytes.Equal(unmasked(first.get(t, "csrf").(string)), csrfOf(token)) || first.get(t, "had") != true {
		t.Fatalf("%s %v", first.text, first.cookies)
	}
	again := m.do("GET", "/cart", "", "Cookie", visitorName+"="+token)
	if again.get(t, "csrf") == first.get(t, "csrf") {
		t.Error("the token of forms is written twice in the same way") // its length when compressed could be told
	}
	if again.get(t, "token") != token || len(again.cookies) != 0 {
		t.Errorf("%s %v", again.text, again.cookies)
	}
	// A program gets it in a header and sends it back.
	api := m.do("GET", "/api/cart", "")
	sent := api.header.Get(CartTokenHeader)
	if !looksLikeToken(sent) || api.get(t, "token") != sent || len(api.cookies) != 0 {
		t.Errorf("%s %v", api.text, api.header)
	}
	if got := m.do("GET", "/api/cart", "", CartTokenHeader, sent); got.get(t, "token") != sent {
		t.Errorf("%s", got.text)
	}
	if got := m.do("GET", "/api/cart", "", CartTokenHeader, "1"); got.get(t, "token") == "1" {
		t.Error("a guessable cart token was taken")
	}
}

func TestABrowserIsOneDevice(t *testing.T) {
	m := open(t, base)
	s, _ := New(m.accounts, base)
	m.app = fiber.New()
	show := func(c *fiber.Ctx) error { return c.SendString(Device(c) + " " + Device(c)) }
	m.app.Get("/page", s.Load(actor.Page), show)
	m.app.Get("/api", s.Load(actor.API), show)
	const name = "__Host-chophien-device"
	first := m.do("GET", "/page", "")
	c := first.cookies[name]
	if c == nil || !c.HttpOnly || !c.Secure || first.text != c.Value+" "+c.Value || !looksLikeToken(c.Value) {
		t.Fatalf("%s %v", first.text, c)
	}
	if again := m.do("GET", "/page", "", "Cookie", name+"="+c.Value); again.text != first.text || len(again.cookies) != 0 {
		t.Errorf("%s %v", again.text, again.cookies)
	}
	if odd := m.do("GET", "/page", "", "Cookie", name+"=mine"); strings.Contains(odd.text, "mine") || odd.cookies[name] == nil {
		t.Errorf("%s", odd.text)
	}
	if api := m.do("GET", "/api", "", "Cookie", name+"="+c.Value); api.text != " " || len(api.cookies) != 0 {
		t.Errorf("%q", api.text)
	}
}

func TestPowersNeedRoleAndPIN(t *testing.T) {
	m := open(t, base)
	id, err := m.accounts.CreateAdmin(t.Context(), "0900000001", "Bàn quản lý", pin)
	if err != nil {
		t.Fatal(err)
	}
	in, err := m.accounts.ChoosePerson(t.Context(), m.guest("0900000001").Identity, account.ChoosePerson{PersonID: id, PIN: pin})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(token string) (admin, officer any) {
		got := m.do("GET", "/who", "", "Cookie", cookieName+"="+token)
		return got.get(t, "admin"), got.get(t, "officer")
	}
	if a, o := ask(in.Token); a != "" || o != "session.role" {
		t.Errorf("admin: %v %v", a, o)
	}
	m.tick.Add(account.PINFresh.Milliseconds() + 1)
	if a, _ := ask(in.Token); a != "session.pin" {
		t.Errorf("a day later: %v", a)
	}
	if a, _ := ask(m.signIn("0900000002", "Minh").Token); a != "session.role" {
		t.Errorf("a buyer: %v", a)
	}
	if a, _ := ask("nobody"); a != "session.needed" {
		t.Errorf("nobody: %v", a)
	}
}

func TestAMemberIsLookedUpEachTime(t *testing.T) {
	m := open(t, base)
	in := m.signIn("0900000001", "Lan")
	var got actor.Member
	var err error
	lookup := func(_ context.Context, sellerID, personID string) (actor.Member, error) {
		if sellerID != "hers" {
			return actor.Member{}, fault.New(fault.NotFound, "seller.unknown")
		}
		return actor.Member{PersonID: personID, SellerID: sellerID, Rights: actor.NewRights(actor.SeeOrders)}, nil
	}
	s, _ := New(m.accounts, base)
	m.app = fiber.New()
	m.app.Get("/sell/:id", s.Load(actor.API), func(c *fiber.Ctx) error {
		got, err = Member(c, c.Params("id"), lookup)
		return nil
	})
	m.do("GET", "/sell/hers", "", "Cookie", cookieName+"="+in.Token)
	if err != nil || got.PersonID != in.Identity.PersonID || got.SellerID != "hers" || got.Channel != actor.API || !got.Rights.Has(actor.SeeOrders) {
		t.Errorf("%+v %v", got, err)
	}
	m.do("GET", "/sell/his", "", "Cookie", cookieName+"="+in.Token)
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
	m.do("GET", "/sell/hers", "")
	if !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("%v", err)
	}
}

func TestASessionThatCannotBeReadIsNotNobodys(t *testing.T) {
	m := open(t, base)
	in := m.signIn("0900000001", "Lan")
	if err := m.accounts.DB.Close(); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	m.tick.Add(2000)
	if got := m.do("GET", "/who", "", "Cookie", cookieName+"="+in.Token); got.status != 500 || got.cookies[cookieName] != nil {
		t.Errorf("%d %s %v", got.status, got.text, got.cookies)
	}
}

func TestLanguages(t *testing.T) {
	m := open(t, base)
	for _, c := range []struct {
		query, cookie, accept string
		lang                  locale.Lang
	}{
		{"", "", "", locale.Vi}, {"", "", "en-US,en;q=0.9,vi;q=0.8", locale.En}, {"", "", "fr, en;q=0.3, vi;q=0.4", locale.Vi},
		{"", "", "de-DE,de", locale.Vi}, {"", "", "en;q=0", locale.Vi}, {"", "", "en;q=x,;;,q", locale.Vi}, {"", "", "enormous", locale.Vi},
		{"?lang=en", "vi", "vi", locale.En}, {"?lang=xx", "en", "vi", locale.En}, {"", "vi", "en", locale.Vi},
	} {
		got := m.do("GET", "/who"+c.query, "", "Accept-Language", c.accept, "Cookie", "__Host-chophien-lang="+c.cookie)
		if got.get(t, "lang") != string(c.lang) {
			t.Errorf("%+v: %v", c, got.get(t, "lang"))
		}
	}
}

func TestPathsToReturnTo(t *testing.T) {
	for _, good := range []string{"/", "/cart", "/p/che-shan?x=1&y=//z", "/tim?q=ch%C3%A8", "/a//b", "/a?next=https://x"} {
		if got := SafePath(good, "/home"); got != good {
			t.Errorf("%q became %q", good, got)
		}
	}
	for _, bad := range []string{
		"", "cart", "//evil", "///evil", "/\\evil", "\\/evil", "/%2fevil", "/%2Fevil", "/%5cevil", "/%252fevil", "/%25%32%66evil",
		"https://evil", "https:/evil", "javascript:alert(1)", "/\t/evil", "/\r\nSet-Cookie: a=b", "/%0d%0aX: y", "/%09/evil", " //evil",
		"/a%zz", "/\u2028", "/" + strings.Repeat("a", 1000), "/\x00", "%2f%2fevil", "@evil", "?x",
	} {
		if got := SafePath(bad, "/home"); got != "/home" {
			t.Errorf("%q was taken as %q", bad, got)
		}
	}
}

func TestKeys(t *testing.T) {
	m := &market{t: t, app: fiber.New()}
	var key string
	var err error
	m.app.Post("/", func(c *fiber.Ctx) error { key, err = Key(c); return nil })
	for _, c := range []struct{ header, field, key, told string }{
		{"", "", "", ""}, {"abc-1", "", "abc-1", ""}, {"", "abc", "abc", ""}, {"abc", "abc", "abc", ""},
		{"abc", "abd", "", "input.key idempotency_key"}, {"a b", "", "", "input.key idempotency_key"}, {"", "khóa", "", "input.key idempotency_key"},
		{strings.Repeat("k", 201), "", "", "input.key idempotency_key"}, {"", strings.Repeat("k", 200), strings.Repeat("k", 200), ""},
	} {
		m.do("POST", "/", "key="+queryEscape(c.field), "Content-Type", formType, "Idempotency-Key", c.header)
		if key != c.key || faults(err) != c.told {
			t.Errorf("%.20q %.20q: %.20q %v", c.header, c.field, key, err)
		}
	}
	if a, b := NewKey(), NewKey(); a == b {
		t.Error("two forms have one key")
	}
}
