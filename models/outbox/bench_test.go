package outbox_test

import (
	"fmt"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/outbox"
)

// BenchmarkDrain tells what a note costs from its lease to its end, with 10,000 waiting.
func BenchmarkDrain(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			d := dbtest.Open(b, dialect)
			dl := deliverer(d, newHands())
			dl.Discard("order.moved")
			told := 0
			for b.Loop() {
				b.StopTimer()
				for i := range 10 {
					err := d.Tx(b.Context(), func(tx *gorm.DB) error {
						for k := range 1000 {
							if err := outbox.Add(b.Context(), tx, note("order.moved", fmt.Sprint(i*1000+k))); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				n, err := dl.Drain(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				told += n
			}
			b.ReportMetric(float64(told)/b.Elapsed().Seconds(), "notes/s")
		})
	}
}
