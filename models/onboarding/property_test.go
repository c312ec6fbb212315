package onboarding_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/table"
)

// Whatever stands in a file, the report counts every row once, what it calls new is what
// the database then holds more, and the next time the file changes nothing.
func TestAReportIsTrueWhateverTheFileSays(t *testing.T) {
	d := dbtest.SQLite(t)
	o, _ := market(t, d)
	cell := rapid.OneOf(
		rapid.SampledFrom([]string{"", "", "x", "Chè Shan", "Mật ong", "gian-mau", "kg", "hộp", "raw", "packed", "tea", "goods", "10000", "-1", "1,5", "9-11",
			"=1+1", "@x", "Văn Chấn", "Suối Giàng", "2585/QĐ-UBND", "4", "2023", "certified", "https://example.org", "javascript:1", "thực phẩm", "\x00", "a\nb", "99999999999999999999"}),
		rapid.String(),
	)
	columns := []string{"name_vi", "seller", "class", "kind", "tax_class", "origin_text", "district_old", "commune_old", "variant", "unit", "price", "stock", "stars", "evidence", "source_url", "season", "net_grams", "ocop_group"}
	rapid.Check(t, func(rt *rapid.T) {
		s := table.Sheet{Header: columns}
		for range rapid.IntRange(1, 6).Draw(rt, "rows") {
			s.Rows = append(s.Rows, rapid.SliceOfN(cell, len(columns), len(columns)).Draw(rt, "cells"))
			if rapid.Bool().Draw(rt, "named") {
				s.Rows[len(s.Rows)-1][0] = rapid.StringMatching(`Chè [a-z]{1,12}`).Draw(rt, "name")
			}
		}
		before := count(t, d, "products", "state <> 'staged'")
		opt := onboarding.ImportOptions{Partial: true, Publish: rapid.Bool().Draw(rt, "publish")}
		rep, err := o.Import(t.Context(), s, opt, desk)
		if err != nil {
			rt.Fatalf("%v for %q", err, s.Rows)
		}
		if rep.Rows != rep.Imported+rep.Unchanged+rep.Refused || rep.Created != rep.Drafts+rep.Published {
			rt.Fatalf("%+v", rep)
		}
		if more := count(t, d, "products", "state <> 'staged'") - before; more != int64(rep.Created) {
			rt.Fatalf("%d more products, %+v", more, rep)
		}
		for _, r := range rep.Refusals {
			for _, f := range r.Faults {
				if f.Kind == fault.Internal || f.Key == "" {
					rt.Fatalf("row %d: %v", r.Row, f)
				}
			}
		}
		again, err := o.Import(t.Context(), s, opt, desk)
		if err != nil || again.Imported != 0 || again.Unchanged != rep.Imported+rep.Unchanged || again.Refused != rep.Refused {
			rt.Fatalf("%+v then %+v, %v: %q", rep, again, err, s.Rows)
		}
	})
}

func TestNoTextMakesTheReaderFall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.StringOf(rapid.SampledFrom([]rune("a,;\t\"\n\r=é\ufeff\x00PK\x03\x04"))), rapid.String()).Draw(t, "raw")
		s, err := table.Read(strings.NewReader(raw))
		if err == nil && len(s.Rows) == 0 {
			t.Fatalf("%q is a table of nothing", raw)
		}
		if err != nil && len(fault.All(err)) == 0 {
			t.Fatalf("%q: %v", raw, err)
		}
	})
}
