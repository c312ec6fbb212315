package storefront_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/insight"
)

// What people search for is counted once a question, and a press by its place; what a
// program fetches, another page of the same question and an address from elsewhere are not.
func TestSearchesAndPressesAreCountedAndNobodyIs(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	slug, _ := m.offer("Nhà Mẫu", "Chè Shan tuyết", 100_000, nil)
	m.index()
	b := m.browser()
	fetch := func(path string, headers ...string) {
		t.Helper()
		req := must[*http.Request](t)(http.NewRequest("GET", m.base+path, nil))
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		if p := b.send(req); p.status != 200 {
			t.Fatalf("%s: %d", path, p.status)
		}
	}
	for range 3 {
		found := b.get("/search?q=che+shan")
		link, _ := found.Find("article.product h3 a").First().Attr("href")
		if link != "/p/"+slug+"?rank=1" {
			t.Fatalf("the first result leads to %q", link)
		}
		fetch(link, "Sec-Fetch-Site", "same-origin")
		fetch(link, "Referer", m.base+"/search?q=che+shan")
		b.get("/search?q=khong+co+gi")
	}
	for _, path := range []string{"/search", "/search?q=che&page=2", "/search?q=che&kind=tea", "/search?q=che&sort=new", "/search/suggest?q=che", "/search?q=%E2%80%A6"} {
		b.get(path)
	}
	for _, headers := range [][]string{{"Sec-Purpose", "prefetch;prerender"}, {"X-Moz", "prefetch"}, {"User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1)"}, {"User-Agent", "python-requests/2.32"}, {"User-Agent", "Go-http-client/1.1"}} {
		fetch("/search?q=che+shan", headers...)
		fetch("/p/"+slug+"?rank=1", append(headers, "Sec-Fetch-Site", "same-origin")...)
	}
	for _, path := range []string{"/search?q=che+shan", "/p/" + slug + "?rank=1"} {
		req := must[*http.Request](t)(http.NewRequest("HEAD", m.base+path, nil))
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		must[*http.Response](t)(b.client.Do(req)).Body.Close()
	}
	for _, rank := range []string{"0", "-1", "x", "99999999999999999999", ""} {
		fetch("/p/"+slug+"?rank="+rank, "Sec-Fetch-Site", "same-origin")
	}
	fetch("/p/" + slug + "?rank=1")
	fetch("/p/"+slug+"?rank=1", "Sec-Fetch-Site", "cross-site", "Referer", m.base+"/search")
	fetch("/p/"+slug+"?rank=1", "Referer", "https://example.org/search")

	for _, narrowed := range []string{"/search?q=che&sort=new", "/search?q=che&kind=tea"} { // the buyer's order, not the search's
		if link, ok := b.get(narrowed).Find("article.product h3 a").First().Attr("href"); link != "/p/"+slug {
			t.Errorf("on %s a result leads to %q (%v)", narrowed, link, ok)
		}
	}
	page := b.get("/p/" + slug + "?rank=1")
	if to, _ := page.Find(`link[rel="canonical"]`).Attr("href"); !strings.HasSuffix(to, "/p/"+slug) {
		t.Errorf("the page says its address is %q", to)
	}
	for _, path := range []string{"/search", "/"} {
		b.get(path).Find("article.product h3 a").Each(func(_ int, a *goquery.Selection) {
			if to, _ := a.Attr("href"); strings.Contains(to, "?") {
				t.Errorf("on %s, which search engines read, a product's address is %q", path, to)
			}
		})
	}
	if err := m.p.Insight.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := insight.Read(t.Context(), m.p.DB.Read(t.Context()), actor.Admin{}, m.Now().Date(), insight.Shown)
	if err != nil || r.Asked != 6 || fmt.Sprint(r.Nothing) != "{3 [{khong co gi 3}] 0}" || r.Clicks[0] != 6 || r.Pressed() != 6 {
		t.Errorf("%+v, %v", r, err)
	}
}
