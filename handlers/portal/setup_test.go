package portal

import (
	"bytes"
	"context"
	"fmt"
	"github.com/chophien/chophien/models/harvest"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/declaration"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/identity/eauth"
	"github.com/chophien/chophien/models/identity/eauth/stage"
	"github.com/chophien/chophien/models/identity/inperson"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/lexicon"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/notify/journal"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view/viewtest"
)

const (
	base    = "http://market.test"
	testPIN = "739152"
)

// market is one whose portal people open in browsers.
type market struct {
	*saletest.Shop
	t     *testing.T
	parts parts.Parts
	app   *fiber.App
	mail  *journal.Journal
	found *finder
	stage *stage.Stage // plays the provider of identity
	n     int
}

// openMarket opens one; prepare changes the shop before anything is made of it.
func openMarket(t *testing.T, prepare ...func(*saletest.Shop)) *market {
	t.Helper()
	return openMarketOn(t, dbtest.SQLite(t), prepare...)
}

// openMarketOn opens one on a database.
func openMarketOn(t *testing.T, d *db.DB, prepare ...func(*saletest.Shop)) *market {
	t.Helper()
	s := saletest.Open(t, d, order.EarnedBySeller)
	for _, change := range prepare {
		change(s)
	}
	quiet := slog.New(slog.DiscardHandler)
	letters, err := journal.Open(journal.Config{Now: s.Now, Log: quiet, Say: func(lang, key string, args map[string]any) string {
		return locale.Sentence(locale.Parse(lang), key, args)
	}})
	if err != nil {
		t.Fatal(err)
	}
	accounts := &account.Accounts{DB: d, Keys: s.Till.Keys, Now: s.Now, Send: letters, Log: quiet}
	sessions, err := session.New(accounts, base)
	if err != nil {
		t.Fatal(err)
	}
	store, err := disk.Open(t.TempDir(), s.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	found := &finder{}
	m := &market{Shop: s, t: t, mail: letters, found: found, parts: parts.Parts{
		DB: d, Now: s.Now, Keys: s.Till.Keys, Places: s.Till.Places, Sessions: sessions, Accounts: accounts,
		Album:       &media.Album{DB: d, Store: store, Keys: s.Till.Keys, Now: s.Now},
		Onboarding:  &onboarding.Onboarding{DB: d, Keys: s.Till.Keys, Places: s.Till.Places, Now: s.Now},
		Season:      &season.Season{DB: d, Now: s.Now},
		Harvests:    &harvest.Harvests{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet},
		Checkout:    s.Till,
		Fulfillment: &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: quiet},
		Invoices:    &invoice.Book{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Aftersale:   &aftersale.Aftersale{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet},
		Remittance:  &remittance.Desk{DB: d, Now: s.Now, Checkout: s.Till, Carriers: s.Carriers},
		Cashier:     &settlement.Cashier{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Declaration: &declaration.Office{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Talks:       &conversation.Talks{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Moderation:  &moderation.Moderation{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Lexicon:     &lexicon.Book{DB: d, Now: s.Now, Words: &search.Lexicon{}, Log: quiet},
		Search:      found,
		Gateways:    s.Gateways, Carriers: s.Carriers, Banks: []parts.Bank{{BIN: "970436", Name: "Ngân hàng thử"}},
		Market: parts.Market{Name: "Chợ thử", BaseURL: base, Terms: "2026-11-01"}, Log: quiet,
	}}
	m.stage = &stage.Stage{ClientID: "test", Secret: "secret", Page: "https://eid.test/tx/", Now: s.Now}
	line := httptest.NewServer(m.stage)
	t.Cleanup(line.Close)
	eid, err := eauth.New(eauth.Config{URL: line.URL, ClientID: "test", Secret: "secret", Pages: []string{"https://eid.test"}, Now: s.Now})
	if err != nil {
		t.Fatal(err)
	}
	m.parts.Admission = &admission.Admission{DB: d, Keys: s.Till.Keys, Now: s.Now, Album: m.parts.Album, Providers: identity.Providers{inperson.Provider{}, eid},
		Market: "Chợ thử", BaseURL: base, CallLimit: 10 * time.Second, Log: quiet}
	m.parts.Privacy = &privacy.Privacy{DB: d, Now: s.Now, Accounts: accounts, Checkout: s.Till, Moderation: m.parts.Moderation}
	if err := m.parts.Lexicon.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.app = fiber.New(fiber.Config{Immutable: true, BodyLimit: 11 << 20, ErrorHandler: func(c *fiber.Ctx, err error) error {
		return c.Status(parts.Status(err)).SendString(err.Error())
	}})
	Routes(m.app, m.parts)
	return m
}

// finder is an engine that finds what it is told.
type finder struct {
	search.Engine
	result search.Result
	err    error
}

func (f *finder) Search(context.Context, search.Query) (search.Result, error) { return f.result, f.err }

// enrol adds somebody new, with a role or without.
func (m *market) enrol(role account.RoleName) account.PersonCard {
	m.t.Helper()
	m.n++
	ctx := context.Background()
	id, err := m.parts.Accounts.Enrol(ctx, actor.System{Job: "test"}, account.Enrol{
		Phone: fmt.Sprintf("09000000%02d", 10+m.n), Name: fmt.Sprintf("Người Thử %d", m.n), Locale: "vi", PIN: testPIN, Role: role,
	})
	if err != nil {
		m.t.Fatal(err)
	}
	card, err := account.Person(ctx, m.DB.Read(ctx), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return card
}

var codeDigits = regexp.MustCompile(`\b\d{6}\b`)

// opens is a browser in which a person is signed in, as people sign in: with a code, and
// the PIN.
func (m *market) opens(who account.PersonCard) *browser {
	m.t.Helper()
	ctx := context.Background()
	phone, err := m.parts.Accounts.PhoneNumber(ctx, m.DB.Read(ctx), who.PhoneID)
	if err != nil {
		m.t.Fatal(err)
	}
	sent, err := m.parts.Accounts.SendCode(ctx, account.SendCode{Phone: phone, Purpose: account.SignIn, Address: "192.0.2.1", Locale: "vi"})
	if err != nil {
		m.t.Fatal(err)
	}
	code := codeDigits.FindString(m.mail.Recent("", 1)[0].Text)
	proved, err := m.parts.Accounts.ProveCode(ctx, account.CodeProof{RequestID: sent.RequestID, Code: code, DeviceToken: sent.DeviceToken})
	if err != nil {
		m.t.Fatal(err)
	}
	in, err := m.parts.Accounts.ChoosePerson(ctx, proved.Identity, account.ChoosePerson{PersonID: who.ID, PIN: testPIN, Kind: account.Cookie, Label: "thử"})
	if err != nil {
		m.t.Fatal(err)
	}
	return &browser{market: m, cookie: "chophien-session=" + in.Token}
}

// with is the browser of somebody new who acts for owner's seller with rights.
func (m *market) with(owner actor.Member, rights ...actor.Right) *browser {
	m.t.Helper()
	who := m.enrol("")
	if err := m.parts.Onboarding.AddMember(context.Background(), owner.SellerID, who.ID, actor.NewRights(rights...), owner); err != nil {
		m.t.Fatal(err)
	}
	return m.opens(who)
}

// stallPathOf is where the portal of a seller stands.
func (m *market) stallPathOf(sellerID string) string {
	m.t.Helper()
	s, err := seller.Find(context.Background(), m.DB.Read(context.Background()), sellerID)
	if err != nil {
		m.t.Fatal(err)
	}
	return "/portal/s/" + s.Slug
}

// ward is one that the market's database knows.
func (m *market) ward() string {
	m.t.Helper()
	id, _ := m.Seller(m.t)
	s, err := seller.Find(context.Background(), m.DB.Read(context.Background()), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return s.WardCode
}

// productOf is the product of a form.
func (m *market) productOf(variantID string) string {
	m.t.Helper()
	v, _, err := catalog.FindVariant(context.Background(), m.DB.Read(context.Background()), variantID)
	if err != nil {
		m.t.Fatal(err)
	}
	return v.ProductID
}

// browser keeps a cookie and the last page.
type browser struct {
	*market
	cookie string
	status int
	where  string // the address of the last page, after redirects
	page   string
}

func (b *browser) send(method, path, kind string, body io.Reader) {
	b.t.Helper()
	req := httptest.NewRequest(method, path, body)
	req.Header.Set("Cookie", b.cookie)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Accept-Language", "vi")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := b.app.Test(req, -1)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.status, b.page, b.where = res.StatusCode, string(raw), path
	for _, k := range res.Cookies() {
		if strings.HasSuffix(k.Name, "device") {
			b.cookie += "; " + k.Name + "=" + k.Value
		}
	}
	if to := res.Header.Get("Location"); res.StatusCode == http.StatusSeeOther && strings.HasPrefix(to, "/portal") {
		b.get(to)
		return
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		for _, wrong := range viewtest.Check(raw) {
			b.t.Errorf("%s %s: %s", method, path, wrong)
		}
	}
}

func (b *browser) get(path string) *browser {
	b.t.Helper()
	b.send("GET", path, "", nil)
	return b
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// token is that of the last page, or of any.
func (b *browser) token() string {
	b.t.Helper()
	if m := csrfField.FindStringSubmatch(b.page); m != nil {
		return m[1]
	}
	page, where, status := b.page, b.where, b.status
	b.get("/portal/open")
	m := csrfField.FindStringSubmatch(b.page)
	b.page, b.where, b.status = page, where, status
	if m == nil {
		b.t.Fatal("no page has a token")
	}
	return m[1]
}

// payee says where a stall's money goes, as people do: how, by a code, and the rest with
// the code and the PIN.
func (b *browser) payee(at, kind, pin string, fields ...string) *browser {
	b.t.Helper()
	b.Pass(2 * time.Minute) // another code may be asked for
	b.get(at+"/money/bank?kind="+kind).shows(200, "/money/bank/code")
	b.post(at+"/money/bank/code?kind="+kind).shows(200, `name="request_id"`)
	_, request, _ := strings.Cut(b.where, "sent=")
	code := codeDigits.FindString(b.mail.Recent("", 1)[0].Text)
	return b.post(at+"/money/bank", append(fields, "kind", kind, "pin", pin, "code", code, "request_id", request)...)
}

// bankFields are of an account that a payout can be tried with.
var bankFields = []string{"bank_bin", "970436", "number", "0123456789", "holder", "NGUOI THU"}

// fields are names and values, one after the other; a name may come twice.
func (b *browser) post(path string, fields ...string) *browser {
	b.t.Helper()
	form := url.Values{"csrf": {b.token()}, "key": {db.NewID()}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	if boxes := b.fileBoxes(path); len(boxes) > 0 {
		kind, body := viewtest.Parts(form, boxes...)
		b.send("POST", path, kind, bytes.NewReader(body))
		return b
	}
	b.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	return b
}

var fileBox = regexp.MustCompile(`<input[^>]*type="file"[^>]*>`)
var boxName = regexp.MustCompile(`name="([^"]+)"`)

// fileBoxes are the boxes of files in the form of the last page that posts to path.
func (b *browser) fileBoxes(path string) (names []string) {
	_, form, found := strings.Cut(b.page, `action="`+path+`"`)
	if !found {
		return nil
	}
	form, _, _ = strings.Cut(form, "</form>")
	for _, box := range fileBox.FindAllString(form, -1) {
		names = append(names, boxName.FindStringSubmatch(box)[1])
	}
	return names
}

// upload posts a form with one file.
func (b *browser) upload(path, field, name string, content []byte, fields ...string) *browser {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	put := func(k, v string) {
		if err := w.WriteField(k, v); err != nil {
			b.t.Fatal(err)
		}
	}
	put("csrf", b.token())
	put("key", db.NewID())
	for i := 0; i+1 < len(fields); i += 2 {
		put(fields[i], fields[i+1])
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	b.send("POST", path, w.FormDataContentType(), &body)
	return b
}

// shows fails unless the last page has a status and every text.
func (b *browser) shows(status int, texts ...string) *browser {
	b.t.Helper()
	if b.status != status {
		b.t.Fatalf("%s answers %d, want %d: %.600s", b.where, b.status, status, plain(b.page))
	}
	for _, text := range texts {
		if !strings.Contains(b.page, text) {
			b.t.Errorf("%s does not show %q: %.900s", b.where, text, plain(b.page))
		}
	}
	return b
}

func (b *browser) hides(texts ...string) *browser {
	b.t.Helper()
	for _, text := range texts {
		if strings.Contains(b.page, text) {
			b.t.Errorf("%s shows %q", b.where, text)
		}
	}
	return b
}

var tags = regexp.MustCompile(`(?s)<(script|style|svg).*?</(script|style|svg)>|<[^>]*>|\s+`)

func plain(page string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}
