package checkout_test

import (
	"encoding/json"
	"testing"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/payments"
)

// BenchmarkPurchase is a whole purchase: two lines of two sellers in the cart, placed,
// begun and paid, eight at a time.
func BenchmarkPurchase(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			m := open(b, dbtest.Open(b, dialect))
			one, _ := m.Seller(b)
			two, _ := m.Seller(b)
			var teas, rices []string
			for range 200 {
				teas = append(teas, m.Variant(b, markettest.Good{SellerID: one, Stock: 1_000_000}))
				rices = append(rices, m.Variant(b, markettest.Good{SellerID: two, Stock: 1_000_000}))
			}
			buyers := make(chan checkout.Buyer, b.N)
			first := m.buyer(b)
			m.fill(b, first, map[string]int64{teas[0]: 1, rices[0]: 1})
			in := m.form(b, first)
			for range b.N {
				buyers <- m.buyer(b)
			}
			b.SetParallelism(4)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					by := <-buyers
					for _, v := range []string{teas[i%200], rices[(i*7)%200]} {
						if _, err := m.co.PutLine(ctx, by, v, 1); err != nil {
							b.Error(err)
							return
						}
					}
					g, err := m.co.Place(ctx, by, in, "k")
					if err != nil {
						b.Error(err)
						return
					}
					s, err := m.co.Pay(ctx, by, g, checkout.PayNow{Gateway: m.bank.Code()}, "")
					if err != nil {
						b.Error(err)
						return
					}
					body, _ := json.Marshal(m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now()))
					if a := m.co.Receive(ctx, m.bank, payments.RawRequest{Method: "POST", Body: body, At: m.Now()}); string(a.Body) != string(payments.Applied) {
						b.Error(string(a.Body))
						return
					}
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "purchases/s")
		})
	}
}
