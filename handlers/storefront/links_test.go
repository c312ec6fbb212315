package storefront_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/web/view"
)

// posted reports whether a form can be sent to a path.
func (m *door) posted(path string) bool {
	for _, stack := range m.app.Stack() {
		for _, r := range stack {
			if r.Method == http.MethodPost && r.Path != "/" && fiber.RoutePatternMatch(path, r.Path) {
				return true
			}
		}
	}
	return false
}

// Every page that a buyer can reach is visited: no link leads nowhere, no form is sent to
// a place that does not exist, no word is missing.
func TestNoLinkLeadsNowhere(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	m.offer("B", "Gạo nếp Tú Lệ", 60_000, nil)
	m.index()
	b := m.browser()
	b.signIn("0900000077", "Lan")
	path, o, seller := b.bought(tea, variant)
	m.sent(o, seller, map[string]int64{m.lines(o)[0].ID: 1})
	b.get(path).form(path + "/receive").send()
	b.get(path+"/complaint").form(path+"/complaint", "reason", "damaged", "wish", "refund", "text", "Hộp bị móp").upload(nil).says(200)
	b.put(tea)
	for _, lang := range []string{"en", "vi"} {
		seen := map[string]bool{}
		next := []string{view.PathHome + "?lang=" + lang, view.PathCheckout, view.PathCheckoutPlace, view.PathPIN, view.PathAddress, path}
		for len(next) > 0 && len(seen) < 200 {
			at := next[0]
			next = next[1:]
			if seen[at] {
				continue
			}
			seen[at] = true
			p := b.get(at)
			if p.status != 200 {
				t.Errorf("%s: %d", at, p.status)
			}
			p.Find("form[method=post]").Each(func(_ int, s *goquery.Selection) {
				action, _, _ := strings.Cut(s.AttrOr("action", ""), "?")
				if !m.posted(action) {
					t.Errorf("%s has a form that posts to %s", at, action)
				}
				if s.Find(`input[name="csrf"][value!=""]`).Length() != 1 || s.Find(`input[name="key"][value!=""]`).Length() != 1 {
					t.Errorf("%s has a form without its token or key: %s", at, action)
				}
			})
			p.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
				to, _, _ := strings.Cut(s.AttrOr("href", ""), "#")
				if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "/portal") && !strings.Contains(to, "lang=") {
					next = append(next, to)
				}
			})
		}
		if len(seen) < 30 {
			t.Errorf("only %d pages: %v", len(seen), seen)
		}
	}
}
