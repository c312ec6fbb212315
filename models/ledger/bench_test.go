package ledger_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
)

// BenchmarkSale posts the money of one sale from capture to its seller: four causes.
func BenchmarkSale(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			d := dbtest.Open(b, dialect)
			an, _ := markettest.New(b, d).Seller(b)
			var n atomic.Int64
			b.SetParallelism(4)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					id := fmt.Sprint(n.Add(1))
					err := d.Tx(context.Background(), func(tx *gorm.DB) error {
						for i, ps := range [][]ledger.Posting{
							{move(ledger.Gateway("g"), ledger.Suspense(id), 100)},
							{move(ledger.Suspense(id), ledger.Escrow(id), 100)},
							{move(ledger.Escrow(id), ledger.VATWithheld(), 1), move(ledger.Escrow(id), ledger.PITWithheld(), 1)},
							{move(ledger.Escrow(id), ledger.Commission(), 5), move(ledger.Escrow(id), ledger.Seller(an), 93)},
						} {
							if _, err := ledger.Post(context.Background(), tx, ledger.Cause{Kind: fmt.Sprint("step", i), ID: id}, at, ps...); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
