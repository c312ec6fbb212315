package catalog_test

import (
	"fmt"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/stock"
)

// full is a shelf of 1,000 teas in two forms each.
func full(b *testing.B, dialect string) (d *db.DB, slugs, variants []string) {
	b.Helper()
	d = dbtest.Open(b, dialect)
	place(b, d)
	for range 10 {
		in(b, d, func(tx *gorm.DB) error {
			for range 100 {
				n := tea()
				n.NameVI = fmt.Sprintf("Chè mẫu %d", len(slugs))
				p, vs, err := catalog.Offer(b.Context(), tx, mine, n, an, now)
				if err != nil {
					return err
				}
				if err := catalog.Publish(b.Context(), tx, p.ID, an, now); err != nil {
					return err
				}
				for _, v := range vs {
					if err := stock.Open(b.Context(), tx, v.ID); err != nil {
						return err
					}
					variants = append(variants, v.ID)
				}
				slugs = append(slugs, p.Slug)
			}
			return nil
		})
	}
	if dialect == db.Postgres {
		in(b, d, func(tx *gorm.DB) error { return tx.Exec("ANALYZE").Error })
	}
	return d, slugs, variants
}

func BenchmarkReads(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		d, slugs, variants := full(b, dialect)
		ctx := b.Context()
		for name, read := range map[string]func(i int) error{
			"list": func(int) error {
				_, err := catalog.List(ctx, d.Read(ctx), catalog.Filter{}, today, db.Cursor{}, 20)
				return err
			},
			"filter": func(int) error {
				_, err := catalog.List(ctx, d.Read(ctx), catalog.Filter{Kinds: []string{"tea"}, Scheme: scheme, Code: "15", PriceMin: money.Of(1000), Month: 9}, today, db.Cursor{}, 20)
				return err
			},
			"page": func(i int) error {
				_, err := catalog.PageOf(ctx, d.Read(ctx), slugs[i%len(slugs)], today)
				return err
			},
			"sellable": func(i int) error {
				i %= len(variants) - 2
				_, err := catalog.SellableVariants(ctx, d.Read(ctx), variants[i:i+2])
				return err
			},
			"documents": func(i int) error {
				ids, err := catalog.ShelfIDs(ctx, d.Read(ctx), "", 100)
				if err == nil {
					_, err = catalog.Documents(ctx, d.Read(ctx), ids, today)
				}
				return err
			},
		} {
			b.Run(dialect+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					if err := read(i); err != nil {
						b.Fatal(err)
					}
					i++
				}
			})
		}
	}
}
