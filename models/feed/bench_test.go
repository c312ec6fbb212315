package feed_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
)

// BenchmarkFreshness is how long a price takes from its commit into the index, with the
// outbox as it comes.
func BenchmarkFreshness(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			s := openShop(b, dbtest.Open(b, dialect))
			s.outbox.Now = clock.System
			an := s.sellers[0]
			_, forms := s.offer(an, drink("Nước táo mèo"), 30_000)
			s.deliver()
			ctx, stop := context.WithCancel(b.Context())
			done := make(chan struct{})
			go func() { defer close(done); s.outbox.Run(ctx) }()
			defer func() { stop(); <-done }()
			price := int64(30_000)
			var late []time.Duration
			for b.Loop() {
				price++
				s.do(func(ctx context.Context, tx *gorm.DB) error {
					return catalog.SetPrice(ctx, tx, forms[0].ID, money.Of(price), an, s.Now())
				})
				begun := time.Now()
				for s.found(search.Query{PriceMin: money.Of(price)}).Total == 0 {
					time.Sleep(time.Millisecond)
				}
				late = append(late, time.Since(begun))
			}
			slices.Sort(late)
			b.ReportMetric(float64(late[len(late)/2].Milliseconds()), "p50-ms")
			b.ReportMetric(float64(late[len(late)-1].Milliseconds()), "most-ms")
		})
	}
}
