package portal

import (
	"bytes"
	"compress/gzip"
	"context"
	"maps"
	"regexp"
	"testing"

	"github.com/a-h/templ"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/static"
	"github.com/chophien/chophien/web/view"
)

var addresses = regexp.MustCompile(`/static/[a-z/-]+\.[0-9a-f]{12}\.[a-z]+`)

// A first visit on patchy 3G fetches the page and every file of ours that it names, or
// that those name in turn: at most 80 KB compressed.
func TestAFirstVisitIsSmall(t *testing.T) {
	const most = 80 << 10
	s := shell(locale.Vi, "/portal/s/mau", "Việc hôm nay", "today")
	pages := wizard(s)
	maps.Copy(pages, map[string]templ.Component{
		"today":   Today(s, TodayPage{Tiles: tiles(s, 20, 3, 1), Cards: cards(s, 20)}),
		"orders":  Orders(s, OrdersPage{Rows: rows(20)}),
		"order":   Order(s, anOrder(s)),
		"product": Product(s, aGood(s)),
	})
	for name, page := range pages {
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

// wizard is every question of a new product, as full as it gets.
func wizard(s *Shell) map[string]templ.Component {
	units := make([]UnitChoice, 36)
	for i := range units {
		units[i] = UnitChoice{Value: "hộp", Said: "hộp quà"}
	}
	kinds := make([]KindChoice, 20)
	for i := range kinds {
		kinds[i] = KindChoice{Slug: "vegetables", Name: "Rau, củ, măng, nấm"}
	}
	months := make([]Month, 12)
	for i := range months {
		months[i] = Month{Value: "12", Label: "tháng 12"}
	}
	return map[string]templ.Component{
		"new good": Begin(s, BeginPage{Step: Stage{Part: PartWhat}, Action: "/portal/s/mau/products/new", Most: 10, Name: longGood, Again: "/x"}),
		"new kind": NewKind(s, NewKindPage{Step: Stage{Part: PartWhat}, Name: longGood, Offered: []KindChoice{{"tea", "Chè, trà", "tea"}, {"homestay", "Du lịch", "homestay"}, {"handicraft", "Thủ công", "craft"}}, Others: kinds, Likes: []LikeRow{{"1", longGood, []string{"Bán theo hộp"}}, {"2", longGood, nil}, {"3", longGood, nil}}}),
		"sell":     Sell(s, SellPage{Step: Stage{Part: PartPrice}, Name: longGood, Units: units[:3], Others: units[3:], Price: "25.000", Words: "hai mươi lăm nghìn đồng một ký"}),
		"weigh":    Weigh(s, WeighPage{Step: Stage{Part: PartPrice}, Name: longGood, Label: true}),
		"stock":    Stock(s, StockPage{Step: Stage{Part: PartPrice}, Name: longGood}),
		"months":   Ask(s, AskPage{Step: Stage{Part: PartFacts, Left: 2}, Name: longGood, Season: &SeasonAsk{All: "all", Likely: months[:2], Months: months, Open: true}}),
		"look":     Look(s, LookPage{Step: Stage{Part: PartLook}, Card: view.Card{Slug: "x", Name: longGood, Kind: "tea", Price: vnd(450_000), Unit: "hộp"}}),
		"photos":   Photos(s, PhotosPage{Action: "/x", Photos: []PhotoRow{{"/media/a-320.jpg", "", "/x"}}}),
	}
}

func packed(b []byte) int {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b) // a bytes.Buffer does not fail
	_ = w.Close()
	return out.Len()
}
