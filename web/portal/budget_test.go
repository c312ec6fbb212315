package portal

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

// A first visit on patchy 3G fetches the page and every file of ours that it names, or
// that those name in turn: at most 80 KB compressed.
func TestAFirstVisitIsSmall(t *testing.T) {
	const most = 80 << 10
	s := shell(locale.Vi, "/portal/s/mau", "Việc hôm nay", "today")
	for name, page := range map[string]templ.Component{
		"today":   Today(s, TodayPage{Sections: []Section{{ID: "placed", Icon: "clock", Title: "x", Rows: rows(5)}, {ID: "confirmed", Icon: "box", Title: "y", Rows: rows(5)}, {ID: "packed", Icon: "truck", Title: "z", Rows: rows(5)}}}),
		"orders":  Orders(s, OrdersPage{Rows: rows(20)}),
		"order":   Order(s, anOrder(s)),
		"product": Product(s, aGood(s)),
	} {
		var b bytes.Buffer
		if err := page.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		sum := packed(b.Bytes())
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
				sum += len(a.Gzip)
			} else {
				sum += len(a.Body)
			}
		}
		t.Logf("%s: %d bytes", name, sum)
		if sum > most {
			t.Errorf("%s weighs %d bytes, more than %d", name, sum, most)
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
