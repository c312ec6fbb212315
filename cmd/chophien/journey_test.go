package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

// browser is a real Chromium at one market.
type browser struct {
	t    testing.TB
	m    *running
	ctx  context.Context
	wide int64
}

// chromium finds the browser. Without one the journeys are skipped loudly, or fail where
// everything must run.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("Chromium is missing, and CI runs every journey")
	}
	t.Skip("NO CHROMIUM: the journeys of buyers and sellers are not tried")
	return ""
}

func openBrowser(t testing.TB, m *running, wide, high int64) *browser {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "vi"), chromedp.Flag("accept-lang", "vi"))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{t: t, m: m, ctx: ctx, wide: wide}
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(wide, high)); err != nil { // starts it
		t.Fatal(err)
	}
	return b
}

// step bounds one thing that a person does.
func (b *browser) step() (context.Context, context.CancelFunc) {
	return context.WithTimeout(b.ctx, 30*time.Second)
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.fail(err)
	}
}

// fail tells where the browser stands and keeps a picture of it.
func (b *browser) fail(err any) {
	b.t.Helper()
	at, _ := chromedp.Run(b.ctx, chromedp.Location())
	text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
	if dir := os.Getenv("CHOPHIEN_TEST_PICTURES"); dir != "" {
		if shot, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(90)); err == nil {
			_ = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(b.t.Name(), "/", "_")+".png"), shot, 0o600)
		}
	}
	b.t.Fatalf("%v\nat %s\n%s", err, at, text)
}

// visit opens a page of the market and looks at it.
func (b *browser) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.m.base + path))
	b.look()
}

// press clicks what leads to another page and waits for it.
func (b *browser) press(css string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS(css)))
	ctx, cancel := b.step()
	defer cancel()
	res, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(css)))
	if err != nil {
		b.fail(fmt.Errorf("press %s: %w", css, err))
	}
	if res != nil && res.Status >= 400 {
		b.fail(fmt.Errorf("press %s: status %d", css, int(res.Status)))
	}
	b.look()
}

// look refuses a page that is wider than the screen. What a press turned to may not have
// come yet: until it has a body there is nothing to measure.
func (b *browser) look() {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	for {
		wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.body ? document.documentElement.scrollWidth : 0`))
		if err == nil && wide > b.wide {
			b.fail(fmt.Errorf("the page is %d wide on a screen of %d", wide, b.wide))
		}
		if err == nil && wide > 0 {
			return
		}
		select {
		case <-ctx.Done():
			b.fail(fmt.Errorf("there is no page: %v", err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (b *browser) fill(name, value string) {
	b.t.Helper()
	css := chromedp.CSS(`main [name="` + name + `"]`)
	b.do(chromedp.WaitVisible(css), chromedp.Clear(css), chromedp.SendKeys(css, value))
}

// choose takes an option of a list, as a script of the page may listen for.
func (b *browser) choose(name, value string) {
	b.t.Helper()
	has := fmt.Sprintf(`!!document.querySelector('[name=%q] option[value=%q]')`, name, value)
	ctx, cancel := b.step()
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](has)); err != nil {
		b.fail(fmt.Errorf("no %s to choose in %s: %w", value, name, err))
	}
	script := fmt.Sprintf(`(() => { const s = document.querySelector('[name=%q]'); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})); return s.value })()`, name, value)
	if got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script)); err != nil || got != value {
		b.fail(fmt.Errorf("%s: chose %q: %w", name, got, err))
	}
}

// tick clicks one of the radio buttons or boxes by its value.
func (b *browser) tick(name, value string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(`[name="` + name + `"][value="` + value + `"]`)))
}

// sees waits until the page says it.
func (b *browser) sees(text string) {
	b.t.Helper()
	quoted, _ := json.Marshal(strings.ToLower(text))
	ctx, cancel := b.step()
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.body.innerText.toLowerCase().includes(`+string(quoted)+`)`)); err != nil {
		b.fail(fmt.Errorf("the page does not say %q: %w", text, err))
	}
}

func (b *browser) at() string {
	b.t.Helper()
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		b.fail(err)
	}
	return strings.TrimPrefix(at, b.m.base)
}

var shownCode = regexp.MustCompile(`demo-digits[^>]*>\s*([0-9]{6})`)

// code reads the newest code for a phone off the demo's page, as its visitor would.
func (m *running) code(phone string) string {
	m.t.Helper()
	body := m.get("/sandbox/codes")
	at := strings.Index(body, ">"+account.LocalPhone("+84"+phone[1:])+"<")
	if at < 0 {
		m.t.Fatalf("no code for %s:\n%s", phone, body)
	}
	found := shownCode.FindStringSubmatch(body[at:])
	if found == nil {
		m.t.Fatalf("no digits for %s", phone)
	}
	return found[1]
}

func (m *running) get(path string) string {
	m.t.Helper()
	res, err := http.Get(m.base + path)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		m.t.Fatalf("%s: %d, %v", path, res.StatusCode, err)
	}
	return string(body)
}

// signIn proves a phone and says who of it is here.
func (b *browser) signIn(phone, name string) {
	b.t.Helper()
	b.visit(view.PathSignIn)
	b.fill("phone", phone)
	b.press(`main form button.main`)
	b.fill("code", b.m.code(phone))
	b.press(`main form button.main`)
	b.do(chromedp.Click(`//label[contains(., "` + name + `")]`))
	b.press(`main form button.main`)
	asks, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`!!document.querySelector('main [name="pin"]')`))
	if err != nil {
		b.fail(err)
	}
	if asks {
		b.fill("pin", demo.PIN)
		b.press(`main form button.main`)
	}
}

// onSale finds something that everybody may buy now from a stall.
func (m *running) onSale(stall string) (slug string) {
	m.t.Helper()
	var page struct {
		Items []struct {
			Slug     string
			Class    string
			Variants []struct{ Free int64 }
		}
	}
	var seller struct{ ID string }
	if err := json.Unmarshal([]byte(m.get("/api/v1/sellers/"+stall)), &seller); err != nil {
		m.t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(m.get("/api/v1/products?limit=100&seller="+seller.ID)), &page); err != nil {
		m.t.Fatal(err)
	}
	for _, p := range page.Items {
		if slices.Contains([]string{"packed", "raw", "handicraft"}, p.Class) && len(p.Variants) > 0 && p.Variants[0].Free > 5 {
			return p.Slug
		}
	}
	m.t.Fatalf("nothing to buy from %s", stall)
	return ""
}

const (
	oneStall     = "gian-hang-mau-van-chan"
	anotherStall = "gian-hang-mau-van-yen"
)

// order fills a basket from two stalls and orders it with a gateway; the payment's page is
// open afterwards.
func (b *browser) order(gateway string) {
	b.t.Helper()
	for _, stall := range []string{oneStall, anotherStall} {
		b.visit("/p/" + b.m.onSale(stall))
		b.press(`form.buy-form button.main`)
	}
	b.visit(view.PathCart)
	b.press(`a.button.main`)
	b.fill("recipient", "Chị Mua Thử")
	b.choose("address.province_code", "15")
	b.choose("address.ward_code", "04672")
	b.fill("address.street", "Nhà mẫu số 2, thôn Mẫu")
	b.press(`main form .actions button.main`)
	b.tick("gateway", gateway)
	b.do(chromedp.Click(chromedp.CSS(`[name="terms_version"]`)))
	b.press(`button[name="step"][value="place"]`)
}

func (b *browser) word(key string) string { return locale.Raw(locale.Vi, key) }

func TestABuyerBuysFromTwoSellersAndPays(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 1280, 800)
	b.signIn("0900000005", "Chị Mua Thử")

	t.Run("at the play bank", func(t *testing.T) {
		b.t, m.t = t, t
		b.order("sandbox")
		if !strings.HasPrefix(b.at(), "/sandbox/") {
			b.press(`main a.button.main`)
		}
		b.press(`button[name="outcome"][value="approve"]`)
		b.visit(view.PathOrders)
		b.press(`main a[href^="/orders/"]`)
		b.sees(b.word("order.money.kept"))
	})
	t.Run("by a transfer", func(t *testing.T) {
		b.t, m.t = t, t
		b.order("vietqr")
		pay := b.at()
		if !strings.HasPrefix(pay, "/pay/") {
			b.fail("the QR is not shown")
		}
		b.do(chromedp.WaitVisible(chromedp.CSS(`img[src*="qr.png"]`)))
		b.press(`a[href^="/sandbox/transfer"]`)
		b.press(`button[name="outcome"][value="send"]`)
		b.visit(pay)
		b.sees(b.word("pay.title.paid"))
	})
	m.t = t
	m.stop()
	if out := mustRun(t, nil, "verify", "--data", m.data, "--ops-listen", ""); !strings.Contains(out, "all promises hold") {
		t.Error(out)
	}
}

func TestASellerFulfilsOnAPhone(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	buyer := openBrowser(t, m, 1280, 800)
	buyer.signIn("0900000005", "Chị Mua Thử")
	buyer.order("sandbox")
	if !strings.HasPrefix(buyer.at(), "/sandbox/") {
		buyer.press(`main a.button.main`)
	}
	buyer.press(`button[name="outcome"][value="approve"]`)

	b := openBrowser(t, m, 360, 740)
	b.signIn("0900000006", "Chủ Nhiệm Mẫu")
	stall := "/portal/s/" + oneStall
	m.eventually("the order is paid", func() bool {
		b.visit(stall + "/orders")
		there, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`!!document.querySelector('main a[href^="`+stall+`/orders/"]')`))
		return err == nil && there
	})
	b.visit(stall)
	b.visit(stall + "/orders")
	b.press(`main a[href^="` + stall + `/orders/"]`)
	order := strings.SplitN(b.at(), "?", 2)[0]
	b.press(`form[action$="/confirm"] button`)
	b.visit(order)
	b.press(`a[href$="/pack"]`)
	b.press(`main form button.main`)
	b.visit(order)
	b.press(`a[href$="/ship"]`)
	b.fill("tracking", "MAU123456VN")
	b.press(`main form button.main`)
	b.visit(order)
	b.press(`form[action$="/deliver"] button`)
	b.visit(order)
	b.sees(b.word("order.status.delivered"))
	m.stop()
	if out := mustRun(t, nil, "verify", "--data", m.data, "--ops-listen", ""); !strings.Contains(out, "all promises hold") {
		t.Error(out)
	}
}
