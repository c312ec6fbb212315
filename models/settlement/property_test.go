package settlement_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/settlement"
)

// TestPayoutsNeverPassEarnings: any days of a market, with sales, refunds after the end,
// batches, files, the bank's words and transfers that come back, in any order.
func TestPayoutsNeverPassEarnings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		stalls := []actor.Member{s.stall(), s.stall(), s.stall()}
		type sold struct {
			by   actor.Member
			id   string
			left int64
		}
		var orders []*sold
		rapid.Check(t, func(t *rapid.T) {
			for range rapid.IntRange(1, 8).Draw(t, "steps") {
				batches, err := s.Batches(ctx, desk, db.Cursor{}, 50)
				if err != nil {
					t.Fatal(err)
				}
				var ps []settlement.Payout
				b := settlement.BatchSum{}
				if len(batches) > 0 {
					b = rapid.SampledFrom(batches).Draw(t, "batch")
					ps = s.payouts(&b.Batch)
				}
				switch act := rapid.SampledFrom([]string{"sell", "sell", "refund", "pass", "open", "export", "paid", "one paid", "return"}).Draw(t, "act"); {
				case act == "sell":
					by, goods := rapid.SampledFrom(stalls).Draw(t, "by"), rapid.Int64Range(1, 400_000).Draw(t, "goods")
					orders = append(orders, &sold{by, s.sell(by, sale{goods: goods}), goods})
				case act == "refund" && len(orders) > 0:
					o := rapid.SampledFrom(orders).Draw(t, "order")
					if o.left > 0 {
						off := rapid.Int64Range(1, o.left).Draw(t, "off")
						s.refund(o.by, o.id, off)
						o.left -= off
					}
				case act == "pass":
					s.Pass(day * 3)
				case act == "open":
					_, err = s.OpenBatch(ctx)
				case act == "export" && b.ID != "":
					_, err = s.Export(ctx, desk, b.ID)
				case act == "paid" && b.ID != "":
					err = s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "FT" + b.Code})
				case act == "one paid" && len(ps) > 0:
					err = s.MarkPayoutPaid(ctx, desk, rapid.SampledFrom(ps).Draw(t, "payout").ID, settlement.MarkPaid{BankRef: "ONE"})
				case act == "return" && len(ps) > 0:
					err = s.ReturnPayout(ctx, desk, rapid.SampledFrom(ps).Draw(t, "payout").ID, settlement.Return{Reason: settlement.BankFailed})
				}
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Fatal(err)
				}
			}
			s.proved(t)
			for _, by := range stalls {
				got, err := s.Cashier.Balance(ctx, by)
				if err != nil {
					t.Fatal(err)
				}
				if got.Available.Add(got.OnTheWay).Add(got.PaidOut) != got.Earned || got.Available.Dong() != s.holds(ledger.Seller(by.SellerID)) {
					t.Fatalf("%+v does not add up", got)
				}
			}
		})
	})
}
