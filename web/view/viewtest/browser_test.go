package viewtest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/chophien/chophien/web/static"
)

// The golden pages of the portal as a browser shows them: with their style sheets and
// scripts, on a phone of 360 × 740.
//
// What is held to: no violation of axe's rules, among them contrast of at least 7:1
// (4.5:1 for large letters, WCAG 1.4.6); nothing to scroll sideways at 320 and, which is
// 360 at twice the size, at 180; whatever answers to a finger at least 48 × 48, except
// links within a sentence (WCAG 2.5.8 spares them too); everything reached by Tab, with a
// ring around it, and not under the bar at the foot.
//
// The rules come from axe-core, which is no part of this repository: AXE names its
// axe.min.js. Without it, or without Chromium, the test is skipped loudly, or fails
// where everything must run.
func TestPagesInABrowser(t *testing.T) {
	axe := axeCore(t)
	goldens, err := filepath.Glob("../../portal/testdata/*.html")
	if err != nil || len(goldens) < 100 {
		t.Fatalf("%d golden pages: %v", len(goldens), err)
	}
	server := httptest.NewServer(http.HandlerFunc(golden))
	defer server.Close()
	s := openScreen(t)
	looks, err := os.ReadFile("testdata/look.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range goldens {
		name := strings.TrimSuffix(filepath.Base(path), ".html")
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.size(360, 740)
			s.do(chromedp.Navigate(server.URL + "/" + filepath.Base(path)))
			s.do(chromedp.Evaluate[chromedp.Void](string(looks) + "\n;window.look = look; undefined"))
			s.says("look.small()")
			s.tab()
			s.do(chromedp.Evaluate[chromedp.Void](axe + "\n;undefined"))
			s.says(`axe.run(document, {resultTypes: ["violations"], rules: {"color-contrast-enhanced": {enabled: true}, "target-size": {enabled: true}}})
				.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + " " + n.failureSummary.replace(/\s+/g, " "))))`)
			for _, wide := range []int64{320, 180} {
				s.size(wide, 740)
				s.says("look.wide()")
			}
		})
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

func (s *screen) size(wide, high int64) { s.do(chromedp.EmulateViewport(wide, high)) }

// says reports the sentences that a script returns.
func (s *screen) says(script string) {
	s.t.Helper()
	ctx, cancel := s.step()
	defer cancel()
	wrong, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		s.t.Fatalf("%s: %v", script, err)
	}
	for _, w := range wrong {
		s.t.Error(w)
	}
}

// tab goes through the page by keyboard, once around.
func (s *screen) tab() {
	s.t.Helper()
	ctx, cancel := s.step()
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void]("look.begin(); undefined")); err != nil {
		s.t.Fatal(err)
	}
	for range 200 { // a page has less; the parts of a date are stops too
		s.do(chromedp.KeyEvent("\t"))
		s.says("look.at()")
		if done, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("look.done()")); err != nil || done {
			break
		}
	}
	s.says("look.missed()")
}

var plain = regexp.MustCompile(`^/static/(.+)$`)

// golden serves the golden pages, whose files have addresses without the sign of their
// content, and a picture for every photo.
func golden(w http.ResponseWriter, r *http.Request) {
	a, ok := static.Lookup(r.URL.Path)
	if m := plain.FindStringSubmatch(r.URL.Path); !ok && m != nil && static.Has(m[1]) {
		a, ok = static.Lookup(static.URL(m[1]))
	}
	if !ok && strings.HasSuffix(r.URL.Path, ".html") {
		http.ServeFile(w, r, filepath.Join("..", "..", "portal", "testdata", filepath.Base(r.URL.Path)))
		return
	}
	if !ok {
		a, _ = static.Lookup(static.URL("draw/tea.svg"))
	}
	w.Header().Set("Content-Type", a.Type)
	_, _ = w.Write(a.Body) // the browser asks again
}
