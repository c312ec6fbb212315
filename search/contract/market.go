package contract

import (
	"embed"
	"encoding/csv"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

//go:embed testdata
var data embed.FS

func records(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := data.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, head := range rows[0] {
			m[head] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// kinds are told from the first words of a name; enough for facets to count by.
var kinds = []struct{ word, slug, names string }{
	{"mat ong", "mat-ong", "Mật ong Honey"}, {"che", "che", "Chè Trà Tea"}, {"tra", "che", "Chè Trà Tea"}, {"mien", "mien", "Miến Noodles"},
	{"gao", "gao", "Gạo Rice"}, {"que", "que", "Quế Cinnamon"}, {"mang", "mang", "Măng Bamboo shoots"}, {"ruou", "ruou", "Rượu Spirits"},
}

// Market is the 172 products and specialties that the shop opens with, as documents.
// Prices, harvests, sales and ages are samples, spread evenly.
func Market(t testing.TB) []search.Document {
	t.Helper()
	var docs []search.Document
	for i, r := range records(t, "products.csv") {
		stars, _ := strconv.Atoi(r["stars"])
		d := search.Document{
			ID: fmt.Sprintf("p%04d", i), Version: 1, Names: map[string]string{"vi": r["name"]}, Descriptions: map[string]string{"vi": r["note"]},
			Shop: r["shop"], Seller: "s-" + vntext.Slug(r["shop"]), Group: vntext.Slug(r["group"]),
			Divisions: []search.Label{label("15", "Lào Cai"), label("15-"+vntext.Slug(r["commune"]), r["commune"])}, Places: []string{r["commune"], r["district"]},
			Stars: stars, StarsUntil: "2026-12-31", Price: money.Of(int64(20_000 + i*7_000)), Season: search.MonthsOf(i%12+1, (i+1)%12+1),
			Image: fmt.Sprintf("img/%d", i), PublishedAt: int64(1_790_000_000_000 + (i*37%172)*60_000), Sold: int64(i % 9),
		}
		for _, k := range kinds {
			if strings.HasPrefix(vntext.Fold(r["name"])+" ", k.word+" ") {
				d.Kinds = []search.Label{label("nong-san", "Nông sản"), label(k.slug, strings.Fields(k.names)...)}
			}
		}
		d.Alcohol = strings.HasPrefix(r["name"], "Rượu")
		docs = append(docs, d)
	}
	return docs
}

// label is a value with its names: the first in Vietnamese, the last in English.
func label(value string, names ...string) search.Label {
	l := search.Label{Value: value, Names: map[string]string{"vi": names[0]}, Also: names[1:]}
	if len(names) > 1 {
		l.Names["en"] = names[len(names)-1]
	}
	return l
}

// Street is a market of n products for measurements: the real ones over and over, from
// other shops at other prices.
func Street(t testing.TB, n int) []search.Document {
	t.Helper()
	real := Market(t)
	docs := make([]search.Document, n)
	for i := range docs {
		d := real[i%len(real)]
		d.ID = fmt.Sprintf("p%06d", i)
		if again := i / len(real); again > 0 {
			d.Names = map[string]string{"vi": fmt.Sprintf("%s loại %d", d.Names["vi"], again)}
			d.Seller = fmt.Sprintf("%s-%d", d.Seller, again%20)
		}
		d.Price = money.Of(int64(10_000 + i*7919%990_000))
		d.PublishedAt += int64(i) * 1000
		docs[i] = d
	}
	return docs
}

// All yields docs as a rebuild reads them.
func All(docs []search.Document) iter.Seq2[search.Document, error] {
	return func(yield func(search.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}
