package storefront_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	playbank "github.com/chophien/chophien/handlers/sandbox"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/handlers/storefront"
	"github.com/chophien/chophien/handlers/webhooks"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/insight"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/notify/journal"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/flat"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/demobank"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/bleve"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

var places = sync.OnceValues(func() (*division.Directory, error) { return division.New("15") })

// terms is the version of the terms of sale that buyers accept.
const terms = "2026-11-01"

// door is a market that answers on a port of this machine.
type door struct {
	*markettest.Market
	t       *testing.T
	p       parts.Parts
	app     *fiber.App
	base    string
	bank    *sandbox.Gateway
	sellers map[string]actor.Member // by name
	of      map[string]actor.Member // by variant
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// open opens a market over d, with both gateways and those that are given, the embedded
// search and a journal of messages.
func open(t *testing.T, d *db.DB, more ...payments.Gateway) *door {
	t.Helper()
	listener := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	m := &door{Market: markettest.New(t, d), t: t, base: "http://" + listener.Addr().String(), sellers: map[string]actor.Member{}, of: map[string]actor.Member{}}
	log, dir := slog.New(slog.DiscardHandler), t.TempDir()
	keys, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	p := &m.p
	p.DB, p.Now, p.Log = d, m.Now, log
	p.Keys = must[*crypt.Keyring](t)(crypt.ParseKeyring(keys, blind))
	p.Places = must[*division.Directory](t)(places())
	say := func(lang, key string, args map[string]any) string {
		return locale.Sentence(locale.Lang(lang), key, args)
	}
	codes := must[*journal.Journal](t)(journal.Open(journal.Config{Now: m.Now, Say: say, Log: log}))
	p.Accounts = &account.Accounts{DB: d, Keys: p.Keys, Now: m.Now, Send: codes, Log: log}
	p.Sessions = must[*session.Sessions](t)(session.New(p.Accounts, m.base))
	p.Album = &media.Album{DB: d, Store: must[*disk.Store](t)(disk.Open(filepath.Join(dir, "photos"), m.Now)), Keys: p.Keys, Now: m.Now}
	p.Onboarding = &onboarding.Onboarding{DB: d, Keys: p.Keys, Places: p.Places, Now: m.Now}
	p.Season = &season.Season{DB: d, Now: m.Now}
	m.openMoney(codes, more)
	p.Carriers = must[*shipping.Carriers](t)(shipping.NewCarriers(flat.Carrier{Places: p.Places, Door: order.SellerTakes}))
	p.Checkout = &checkout.Checkout{
		DB: d, Now: m.Now, Keys: p.Keys, Places: p.Places, Gateways: p.Gateways, Carriers: p.Carriers, BaseURL: m.base, Terms: terms, Log: log,
	}
	p.Fulfillment = &fulfillment.Fulfillment{DB: d, Now: m.Now, Gateways: p.Gateways, Carriers: p.Carriers}
	p.Invoices = &invoice.Book{DB: d, Now: m.Now, Keys: p.Keys}
	p.Talks = &conversation.Talks{DB: d, Now: m.Now, Keys: p.Keys}
	p.Aftersale = &aftersale.Aftersale{DB: d, Now: m.Now, Gateways: p.Gateways, Log: log}
	p.Moderation = &moderation.Moderation{DB: d, Now: m.Now, Keys: p.Keys}
	p.Privacy = &privacy.Privacy{DB: p.DB, Now: m.Now, Accounts: p.Accounts, Checkout: p.Checkout, Moderation: p.Moderation}
	lexicon := search.NewLexicon()
	engine := must[*bleve.Engine](t)(bleve.Open(filepath.Join(dir, "search"), lexicon))
	t.Cleanup(func() { _ = engine.Close() })
	p.Search = engine
	p.Finder = parts.NewFinder(engine, lexicon, d, p.Places, m.Now, log)
	p.Insight = &insight.Counter{DB: d, Now: m.Now, Log: log}
	p.Feed = &feed.Feed{DB: d, Engine: engine, Places: p.Places, Now: m.Now}
	p.Banks = []parts.Bank{{BIN: "970436", Name: "Vietcombank"}, {BIN: "970400", Name: "SaigonBank"}}
	p.Market = parts.Market{Name: "Chợ Phiên", Place: "Yên Bái, Lào Cai", BaseURL: m.base, Terms: terms, Desk: view.Desk{Phone: "0900 000 000"}}
	m.serve(listener)
	return m
}

func (m *door) openMoney(codes *journal.Journal, more []payments.Gateway) {
	t, p := m.t, &m.p
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	secret := payments.Hide(strings.Repeat("s", 32))
	m.bank = must[*sandbox.Gateway](t)(sandbox.New(sandbox.Config{BaseURL: m.base, Secrets: []payments.Secret{secret}, Now: m.Now, HTTP: client}))
	t.Cleanup(func() { _ = m.bank.Close() })
	account := payments.BankAccount{BIN: "970400", Number: "0000000000", Holder: "CHO PHIEN MAU"}
	qr := must[*vietqr.Gateway](t)(vietqr.New(vietqr.Config{Account: account}))
	cfg := demobank.Config{Secrets: []payments.Secret{secret}, Accounts: vietqr.Accounts{account}, URL: m.base + "/webhooks/bank/" + demobank.Code}
	source := must[*demobank.Source](t)(demobank.NewSource(cfg))
	p.Demo = &parts.Demo{Sandbox: m.bank, Bank: must[*demobank.Bank](t)(demobank.NewBank(cfg, m.Now, client)), Codes: codes}
	t.Cleanup(func() { _ = p.Demo.Bank.Close() })
	p.Gateways = must[*payments.Registry](t)(payments.NewRegistry(append([]payments.Gateway{qr, m.bank}, more...), []payments.Listener{source}))
}

func (m *door) serve(listener net.Listener) {
	m.app = fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true, BodyLimit: 11 << 20, ReadBufferSize: 16 << 10, ErrorHandler: func(c *fiber.Ctx, err error) error {
		return storefront.Fail(m.p, c, err)
	}})
	webhooks.Webhooks{Checkout: m.p.Checkout, Gateways: m.p.Gateways, Now: m.p.Now}.Routes(m.app)
	playbank.Routes(m.app, m.p)
	storefront.Routes(m.app, m.p)
	done := make(chan error, 1)
	go func() { done <- m.app.Listener(listener) }()
	m.t.Cleanup(func() {
		if err := m.app.Shutdown(); err != nil {
			m.t.Error(err)
		}
		<-done
	})
}

// offer is a published product of a seller, who is made when nobody has the name yet.
func (m *door) offer(sellerName, name string, price int64, more func(*onboarding.NewOffer)) (slug, variantID string) {
	m.t.Helper()
	ctx := m.t.Context()
	member, ok := m.sellers[sellerName]
	if !ok {
		_, member = m.Seller(m.t)
		m.sellers[sellerName] = member
	}
	in := onboarding.NewOffer{
		Facts: catalog.Facts{
			Class: catalog.Raw, Kind: "tea", NameVI: name, DescriptionVI: "Hái tay, sao củi.", Scheme: division.Current, WardCode: markettest.Ward,
			StorageVI: "Nơi khô mát.", ProducerName: "Người thử", ProducerAddress: "Bản thử", TaxClass: catalog.TaxGoods,
		},
		Variants: []onboarding.NewForm{{NewVariant: catalog.NewVariant{Basis: measure.Piece, Unit: "hộp", NetGrams: 200, ShipGrams: 300, Price: money.Of(price)}, Stock: 10}},
	}
	if more != nil {
		more(&in)
	}
	id, err := m.p.Onboarding.Offer(ctx, member.SellerID, in, "", member)
	if err != nil {
		m.t.Fatal(err)
	}
	if err := m.p.Onboarding.Publish(ctx, id, member); err != nil {
		m.t.Fatal(err)
	}
	page := must[*catalog.Page](m.t)(catalog.PageOf(ctx, m.DB.Read(ctx), id, m.Now().Date()))
	m.of[page.Forms[0].ID] = member
	return page.Slug, page.Forms[0].ID
}

// price changes what a variant costs.
func (m *door) price(variantID string, price int64) {
	m.t.Helper()
	if err := m.p.Onboarding.SetPrice(m.t.Context(), variantID, money.Of(price), m.of[variantID]); err != nil {
		m.t.Fatal(err)
	}
}

// index brings the search engine to what the shelves hold.
func (m *door) index() {
	m.t.Helper()
	if err := m.p.Feed.Rebuild(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// code is the newest code that went to a phone.
func (m *door) code(phone string) string {
	m.t.Helper()
	normal := must[string](m.t)(account.NormalPhone(phone))
	for _, e := range m.p.Demo.Codes.Recent(normal, 5) {
		if strings.HasPrefix(e.Template, "code.") {
			return sixDigits.FindString(e.Text)
		}
	}
	m.t.Fatalf("no code went to %s", phone)
	return ""
}

// browser is somebody's browser, with its cookies.
type browser struct {
	m      *door
	client *http.Client
}

func (m *door) browser() *browser {
	jar := must[*cookiejar.Jar](m.t)(cookiejar.New(nil))
	// A connection that is kept would hold up the market's closing.
	return &browser{m, &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}}
}

// page is an answer that a browser shows.
type page struct {
	*goquery.Document
	b      *browser
	status int
	path   string // after all redirects
	url    string // with its host
	header http.Header
	body   string
}

func (b *browser) send(req *http.Request) *page {
	t := b.m.t
	t.Helper()
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "Mozilla/5.0 (Android 14; Mobile)")
	}
	res := must[*http.Response](t)(b.client.Do(req))
	defer res.Body.Close()
	raw := must[[]byte](t)(io.ReadAll(res.Body))
	p := &page{b: b, status: res.StatusCode, path: res.Request.URL.RequestURI(), url: res.Request.URL.String(), header: res.Header, body: string(raw)}
	p.Document = must[*goquery.Document](t)(goquery.NewDocumentFromReader(strings.NewReader(p.body)))
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		for _, wrong := range viewtest.Check(raw) {
			t.Errorf("%s: %s", p.path, wrong)
		}
	}
	return p
}

func (b *browser) get(path string) *page {
	b.m.t.Helper()
	return b.send(must[*http.Request](b.m.t)(http.NewRequest(http.MethodGet, b.m.base+path, nil)))
}

// post sends a form as a browser does, from a page of the market.
func (b *browser) post(path string, values url.Values) *page {
	b.m.t.Helper()
	req := must[*http.Request](b.m.t)(http.NewRequest(http.MethodPost, b.m.base+path, strings.NewReader(values.Encode())))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", b.m.base)
	return b.send(req)
}

// form is one form of a page, filled as it stands there.
type form struct {
	url.Values
	page   *page
	action string
	files  []string // names of boxes of files, in which none is chosen; with them the form goes in parts
}

// form finds the form that posts to action. values are set in pairs.
func (p *page) form(action string, values ...string) *form {
	t := p.b.m.t
	t.Helper()
	found := p.Find("form").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.AttrOr("action", "") == action }).First()
	if found.Length() == 0 {
		t.Fatalf("%s (%d) has no form that posts to %s:\n%s", p.path, p.status, action, p.text())
	}
	f := &form{Values: url.Values{}, page: p, action: action}
	if found.AttrOr("enctype", "") == fiber.MIMEMultipartForm {
		found.Find("input[type=file]").Each(func(_ int, s *goquery.Selection) { f.files = append(f.files, s.AttrOr("name", "")) })
	}
	found.Find("input[name], textarea[name]").Each(func(_ int, s *goquery.Selection) {
		kind, _ := s.Attr("type")
		_, checked := s.Attr("checked")
		if (kind == "radio" || kind == "checkbox") && !checked || kind == "file" {
			return
		}
		value, _ := s.Attr("value")
		if goquery.NodeName(s) == "textarea" {
			value = s.Text()
		}
		f.Add(s.AttrOr("name", ""), value)
	})
	found.Find("select[name]").Each(func(_ int, s *goquery.Selection) {
		f.Set(s.AttrOr("name", ""), s.Find("option[selected]").AttrOr("value", ""))
	})
	for i := 0; i+1 < len(values); i += 2 {
		f.Set(values[i], values[i+1])
	}
	return f
}

func (f *form) send() *page {
	b := f.page.b
	b.m.t.Helper()
	if len(f.files) == 0 {
		return b.post(f.action, f.Values)
	}
	kind, body := viewtest.Parts(f.Values, f.files...)
	req := must[*http.Request](b.m.t)(http.NewRequest(http.MethodPost, b.m.base+f.action, bytes.NewReader(body)))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Origin", b.m.base)
	return b.send(req)
}

var spaces = regexp.MustCompile(`\s+`)

// text is what a reader sees between header and footer.
func (p *page) text() string {
	return strings.TrimSpace(spaces.ReplaceAllString(p.Find("main").Text(), " "))
}

// says fails unless the page has the status and all the words.
func (p *page) says(status int, words ...string) *page {
	t := p.b.m.t
	t.Helper()
	if p.status != status {
		t.Fatalf("%s: %d, not %d: %s", p.path, p.status, status, p.text())
	}
	text := strings.ReplaceAll(p.text(), "\u00a0", " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q: %s", p.path, w, text)
		}
	}
	return p
}

// hides checks that the page does not say it.
func (p *page) hides(words ...string) *page {
	p.b.m.t.Helper()
	for _, w := range words {
		if strings.Contains(strings.ReplaceAll(p.text(), "\u00a0", " "), w) {
			p.b.m.t.Errorf("%s says %q", p.path, w)
		}
	}
	return p
}

// put lays a product into the basket.
func (b *browser) put(slug string, values ...string) *page {
	b.m.t.Helper()
	return b.get(view.ProductPath(slug)).form(view.PathCartAdd, values...).send()
}

// home is where test parcels go: Phường Hoàn Kiếm.
func (b *browser) address(phone string) *page {
	b.m.t.Helper()
	return b.get(view.PathCheckout).form(view.PathCheckout, "recipient", "Nguyễn Thử", "phone", phone,
		"address.province_code", "01", "address.ward_code", markettest.Away, "address.street", "12 phố Thử").send()
}

// bill goes from the basket to the bill, proving a phone on the way.
func (b *browser) bill(phone string) *page {
	b.m.t.Helper()
	p := b.address(phone)
	if p.path == view.PathCheckoutCode {
		p = p.form(view.PathCheckoutCode, "code", b.m.code(phone)).send()
	}
	return p
}

// order presses the button of the bill.
func (p *page) order(gateway string) *form {
	p.b.m.t.Helper()
	return p.form(view.PathCheckoutPlace, "gateway", gateway, "terms_version", terms, "step", "place")
}

// signIn proves a phone and becomes a new person of it.
func (b *browser) signIn(phone, name string) *page {
	b.m.t.Helper()
	b.get(view.PathSignIn).form(view.PathSignIn, "phone", phone).send()
	p := b.get(view.PathSignInCode).form(view.PathSignInCode, "code", b.m.code(phone)).send()
	return p.form(view.PathSignInPerson, "person_id", "new", "name", name, "consent", account.ConsentText).send()
}
