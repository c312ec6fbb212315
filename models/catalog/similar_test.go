package catalog_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// What a product is made after is only what is the same for the same goods; of one's own
// it is every word, and never a number of a paper.
func TestAProductIsMadeAfterAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		bao := rice()
		bao.NameVI, bao.ShelfLifeDays, bao.StorageVI, bao.DescriptionVI, bao.ProducerName = "Gạo nếp nương", 180, "Nơi khô", "Chuyện của Bình", "Bình"
		theirs, _ := offer(t, d, bao, binh)
		publish(t, d, theirs.ID, binh)
		other := rice()
		other.NameVI = "Gạo tẻ"
		far, _ := offer(t, d, other, binh)
		publish(t, d, far.ID, binh)
		draft := rice()
		draft.NameVI = "Gạo nếp nương của Bình, còn nháp"
		hidden, _ := offer(t, d, draft, binh)

		mine := rice()
		mine.NameVI, mine.Season, mine.Variants = "Nếp nương nhà An", nil, nil
		p, _ := offer(t, d, mine, an)
		likes, err := catalog.Similar(t.Context(), d.Read(t.Context()), *p, 3)
		if err != nil || len(likes) != 2 || likes[0].ID != theirs.ID || likes[0].Basis != measure.Gram || likes[0].Unit != "kg" || likes[1].ID != far.ID {
			t.Fatalf("%+v, %v", likes, err)
		}
		in(t, d, func(tx *gorm.DB) error { return catalog.MakeLike(t.Context(), tx, p.ID, p.Version, theirs.ID, an) })
		got := find(t, d, p.ID)
		if got.ShelfLifeDays != 180 || got.StorageVI != "Nơi khô" || len(got.Season.List()) != 2 || got.DescriptionVI != "" || got.ProducerName != "" || got.NameVI != mine.NameVI {
			t.Errorf("%+v", got)
		}
		like := func(id string, version int64) func(tx *gorm.DB) error {
			return func(tx *gorm.DB) error { return catalog.MakeLike(t.Context(), tx, p.ID, version, id, an) }
		}
		refused(t, d, "product.unknown", like(hidden.ID, got.Version))
		refused(t, d, "product.unknown", like("nothing", got.Version))
		refused(t, d, "product.moved", like(theirs.ID, got.Version-1))
		leaf, _ := onShelf(t, d, tea())
		otherKind, _ := offer(t, d, rice(), binh)
		refused(t, d, "product.unknown", func(tx *gorm.DB) error {
			return catalog.MakeLike(t.Context(), tx, otherKind.ID, otherKind.Version, leaf.ID, binh)
		})

		again := tea()
		again.Facts = catalog.Facts{Class: catalog.Packed, Kind: "tea", NameVI: "Chè vụ mới", StorageVI: "Trong hũ"}
		fresh, _ := offer(t, d, again, an)
		in(t, d, func(tx *gorm.DB) error {
			return catalog.MakeLike(t.Context(), tx, fresh.ID, fresh.Version, leaf.ID, an)
		})
		if f := find(t, d, fresh.ID); f.IngredientsVI != leaf.IngredientsVI || f.ProducerName != leaf.ProducerName || f.StorageVI != "Trong hũ" ||
			f.DeclarationNo != "" || f.TaxClass != "" || f.NameVI != "Chè vụ mới" {
			t.Errorf("%+v", f)
		}
	})
}

// Two phones that saw one price: the second hears of the first.
func TestAPriceThatWasSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		p, vs := onShelf(t, d, tea())
		seen, v := vs[0].Price, vs[0].ID
		reprice := func(seen, to money.VND) func(tx *gorm.DB) error {
			return func(tx *gorm.DB) error { return catalog.Reprice(t.Context(), tx, v, seen, to, an, now) }
		}
		in(t, d, reprice(seen, money.Of(160_000)))
		refused(t, d, "price.moved", reprice(seen, money.Of(170_000)))
		in(t, d, reprice(seen, money.Of(160_000))) // a repeated request changes nothing
		in(t, d, reprice(money.Of(160_000), money.Of(170_000)))
		at := find(t, d, p.ID).Version
		edit := func(version int64) func(tx *gorm.DB) error {
			return func(tx *gorm.DB) error {
				return catalog.EditVariant(t.Context(), tx, v, version, catalog.NewVariant{Unit: "gói", NetGrams: 90}, an)
			}
		}
		refused(t, d, "product.moved", edit(at-1))
		in(t, d, edit(at))
		history, err := catalog.Prices(t.Context(), d.Read(t.Context()), v)
		if err != nil || len(history) != 3 || history[2].After != money.Of(170_000) {
			t.Errorf("%+v, %v", history, err)
		}
	})
}
