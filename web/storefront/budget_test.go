package storefront

import (
	"bytes"
	"compress/gzip"
	"context"
	"regexp"
	"testing"

	"github.com/a-h/templ"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/static"
)

var addresses = regexp.MustCompile(`/static/[a-z/-]+\.[0-9a-f]{12}\.[a-z]+`)

// A first visit fetches the page and every file of ours that it names, or that those
// name in turn: at most 100 KB compressed, before photos. The picture for share cards is
// fetched by other machines only.
func TestAFirstVisitIsSmall(t *testing.T) {
	const most = 100 << 10
	for name, page := range map[string]templ.Component{
		"home":    Home(frame(locale.Vi, "/", ""), HomePage{Kinds: kinds, Month: 11, Season: cards, Starred: cards, Newest: cards}),
		"search":  Search(frame(locale.Vi, "/search", ""), SearchPage{Total: 12, Cards: cards, Facets: facets()}),
		"product": Product(frame(locale.Vi, "/p/x", ""), tea()),
		"cart":    Cart(frame(locale.Vi, "/cart", ""), cart()),
		"bill":    CheckoutPlace(frame(locale.Vi, "/checkout/place", ""), bill()),
	} {
		var b bytes.Buffer
		if err := page.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		page, files := packed(b.Bytes()), 0
		seen := map[string]bool{static.URL("img/share.png"): true}
		for todo := addresses.FindAllString(b.String(), -1); len(todo) > 0; todo = todo[1:] {
			if seen[todo[0]] {
				continue
			}
			seen[todo[0]] = true
			a, ok := static.Lookup(todo[0])
			if !ok {
				t.Fatalf("%s names %s", name, todo[0])
			}
			todo = append(todo, addresses.FindAllString(string(a.Body), -1)...)
			if a.Gzip != nil {
				files += len(a.Gzip)
			} else {
				files += len(a.Body)
			}
		}
		t.Logf("%s: page %d, files %d, together %d bytes", name, page, files, page+files)
		if page+files > most {
			t.Errorf("%s weighs %d bytes, more than %d", name, page+files, most)
		}
	}
}

func packed(b []byte) int {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b) // a bytes.Buffer does not fail
	_ = w.Close()
	return out.Len()
}
