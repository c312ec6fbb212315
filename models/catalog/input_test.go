package catalog_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

func TestBadInputIsRefusedFieldByFieldAndNothingIsWritten(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	for want, change := range map[string]func(n *catalog.NewProduct){
		"product.name@name_vi":                 func(n *catalog.NewProduct) { n.NameVI = " \n " },
		"text.too_long@name_vi":                func(n *catalog.NewProduct) { n.NameVI = strings.Repeat("á", 161) },
		"text.control@name_vi":                 func(n *catalog.NewProduct) { n.NameVI = "a\x00b" },
		"text.encoding@description_vi":         func(n *catalog.NewProduct) { n.DescriptionVI = "\xff" },
		"text.lines@producer_name":             func(n *catalog.NewProduct) { n.ProducerName = "a\nb" },
		"product.class@class":                  func(n *catalog.NewProduct) { n.Class = "weapon" },
		"product.kind@kind":                    func(n *catalog.NewProduct) { n.Kind = "gold" },
		"product.group@ocop_group":             func(n *catalog.NewProduct) { n.OCOPGroup = 7 },
		"product.season@season":                func(n *catalog.NewProduct) { n.Season = []int{13} },
		"product.shelf_life@shelf_life_days":   func(n *catalog.NewProduct) { n.ShelfLifeDays = -1 },
		"date.syntax@declaration_on":           func(n *catalog.NewProduct) { n.DeclarationOn = "2026-02-30" },
		"place.ward@ward_code":                 func(n *catalog.NewProduct) { n.WardCode = "99999" },
		"place.ward@legacy_code":               func(n *catalog.NewProduct) { n.LegacyCode = "15'; DROP TABLE products --" },
		"product.tax_class_mismatch@tax_class": func(n *catalog.NewProduct) { n.TaxClass = catalog.TaxOwnRaw },
		"measure.basis@variants.0.basis":       func(n *catalog.NewProduct) { n.Variants[0].Basis = "ounce" },
		"measure.step@variants.1.step":         func(n *catalog.NewProduct) { n.Variants[1].Step = -1 },
		"measure.minimum@variants.0.minimum":   func(n *catalog.NewProduct) { n.Variants[0].Step, n.Variants[0].Minimum = 2, 3 },
		"product.unit@variants.0.unit":         func(n *catalog.NewProduct) { n.Variants[0].Unit = "tỷ" },
		"product.price_range@variants.0.price": func(n *catalog.NewProduct) { n.Variants[0].Price = money.Of(1_000_000_001) },
		"product.weight@variants.0.net_grams":  func(n *catalog.NewProduct) { n.Variants[0].NetGrams = 1 << 60 },
		"product.too_many_variants@variants":   func(n *catalog.NewProduct) { n.Variants = make([]catalog.NewVariant, 41) },
	} {
		n := tea()
		change(&n)
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			_, _, err := catalog.Offer(t.Context(), tx, mine, n, an, now)
			return err
		})
		key, field, _ := strings.Cut(want, "@")
		found := false
		for _, f := range fault.All(err) {
			found = found || f.Key == key && f.Field == field && f.Kind == fault.Invalid
		}
		if !found {
			t.Errorf("want %s, got %v", want, err)
		}
	}
	var rows int64
	if err := d.Read(t.Context()).Table("products").Count(&rows).Error; err != nil || rows != 0 {
		t.Errorf("%d products were written, %v", rows, err)
	}
}

func TestMarkupIsKeptAsTyped(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	n := tea()
	n.NameVI = `"><svg onload=alert(1)> {{7*7}} & 'mật'`
	p, _ := offer(t, d, n, an)
	if got := find(t, d, p.ID); got.NameVI != n.NameVI || strings.ContainsAny(got.Slug, `<>"'{}`) {
		t.Errorf("%q at %q", got.NameVI, got.Slug)
	}
}

func TestProductsOfOneNameHaveTheirOwnAddress(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	for _, want := range []string{"che-shan-tuyet-mau", "che-shan-tuyet-mau-2", "che-shan-tuyet-mau-3"} {
		if p, _ := offer(t, d, tea(), an); p.Slug != want {
			t.Error(p.Slug)
		}
	}
}

func TestThePriceOfAKilogramIsRoundedHalfUp(t *testing.T) {
	for _, c := range []struct {
		v    catalog.Variant
		want int64
	}{
		{catalog.Variant{Basis: measure.Piece, Price: money.Of(150_000), NetGrams: 100}, 1_500_000},
		{catalog.Variant{Basis: measure.Piece, Price: money.Of(100), NetGrams: 300}, 333},
		{catalog.Variant{Basis: measure.Piece, Price: money.Of(200), NetGrams: 300}, 667},
		{catalog.Variant{Basis: measure.Piece, Price: money.Of(1), NetGrams: 2000}, 1},
		{catalog.Variant{Basis: measure.Piece, Price: money.Of(90_000)}, 0},
		{catalog.Variant{Basis: measure.Gram, Price: money.Of(40_000)}, 40_000},
	} {
		if got := c.v.PerKg(); got.Dong() != c.want {
			t.Errorf("%+v: %s", c.v, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // never more than half a đồng per kilogram off
		net := rapid.Int64Range(1, measure.MaxQuantity).Draw(t, "net")
		price := rapid.Int64Range(1, catalog.MaxPrice.Dong()).Draw(t, "price")
		got := catalog.Variant{Basis: measure.Piece, Price: money.Of(price), NetGrams: net}.PerKg().Dong()
		if off := 2 * (got*net - price*1000); off > net || off < -net {
			t.Fatalf("%d đ for %d g became %d đ/kg", price, net, got)
		}
	})
}

func TestTheSeasonIsASetOfMonths(t *testing.T) {
	m, ok := catalog.MonthsOf(12, 1)
	if !ok || !m.In("2026-12-31") || !m.In("2027-01-01") || m.In("2026-11-30") || len(m.List()) != 2 {
		t.Errorf("%v %v", m.List(), ok)
	}
	if catalog.AllYear.In("2026-06-01") || catalog.Months(0).In("2026-06-01") {
		t.Error("what has no season is in season")
	}
	if _, ok := catalog.MonthsOf(0); ok {
		t.Error("month 0 exists")
	}
}

func TestEveryKindAndClassIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range catalog.Kinds() {
		if seen[k.Slug] || !k.Class.Valid() || k.Drawing == "" || k.VI == "" || k.EN == "" || k.Group < 0 || k.Group > 6 {
			t.Errorf("%+v", k)
		}
		seen[k.Slug] = true
	}
	d := dbtest.SQLite(t)
	var classes []string
	if err := d.Read(t.Context()).Table("product_classes").Pluck("class", &classes).Error; err != nil || len(classes) != len(catalog.Classes) {
		t.Errorf("%v, %v", classes, err)
	}
	for _, c := range classes {
		if !catalog.Class(c).Valid() {
			t.Errorf("%s is no class", c)
		}
	}
}
