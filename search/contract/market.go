package contract

import (
	"embed"
	"encoding/csv"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"testing"

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

// Golden writes documents as testdata/market.json keeps them: one a line, in the order of
// their ids. What is new in every market is left out, and slugs of names stand for the ids
// of products and sellers.
func Golden(docs []search.Document) ([]byte, error) {
	lines := make([]string, 0, len(docs))
	for _, d := range docs {
		d.ID, d.Seller = vntext.Slug(d.Names["vi"]), vntext.Slug(d.Shop)
		d.Version, d.Image, d.PublishedAt = 0, "", 0
		line, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		lines = append(lines, string(line))
	}
	slices.Sort(lines)
	return []byte("[\n" + strings.Join(lines, ",\n") + "\n]\n"), nil
}

// Market is the 172 products that the demo opens with, as the index is told of them.
// Ages and sales are samples, spread evenly.
func Market(t testing.TB) []search.Document {
	t.Helper()
	kept, err := data.ReadFile("testdata/market.json")
	if err != nil {
		t.Fatal(err)
	}
	var docs []search.Document
	if err := json.Unmarshal(kept, &docs); err != nil {
		t.Fatal(err)
	}
	for i := range docs {
		d := &docs[i]
		d.Version, d.Image = 1, "img/"+d.ID
		d.PublishedAt, d.Sold = int64(1_790_000_000_000+i*37%len(docs)*60_000), int64(i%9)
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
