package viewtest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/chophien/chophien/web/static"
)

// The golden pages as a browser shows them: with their style sheets and scripts, on a phone
// of 360 × 740.
//
// What is held to: no violation of axe's rules, among them in the portal, which is read
// outdoors, contrast of at least 7:1 (4.5:1 for large letters, WCAG 1.4.6); nothing to scroll sideways at 320 and, which is
// 360 at twice the size, at 180; whatever answers to a finger at least 48 × 48, except
// links within a sentence (WCAG 2.5.8 spares them too); everything reached by Tab, with a
// ring around it, and not under the bar at the foot.
//
// The rules come from axe-core, which is no part of this repository: AXE names its
// axe.min.js. Without it, or without Chromium, the test is skipped loudly, or fails
// where everything must run.
func TestPagesInABrowser(t *testing.T) {
	axe := axeCore(t)
	goldens, err := filepath.Glob("../../*/testdata/*.html")
	if err != nil || len(goldens) < 200 {
		t.Fatalf("%d golden pages: %v", len(goldens), err)
	}
	server := httptest.NewServer(http.HandlerFunc(golden))
	t.Cleanup(server.Close)
	screens := make(chan *screen, 2) // one browser each: a page that has the focus shares it with nobody
	for range cap(screens) {
		screens <- openScreen(t)
	}
	looks, err := os.ReadFile("testdata/look.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range goldens {
		room := filepath.Base(filepath.Dir(filepath.Dir(at)))
		t.Run(room+"/"+strings.TrimSuffix(filepath.Base(at), ".html"), func(t *testing.T) {
			t.Parallel()
			s := <-screens
			defer func() { screens <- s }()
			s.t = t
			s.size(360)
			s.do(chromedp.Navigate(server.URL + "/" + room + "/" + filepath.Base(at)))
			for _, w := range s.look(axe, string(looks), room == "portal") {
				t.Error(w)
			}
		})
	}
}

// What looks at pages must see what it is there for.
func TestTheBrowserSeesWhatIsWrong(t *testing.T) {
	axe := axeCore(t)
	s := openScreen(t)
	looks, err := os.ReadFile("testdata/look.js")
	if err != nil {
		t.Fatal(err)
	}
	const page = `<!DOCTYPE html><html lang="vi"><head><title>x</title><style>
		:focus-visible { outline: 3px solid } button { width: 60px; height: 60px } .small { height: 40px } .blind:focus-visible { outline: none } .grey { color: #666 } .wide { width: 300px }
		.tabs { position: fixed; bottom: 0 } .under { position: fixed; bottom: 0 }
		</style></head><body><main><h1>x</h1>%</main><nav class="tabs"><button>bar</button></nav></body></html>`
	for piece, word := range map[string]string{
		`<button>fine</button>`:                    "",
		`<button class="small">x</button>`:         "less than 48",
		`<p>a <a href="/">link</a> in words</p>`:   "",
		`<a href="/">alone</a>`:                    "less than 48",
		`<button class="blind">x</button>`:         "does not show",
		`<button class="under">x</button>`:         "under the bar",
		`<button onfocus="this.blur()">x</button>`: "not reached by Tab",
		`<p class="grey">pale words</p>`:           "color-contrast-enhanced",
		`<img src="data:,">`:                       "image-alt",
		`<p class="wide">x</p>`:                    "wide on a screen of 180",
	} {
		s.size(360)
		s.do(chromedp.Navigate("data:text/html;charset=utf-8," + url.PathEscape(strings.Replace(page, "%", piece, 1))))
		wrong := strings.Join(s.look(axe, string(looks), true), "; ")
		if word == "" && wrong != "" || !strings.Contains(wrong, word) {
			t.Errorf("%s: %q", piece, wrong)
		}
	}
}

func axeCore(t *testing.T) string {
	t.Helper()
	at := os.Getenv("AXE")
	if at == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("AXE names no axe-core, and CI tries every page in a browser")
		}
		t.Skip("NO AXE: pages are not tried in a browser")
	}
	b, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// screen is one tab of a real Chromium.
type screen struct {
	t   *testing.T
	ctx context.Context
}

func openScreen(t *testing.T) *screen {
	t.Helper()
	bin := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil && bin == "" {
			bin = path
		}
	}
	if bin == "" && os.Getenv("CI") == "true" {
		t.Fatal("Chromium is missing, and CI tries every page in a browser")
	}
	if bin == "" {
		t.Skip("NO CHROMIUM: pages are not tried in a browser")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(bin), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	s := &screen{t: t, ctx: ctx}
	if err := chromedp.Do(s.ctx, chromedp.EmulateViewport(360, 740)); err != nil { // starts it
		t.Fatal(err)
	}
	return s
}

// step bounds one thing that is tried.
func (s *screen) step() (context.Context, context.CancelFunc) {
	return context.WithTimeout(s.ctx, time.Minute)
}

func (s *screen) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, cancel := s.step()
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) size(wide int64) { s.do(chromedp.EmulateViewport(wide, 740)) }

// says are the sentences that a script returns.
func (s *screen) says(script string) []string {
	s.t.Helper()
	ctx, cancel := s.step()
	defer cancel()
	wrong, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		s.t.Fatalf("%s: %v", script, err)
	}
	return wrong
}

// look says what is wrong with the page that is open, and leaves it at twice the size.
func (s *screen) look(axe, looks string, outdoors bool) (wrong []string) {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](looks + "\n;window.look = look; undefined"))
	wrong = append(s.says("look.small()"), s.tab()...)
	s.do(chromedp.Evaluate[chromedp.Void](axe + "\n;undefined"))
	wrong = append(wrong, s.says(fmt.Sprintf(`axe.run(document, {preload: false, resultTypes: ["violations"], rules: {"color-contrast-enhanced": {enabled: %t}, "target-size": {enabled: true}}})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + " " + n.failureSummary.replace(/\s+/g, " "))))`, outdoors))...)
	for _, wide := range []int64{320, 180} {
		s.size(wide)
		wrong = append(wrong, s.says("look.wide()")...)
	}
	return wrong
}

// tab goes through the page by keyboard, once around.
func (s *screen) tab() (wrong []string) {
	s.t.Helper()
	ctx, cancel := s.step()
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void]("look.begin(); undefined")); err != nil {
		s.t.Fatal(err)
	}
	for range 200 { // a page has less; the parts of a date are stops too
		s.do(tabDown)
		at, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
			Wrong []string `json:"wrong"`
			Done  bool     `json:"done"`
		}]("look.at()"))
		if err != nil {
			s.t.Fatal(err)
		}
		wrong = append(wrong, at.Wrong...)
		if at.Done {
			break
		}
	}
	return append(wrong, s.says("look.missed()")...)
}

// tabDown presses Tab: a browser moves the focus when the key goes down, so that it comes up
// again need not be told.
var tabDown = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *kb.Encode('\t')[0])
	return err
})

var plain = regexp.MustCompile(`^/static/(.+)$`)

// golden serves the golden pages, whose files have addresses without the sign of their
// content, and a picture for every photo.
func golden(w http.ResponseWriter, r *http.Request) {
	a, ok := static.Lookup(r.URL.Path)
	if m := plain.FindStringSubmatch(r.URL.Path); !ok && m != nil && static.Has(m[1]) {
		a, ok = static.Lookup(static.URL(m[1]))
	}
	if !ok && strings.HasSuffix(r.URL.Path, ".html") {
		room, page := path.Split(r.URL.Path)
		http.ServeFile(w, r, filepath.Join("..", "..", path.Base(room), "testdata", page))
		return
	}
	if !ok {
		a, _ = static.Lookup(static.URL("draw/tea.svg"))
	}
	w.Header().Set("Content-Type", a.Type)
	_, _ = w.Write(a.Body) // the browser asks again
}
