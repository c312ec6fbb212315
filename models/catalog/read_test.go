package catalog_test

import (
	"fmt"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// put gives a variant stock, as the stock room does.
func put(t *testing.T, d *db.DB, variantID string, onHand, held int64) {
	t.Helper()
	in(t, d, func(tx *gorm.DB) error {
		return tx.Table("stock").Create(map[string]any{"variant_id": variantID, "on_hand": onHand, "held": held}).Error
	})
}

// within runs fn and returns how many statements it sent.
func within(d *db.DB, fn func()) int64 {
	before := d.Statements()
	fn()
	return d.Statements() - before
}

func names(cards []catalog.Card) []string {
	out := []string{}
	for _, c := range cards {
		out = append(out, c.NameVI)
	}
	return out
}

func TestAPageIsReadInFourStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		p, vs := onShelf(t, d, tea())
		put(t, d, vs[0].ID, 10, 4)
		photo(t, d, "photo", "product", mine)
		in(t, d, func(tx *gorm.DB) error { return catalog.AttachPhoto(t.Context(), tx, p.ID, "photo", an) })
		var page *catalog.Page
		var err error
		if n := within(d, func() { page, err = catalog.PageOf(t.Context(), d.Read(t.Context()), p.Slug, "2026-03-01") }); n > 4 {
			t.Errorf("%d statements", n)
		}
		if err != nil {
			t.Fatal(err)
		}
		if page.ID != p.ID || page.Seller.ID != mine || page.Seller.Name != "Gian seller-1" || !page.Seller.Active || !page.Public() ||
			page.Seller.WardCode != ward || !page.InSeason || page.LegacyCode != "04666" || page.Scheme != scheme {
			t.Errorf("%+v", page)
		}
		if len(page.Forms) != 2 || page.Forms[0].Free() != 6 || page.Forms[1].Free() != 0 || page.Forms[0].PerKg().Dong() != 1_500_000 {
			t.Errorf("%+v", page.Forms)
		}
		if len(page.Photos) != 1 || page.Photos[0] != (catalog.Photo{ID: "photo", Width: 640, Height: 480, Blurhash: "L0"}) {
			t.Errorf("%+v", page.Photos)
		}
		if _, err := catalog.PageOf(t.Context(), d.Read(t.Context()), "' OR 1=1 --", today); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

func TestTheShelfIsReadInTwoStatementsAndByEveryFilter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		onShelf(t, d, tea())
		onShelf(t, d, rice())
		wine := whole()[catalog.Alcohol]
		wine.NameVI = "Rượu mẫu"
		onShelf(t, d, wine)
		draft, _ := offer(t, d, whole()[catalog.Handicraft], an)
		q := d.Read(t.Context())
		list := func(f catalog.Filter) []string {
			t.Helper()
			var cards []catalog.Card
			var err error
			if n := within(d, func() { cards, err = catalog.List(t.Context(), q, f, today, db.Cursor{}, 20) }); n > 3 {
				t.Errorf("%+v: %d statements", f, n)
			}
			if err != nil {
				t.Fatalf("%+v: %v", f, err)
			}
			return names(cards)
		}
		const shan, nep, ruou = "Chè Shan tuyết mẫu", "Gạo nếp mẫu", "Rượu mẫu"
		for _, c := range []struct {
			f    catalog.Filter
			want []string
		}{
			{catalog.Filter{}, []string{nep, shan}},
			{catalog.Filter{IncludeAlcohol: true}, []string{ruou, nep, shan}},
			{catalog.Filter{Kinds: []string{"tea", "honey"}}, []string{shan}},
			{catalog.Filter{Group: 1}, []string{nep, shan}},
			{catalog.Filter{Group: 5}, []string{}},
			{catalog.Filter{Scheme: scheme, Code: ward}, []string{shan}},
			{catalog.Filter{Scheme: scheme, Code: "15"}, []string{nep, shan}},
			{catalog.Filter{Scheme: legacy, Code: "04666"}, []string{shan}},
			{catalog.Filter{Scheme: legacy, Code: "140"}, []string{shan}},
			{catalog.Filter{Scheme: legacy, Code: "15"}, []string{shan}},
			{catalog.Filter{Scheme: legacy, Code: ward}, []string{}},
			{catalog.Filter{SellerID: mine}, []string{nep, shan}},
			{catalog.Filter{SellerID: theirs}, []string{}},
			{catalog.Filter{StarsMin: 3}, []string{}},
			{catalog.Filter{PriceMin: money.Of(100_000)}, []string{shan}},
			{catalog.Filter{PriceMax: money.Of(100_000)}, []string{nep}},
			{catalog.Filter{PriceMin: money.Of(160_000), PriceMax: money.Of(200_000)}, []string{}},
			{catalog.Filter{Month: 3}, []string{shan}},
			{catalog.Filter{Month: 10}, []string{nep, shan}},
			{catalog.Filter{State: catalog.Draft, SellerID: mine}, []string{"Hàng mẫu"}},
			{catalog.Filter{AnyState: true, SellerID: mine}, []string{"Hàng mẫu", ruou, nep, shan}},
			{catalog.Filter{AnyState: true, Text: "gao nep"}, []string{nep}},
			{catalog.Filter{AnyState: true, Text: "%"}, []string{}},
			{catalog.Filter{Unclaimed: true}, []string{}},
		} {
			if got := list(c.f); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%+v: %v, want %v", c.f, got, c.want)
			}
		}
		ids := []string{draft.ID}
		all, _ := catalog.List(t.Context(), q, catalog.Filter{}, today, db.Cursor{}, 20)
		for _, c := range all {
			ids = append(ids, c.ID)
		}
		ids[1], ids[2] = ids[2], ids[1]
		found, err := catalog.Shown(t.Context(), q, ids, today)
		if err != nil || fmt.Sprint(names(found)) != fmt.Sprint([]string{shan, nep}) || len(found[0].Variants) != 2 {
			t.Errorf("%v, %v", names(found), err)
		}
		in(t, d, func(tx *gorm.DB) error { // the address stays
			return tx.Table("products").Where("id = ?", draft.ID).Update("name_vi", "Xôi Ngũ Sắc").Error
		})
		for _, text := range []string{"ngũ sắc", "hang mau"} {
			if got := list(catalog.Filter{AnyState: true, Text: text}); fmt.Sprint(got) != "[Xôi Ngũ Sắc]" {
				t.Errorf("%s: %v", text, got)
			}
		}
		in(t, d, func(tx *gorm.DB) error {
			return tx.Table("sellers").Where("id = ?", mine).Update("state", "suspended").Error
		})
		if got := list(catalog.Filter{IncludeAlcohol: true}); len(got) != 0 {
			t.Errorf("a suspended seller shows %v", got)
		}
	})
}

func TestPagesOfAListMeetWithoutGapOrOverlap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		for range 12 {
			onShelf(t, d, rice()) // all published in one millisecond
		}
		for name, f := range map[string]catalog.Filter{"shelf": {}, "own": {AnyState: true, SellerID: mine}} {
			seen := map[string]bool{}
			var after db.Cursor
			for {
				cards, err := catalog.List(t.Context(), d.Read(t.Context()), f, today, after, 5)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range cards {
					if seen[c.ID] {
						t.Fatalf("%s: %s twice", name, c.ID)
					}
					seen[c.ID] = true
					after = c.ShelfCursor()
					if name == "own" {
						after = c.Cursor()
					}
				}
				if len(cards) < 5 {
					break
				}
			}
			if len(seen) != 12 {
				t.Errorf("%s: %d", name, len(seen))
			}
		}
	})
}

func TestACheckoutReadsEverythingInOneStatement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		n := tea()
		n.ShelfLifeDays = 30
		p, vs := onShelf(t, d, n)
		_, kg := onShelf(t, d, rice())
		put(t, d, vs[0].ID, 7, 3)
		photo(t, d, "photo", "product", mine)
		in(t, d, func(tx *gorm.DB) error { return catalog.AttachPhoto(t.Context(), tx, p.ID, "photo", an) })
		var got map[string]catalog.Sellable
		var err error
		if n := within(d, func() {
			got, err = catalog.SellableVariants(t.Context(), d.Read(t.Context()), []string{vs[0].ID, vs[1].ID, kg[0].ID, "unknown"})
		}); n != 1 {
			t.Errorf("%d statements", n)
		}
		if err != nil || len(got) != 3 {
			t.Fatal(got, err)
		}
		want := catalog.Sellable{
			VariantID: vs[0].ID, ProductID: p.ID, ProductSlug: p.Slug, SellerID: mine, SellerName: "Gian seller-1", SellerSlug: mine,
			NameVI: "Chè Shan tuyết mẫu", NameEN: "Sample Shan tea", VariantNameVI: "Hộp 100 g", Class: catalog.Packed, Kind: "tea", Unit: "hộp",
			Rule: measure.Rule{Basis: measure.Piece, Step: 1, Min: 1}, Price: money.Of(150_000), NetGrams: 100, ShipGrams: 200, ShelfLifeDays: 30,
			TaxClass: "goods", SellerScheme: scheme, SellerWard: ward, SellerTaxEntity: "individual", SellerResidency: "resident",
			Buyable: true, PhotoKey: "photo", OnHand: 7, Held: 3,
		}
		if got[vs[0].ID] != want {
			t.Errorf("%+v\nwant %+v", got[vs[0].ID], want)
		}
		if r := got[kg[0].ID].Rule; r != (measure.Rule{Basis: measure.Gram, Step: 500, Min: 1000}) {
			t.Errorf("%+v", r)
		}
		why := func(sql string) string {
			t.Helper()
			in(t, d, func(tx *gorm.DB) error { return tx.Exec(sql).Error })
			got, err := catalog.SellableVariants(t.Context(), d.Read(t.Context()), []string{vs[0].ID})
			if err != nil || got[vs[0].ID].Buyable != (got[vs[0].ID].Why == "") {
				t.Fatal(got, err)
			}
			return got[vs[0].ID].Why
		}
		for _, c := range []struct{ sql, undo, want string }{
			{"UPDATE variants SET active = FALSE", "UPDATE variants SET active = TRUE", "catalog.inactive"},
			{"UPDATE variants SET price = 0", "UPDATE variants SET price = 1", "catalog.no_price"},
			{"UPDATE products SET class = 'service', tax_class = 'service'", "UPDATE products SET class = 'packed', tax_class = 'goods'", "catalog.contact_only"},
			{"UPDATE products SET state = 'hidden'", "UPDATE products SET state = 'published'", "catalog.not_published"},
			{"UPDATE sellers SET state = 'suspended'", "UPDATE sellers SET state = 'active'", "catalog.seller_inactive"},
		} {
			if got := why(c.sql); got != c.want {
				t.Errorf("%s: %q", c.sql, got)
			}
			if got := why(c.undo); got != "" {
				t.Errorf("%s: %q", c.undo, got)
			}
		}
	})
}

func TestTheFeedReadsWhatTheShelfShows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		p, _ := onShelf(t, d, tea())
		hidden, _ := offer(t, d, rice(), an)
		docs, err := catalog.Documents(t.Context(), d.Read(t.Context()), []string{p.ID, hidden.ID, "unknown"}, today)
		if err != nil || len(docs) != 1 {
			t.Fatal(docs, err)
		}
		doc := docs[0]
		if doc.ID != p.ID || doc.Price.Dong() != 150_000 || doc.PricePerKg.Dong() != 1_400_000 || doc.SellerName != "Gian seller-1" ||
			doc.Version != 2 || doc.ProducerName != "HTX Mẫu" || doc.WardCode != ward || doc.LegacyCode != "04666" || !doc.Season.Has(3) {
			t.Errorf("%+v", doc)
		}
		ids, err := catalog.ShelfIDs(t.Context(), d.Read(t.Context()), "", 10)
		if err != nil || len(ids) != 1 || ids[0] != p.ID {
			t.Errorf("%v, %v", ids, err)
		}
		if ids, _ = catalog.ShelfIDs(t.Context(), d.Read(t.Context()), p.ID, 10); len(ids) != 0 {
			t.Errorf("%v", ids)
		}
		if ids, err = catalog.IDsOf(t.Context(), d.Read(t.Context()), mine); err != nil || len(ids) != 1 {
			t.Errorf("%v, %v", ids, err)
		}
	})
}

func TestACardKnowsItsCheapestFormAndWhetherAnythingIsLeft(t *testing.T) {
	form := func(price, onHand, held, min int64) catalog.Form {
		return catalog.Form{Variant: catalog.Variant{Basis: measure.Piece, Price: money.Of(price), Minimum: min}, OnHand: onHand, Held: held}
	}
	c := catalog.Card{Class: catalog.Packed, Variants: []catalog.Form{form(0, 5, 0, 1), form(90, 2, 2, 1), form(70, 5, 4, 2)}}
	if f, ok := c.Cheapest(); !ok || f.Price.Dong() != 70 {
		t.Errorf("%+v", f)
	}
	c.Variants = c.Variants[1:]
	if !c.SoldOut() {
		t.Error("one unit is left of a form that needs two")
	}
	c.Class, c.Variants = catalog.Service, nil
	if c.SoldOut() {
		t.Error("a service is sold out")
	}
}
