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
