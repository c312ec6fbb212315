package static

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/tax"
)

// The module that says an amount while it is typed says what the server says: the table
// that proves the one proves the other, in a real browser.
func TestTheModuleSaysAmountsAsTheServerDoes(t *testing.T) {
	table, err := os.ReadFile("../../models/money/testdata/words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	ctx := page(t)
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		got, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](fmt.Sprintf(`import(%q).then((m) => [m.inWords(%s, "vi"), m.inWords(%s, "en")])`, URL("js/words.js"), cells[0], cells[0]), chromedp.EvalAwaitPromise))
		if err != nil || len(got) != 2 || got[0] != cells[1] || got[1] != cells[2] {
			t.Errorf("%s: %q, want %q, %v", cells[0], got, cells[1:], err)
		}
	}
}

// What is left of a price is what the ledger's own functions leave, to the đồng.
func TestTheModuleLeavesWhatTheLedgerLeaves(t *testing.T) {
	ctx := page(t)
	for _, r := range []struct {
		rates charge.Rates
		tax   tax.Rule
	}{
		{charge.Rates{CommissionBP: 500, VATBP: 1000}, tax.Rule{VatBP: 100, PitBP: 50}},
		{charge.Rates{CommissionBP: 537, VATBP: 800}, tax.Rule{VatBP: 0, PitBP: 0}},
		{charge.Rates{CommissionBP: 0, VATBP: 1000}, tax.Rule{VatBP: 500, PitBP: 200}},
	} {
		var prices []int64
		for n := int64(1); n <= 1_000_000_000; n = n*3 + 7 {
			prices = append(prices, n, n+1, n*2-1)
		}
		script := fmt.Sprintf(`import(%q).then((m) => %s.map((p) => m.net(p, {commission: %d, commissionVat: %d, vat: %d, pit: %d}).amount))`,
			URL("js/net.js"), strings.ReplaceAll(fmt.Sprint(prices), " ", ","), r.rates.CommissionBP, r.rates.VATBP, r.tax.VatBP, r.tax.PitBP)
		got, err := chromedp.Run(ctx, chromedp.Evaluate[[]int64](script, chromedp.EvalAwaitPromise))
		if err != nil || len(got) != len(prices) {
			t.Fatal(got, err)
		}
		for i, n := range prices {
			vat, pit := r.tax.On(money.Of(n))
			if want := money.Of(n).Sub(charge.Commission(money.Of(n), r.rates).Sum()).Sub(vat).Sub(pit); want.Dong() != got[i] {
				t.Errorf("%d by %+v: %d, want %v", n, r, got[i], want)
			}
		}
	}
}

// What the scales say beside the typed weight is what packing then does, to the gram and the
// đồng.
func TestTheScalesReckonAsPackingDoes(t *testing.T) {
	ctx := page(t)
	for _, l := range []order.Line{
		{Basis: measure.Gram, Quantity: 2000, Price: money.Of(80_000)}, {Basis: measure.Gram, Quantity: 1, Price: money.Of(1)},
		{Basis: measure.Gram, Quantity: 333, Price: money.Of(33_333)}, {Basis: measure.Gram, Quantity: measure.MaxQuantity, Price: money.Of(99_999)},
	} {
		amount, err := order.AmountFor(l.Basis, l.Price, l.Quantity)
		if err != nil {
			t.Fatal(err)
		}
		l.Amount = amount
		for _, n := range []int64{0, 1, l.Quantity / 3, l.Quantity / 2, l.Quantity/2 + 1, l.Quantity * 98 / 100, l.Quantity - 1, l.Quantity, l.Quantity + 1, l.Quantity*12/10 + 1, l.Quantity * 99, l.Quantity * 100, l.Quantity * 1000} {
			want, err := fulfillment.ScaleOf(l, n)
			if err != nil {
				t.Fatal(err)
			}
			got, err := chromedp.Run(ctx, chromedp.Evaluate[[]any](fmt.Sprintf(`import(%q).then((m) => { const w = m.weighed({ordered: %d, price: %d, amount: %d}, %d); return [w.less, w.back, w.asks, w.slip]; })`,
				URL("js/scales.js"), l.Quantity, l.Price.Dong(), l.Amount.Dong(), n), chromedp.EvalAwaitPromise))
			if back := fmt.Sprint([]any{float64(l.Quantity - n), float64(want.Back.Dong()), want.Asks, want.Slip}); err != nil || fmt.Sprint(got) != back {
				t.Errorf("%d g of %d: %v, want %s, %v", n, l.Quantity, got, back, err)
			}
		}
	}
}

// A picture is cut by keys alone: plus goes nearer, the arrow to the left edge, and what is
// kept is the square that was shown, in the picture's own pixels.
func TestAPictureIsCutByKeys(t *testing.T) {
	got, err := chromedp.Run(page(t), chromedp.Evaluate[[]int](fmt.Sprintf(`import(%q).then(async (m) => {
		const picture = document.createElement("canvas"), words = {crop: "a", cropHelp: "b", cropSquare: "c", cropWide: "d", cropIn: "e", cropOut: "f", cropDone: "done", cropClose: "g"};
		Object.assign(picture, {width: 1600, height: 1200});
		const pen = picture.getContext("2d");
		pen.fillStyle = "#f00"; pen.fillRect(0, 0, 800, 1200);
		pen.fillStyle = "#0f0"; pen.fillRect(800, 0, 800, 1200);
		const cut = m.crop(picture, words), view = document.querySelector("dialog canvas");
		const press = (key, n) => { for (; n; n--) view.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})); };
		press("+", 8); press("ArrowLeft", 40);
		[...document.querySelectorAll("dialog button")].find((b) => b.textContent === "done").click();
		const kept = await cut, [red, green] = kept.getContext("2d").getImageData(kept.width - 2, 2, 1, 1).data;
		return [kept.width, kept.height, red, green, document.querySelectorAll("dialog").length];
	})`, URL("js/crop.js")), chromedp.EvalAwaitPromise))
	if err != nil || len(got) != 5 || got[0] != got[1] || got[0] < 500 || got[0] > 600 || got[2] != 255 || got[3] != 0 || got[4] != 0 {
		t.Error(got, err)
	}
}

// page is an empty page of a real browser that may load the modules.
func page(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	switch {
	case path == "" && os.Getenv("CI") == "true":
		t.Fatal("Chromium is missing, and CI tries every module")
	case path == "":
		t.Skip("NO CHROMIUM: the modules are not tried")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a, ok := Lookup(r.URL.Path); ok {
			w.Header().Set("Content-Type", a.Type)
			_, _ = w.Write(a.Body) // the browser says what it misses
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><title>x</title>"))
	}))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	return ctx
}
