package handlers_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers"
	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/insight"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/bleve"
	"github.com/chophien/chophien/web/static"
)

const base = "https://cho.example"

var places = sync.OnceValues(func() (*division.Directory, error) { return division.New("15") })

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// open is a market without goods; log gets what it writes.
func open(t *testing.T, log io.Writer, change func(*parts.Parts)) (*fiber.App, parts.Parts) {
	t.Helper()
	d := dbtest.SQLite(t)
	m, dir := markettest.New(t, d), t.TempDir()
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	keys, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	ring := must[*crypt.Keyring](t)(crypt.ParseKeyring(keys, blind))
	home := must[*division.Directory](t)(places())
	bank := must[*sandbox.Gateway](t)(sandbox.New(sandbox.Config{BaseURL: base, Secrets: []payments.Secret{payments.Hide(strings.Repeat("s", 32))}, Now: m.Now}))
	t.Cleanup(func() { _ = bank.Close() })
	gateways := must[*payments.Registry](t)(payments.NewRegistry([]payments.Gateway{bank}, nil))
	lexicon := search.NewLexicon()
	engine := must[*bleve.Engine](t)(bleve.Open(filepath.Join(dir, "search"), lexicon))
	t.Cleanup(func() { _ = engine.Close() })
	accounts := &account.Accounts{DB: d, Keys: ring, Now: m.Now, Log: logger}
	carriers := must[*shipping.Carriers](t)(shipping.NewCarriers(markettest.Carrier{}))
	p := parts.Parts{
		DB: d, Now: m.Now, Keys: ring, Places: home, Accounts: accounts, Sessions: must[*session.Sessions](t)(session.New(accounts, base)),
		Album:       &media.Album{DB: d, Store: must[*disk.Store](t)(disk.Open(filepath.Join(dir, "photos"), m.Now)), Keys: ring, Now: m.Now},
		Onboarding:  &onboarding.Onboarding{DB: d, Keys: ring, Places: home, Now: m.Now},
		Season:      &season.Season{DB: d, Now: m.Now},
		Harvests:    &harvest.Harvests{DB: d, Now: m.Now},
		Checkout:    &checkout.Checkout{DB: d, Now: m.Now, Keys: ring, Places: home, Gateways: gateways, Carriers: carriers, BaseURL: base, Terms: "2026-11-01", Log: logger},
		Fulfillment: &fulfillment.Fulfillment{DB: d, Now: m.Now, Gateways: gateways, Carriers: carriers},
		Invoices:    &invoice.Book{DB: d, Now: m.Now, Keys: ring},
		Aftersale:   &aftersale.Aftersale{DB: d, Now: m.Now, Gateways: gateways}, Moderation: &moderation.Moderation{DB: d, Now: m.Now, Keys: ring},
		Cashier: &settlement.Cashier{DB: d, Now: m.Now, Keys: ring}, Insight: &insight.Counter{DB: d, Now: m.Now, Log: logger}, Feed: &feed.Feed{DB: d, Engine: engine, Places: home, Now: m.Now},
		Gateways: gateways, Carriers: carriers, Search: engine, Log: logger,
		Market: parts.Market{Name: "Chợ Phiên", Place: "Yên Bái", BaseURL: base, Terms: "2026-11-01"},
	}
	if change != nil {
		change(&p)
	}
	p.Finder = parts.NewFinder(p.Search, lexicon, d, home, m.Now, logger)
	return handlers.App(p), p
}

func ask(t *testing.T, app *fiber.App, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res := must[*http.Response](t)(app.Test(req, -1))
	defer res.Body.Close()
	return res, string(must[[]byte](t)(io.ReadAll(res.Body)))
}

func TestEveryAnswerIsArmed(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	for _, path := range []string{"/", "/cart", "/none", "/api/v1/products", "/api/v1/none", "/healthz", "/webhooks/none", "/portal", "/media/none.jpg", static.URL("css/market.css")} {
		res, _ := ask(t, app, "GET", path, "")
		policy := res.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "form-action 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: %q", path, policy)
		}
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=63072000; includeSubDomains",
		} {
			if res.Header.Get(name) != value {
				t.Errorf("%s: %s is %q", path, name, res.Header.Get(name))
			}
		}
		if len(res.Header.Get("X-Request-Id")) != 36 {
			t.Errorf("%s has no number", path)
		}
	}
}

func TestEachDoorAnswersInItsWords(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	for path, kind := range map[string]string{
		"/none": "text/html", "/p/none": "text/html", "/media/none-640.jpg": "text/html", "/static/none.css": "text/html",
		"/api/v1/none": "application/problem+json", "/api/v1/products/none": "application/problem+json", "/webhooks/none": "application/problem+json",
	} {
		res, body := ask(t, app, "GET", path, "")
		if res.StatusCode != 404 || !strings.HasPrefix(res.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s %.100s", path, res.StatusCode, res.Header.Get("Content-Type"), body)
		}
	}
	big := strings.Repeat("x", 300<<10)
	for path, kind := range map[string]string{"/cart/add": "text/html", "/api/v1/cart": "application/problem+json", "/webhooks/sandbox": "application/problem+json"} {
		res, _ := ask(t, app, "POST", path, big, "Content-Type", "application/json", "Origin", base)
		if res.StatusCode != 413 || !strings.HasPrefix(res.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
	if res, _ := ask(t, app, "POST", "/", "", "Origin", base); res.StatusCode != 403 && res.StatusCode != 405 {
		t.Errorf("a POST to the home page: %d", res.StatusCode)
	}
}

// counted is how many requests the figures have for a status.
func counted(t *testing.T, status string) (n float64) {
	t.Helper()
	var all bytes.Buffer
	metrics.WritePrometheus(&all, false)
	for line := range strings.Lines(all.String()) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "} ")
		if !strings.HasPrefix(name, "chophien_requests_total{") || !strings.Contains(name, `status="`+status+`"`) {
			continue
		}
		of, err := strconv.ParseFloat(value, 64)
		if err != nil {
			t.Fatal(line, err)
		}
		n += of
	}
	return n
}

func TestAPanicEndsOneRequest(t *testing.T) {
	var log bytes.Buffer
	app, _ := open(t, &log, nil)
	app.Get("/boom", func(*fiber.Ctx) error { panic("secret detail") })
	before := counted(t, "500")
	res, body := ask(t, app, "GET", "/boom?phone=0900000077", "")
	if res.StatusCode != 500 || strings.Contains(body, "secret") || !strings.Contains(body, res.Header.Get("X-Request-Id")) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if n := counted(t, "500") - before; n != 1 {
		t.Errorf("counted %v times", n)
	}
	lines := log.String()
	if strings.Count(lines, "msg=request") != 1 || strings.Count(lines, "msg=panic") != 1 || strings.Contains(lines, "0900000077") || !strings.Contains(lines, "status=500") {
		t.Errorf("%s", lines)
	}
	if res, _ := ask(t, app, "GET", "/", ""); res.StatusCode != 200 {
		t.Errorf("afterwards: %d", res.StatusCode)
	}
}

func TestAnAddressThatAsksTooMuchWaits(t *testing.T) {
	app, _ := open(t, io.Discard, func(p *parts.Parts) { p.Market.RateLimit = 3 })
	for i := range 6 {
		res, body := ask(t, app, "GET", "/about", "")
		switch {
		case i < 3 && res.StatusCode != 200, i >= 3 && res.StatusCode != 429:
			t.Errorf("request %d: %d", i, res.StatusCode)
		case i >= 3 && (res.Header.Get("Retry-After") == "" || !strings.Contains(body, "<h1")):
			t.Errorf("%v %s", res.Header, body)
		}
	}
	for _, path := range []string{"/healthz", static.URL("css/market.css")} {
		if res, _ := ask(t, app, "GET", path, ""); res.StatusCode != 200 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// Whoever is held back does not get on by saying to be somebody else.
func TestTheAddressThatIsCountedCannotBeChosen(t *testing.T) {
	for name, c := range map[string]struct {
		proxies []string
		from    func(i string) string
	}{
		"nobody is trusted":             {nil, func(i string) string { return "203.0.113." + i }},
		"what stands before the proxy":  {[]string{"0.0.0.0"}, func(i string) string { return "203.0.113." + i + ", 198.51.100.7" }},
		"addresses of one home in IPv6": {[]string{"0.0.0.0"}, func(i string) string { return "2001:db8:1:2::" + i }},
	} {
		app, _ := open(t, io.Discard, func(p *parts.Parts) { p.Market.RateLimit, p.Market.TrustedProxies = 3, c.proxies })
		for i := range 5 {
			n := strconv.Itoa(i + 1)
			res, _ := ask(t, app, "GET", "/about", "", "X-Forwarded-For", c.from(n), "X-Real-Ip", n+".1.1.1", "Forwarded", "for="+n+".1.1.1")
			if want := i >= 3; want != (res.StatusCode == 429) {
				t.Errorf("%s: request %s is answered %d", name, n, res.StatusCode)
			}
		}
	}
}

func TestHealth(t *testing.T) {
	app, p := open(t, io.Discard, nil)
	for _, path := range []string{"/healthz", "/readyz"} {
		if res, body := ask(t, app, "GET", path, ""); res.StatusCode != 200 || body != "ok" {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
	if err := p.Search.Close(); err != nil {
		t.Fatal(err)
	}
	if res, body := ask(t, app, "GET", "/readyz", ""); res.StatusCode != 200 || !strings.Contains(body, "without search") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if err := p.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if res, _ := ask(t, app, "GET", "/readyz", ""); res.StatusCode != 503 {
		t.Errorf("without a database: %d", res.StatusCode)
	}
	if res, _ := ask(t, app, "GET", "/healthz", ""); res.StatusCode != 200 {
		t.Errorf("alive without a database: %d", res.StatusCode)
	}
}

// A page crosses a weak line compressed, and so does what went wrong.
func TestPagesAreCompressed(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	for path, status := range map[string]int{"/sign-in": 200, "/nowhere": 404} {
		plain, body := ask(t, app, "GET", path, "")
		packed, small := ask(t, app, "GET", path, "", "Accept-Encoding", "gzip")
		if plain.StatusCode != status || packed.StatusCode != status || packed.Header.Get("Content-Encoding") != "gzip" || len(small) >= len(body)/2 ||
			!strings.Contains(strings.Join(packed.Header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: %v, %d of %d bytes", path, packed.Header, len(small), len(body))
		}
	}
	if res, _ := ask(t, app, "GET", "/api/v1/products", "", "Accept-Encoding", "gzip"); res.Header.Get("Content-Encoding") != "" {
		t.Errorf("an answer to a program: %v", res.Header)
	}
}

func TestTheProgramsOwnFiles(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	url := static.URL("css/market.css")
	plain, body := ask(t, app, "GET", url, "")
	if plain.StatusCode != 200 || !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(plain.Header.Get("Content-Type"), "text/css") || len(body) < 1000 {
		t.Errorf("%d %v", plain.StatusCode, plain.Header)
	}
	packed, small := ask(t, app, "GET", url, "", "Accept-Encoding", "gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || len(small) >= len(body) || packed.Header.Get("Vary") == "" {
		t.Errorf("%v, %d of %d bytes", packed.Header, len(small), len(body))
	}
	for _, path := range []string{"/static/../vi.json", "/static/%2e%2e/vi.json", "/media/..%2f..%2fkeys", "/media/.jpg"} {
		if res, _ := ask(t, app, "GET", path, ""); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}
