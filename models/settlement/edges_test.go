package settlement_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
)

// What can just be kept may be announced, and is listed the newest first.
func TestTermsAtTheirLimitsAreAnnounced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		days := []clock.Date{"2026-11-23", "2026-11-24", "2026-11-25"}
		for i, with := range []func(*settlement.NewTerms){
			func(n *settlement.NewTerms) { n.EveryDays, n.MostDays = 1, 4 },
			func(n *settlement.NewTerms) { n.EveryDays, n.MostDays = 31, 90 },
			func(n *settlement.NewTerms) {
				n.Minimum, n.Fee, n.FeeBearer, n.Source = money.Of(money.Max), money.Of(money.Max), settlement.ByMarket, strings.Repeat("ế", 300)
			},
		} {
			in := ours
			in.ValidFrom = days[i]
			with(&in)
			if _, err := s.Announce(ctx, desk, in); err != nil {
				t.Errorf("%+v: %v", in, err)
			}
		}
		all, err := settlement.AllTerms(ctx, d.Read(ctx))
		if err != nil || len(all) < 4 {
			t.Fatal(all, err)
		}
		for i := range all[1:] {
			if all[i].ValidFrom <= all[i+1].ValidFrom {
				t.Errorf("%s comes before %s", all[i].ValidFrom, all[i+1].ValidFrom)
			}
		}
	})
}

// A day's money is what came from its first moment to its last.
func TestADayIsItsOwnMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		midnight := clock.Date("2026-11-23").Start()
		for _, at := range []clock.Instant{midnight - 1, midnight, midnight.Add(day) - 1, midnight.Add(day)} {
			s.Pass(time.Duration(at-s.Market.Now()) * time.Millisecond)
			s.sell(an, sale{goods: 100_000})
			s.open()
		}
		for _, c := range []struct {
			from, to clock.Date
			orders   int64
		}{{"2026-11-22", "2026-11-22", 1}, {"2026-11-23", "2026-11-23", 2}, {"2026-11-24", "2026-11-24", 1}, {"2026-11-22", "2026-11-24", 4}} {
			total, err := s.Total(ctx, an, c.from, c.to)
			if err != nil || total.Orders != c.orders || total.Goods.Dong() != c.orders*100_000 {
				t.Errorf("from %s to %s: %+v, %v", c.from, c.to, total, err)
			}
			same, err := s.TotalOf(ctx, desk, an.SellerID, c.from, c.to)
			if err != nil || same != total {
				t.Errorf("the desk is told %+v, %v", same, err)
			}
		}
	})
}

// A seller is told apart what was sent, what of it a bank took, and what came back.
func TestAStatementNamesWhatCameBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		if _, err := s.Announce(ctx, desk, ours); err != nil {
			t.Fatal(err)
		}
		s.Pass(day)
		an := s.stall()
		s.sell(an, sale{goods: 100_000})
		b := s.open()
		if _, err := s.Export(ctx, desk, b.ID); err != nil {
			t.Fatal(err)
		}
		p := s.payouts(b)[0]
		s.Pass(time.Minute)
		if err := s.ReturnPayout(ctx, desk, p.ID, settlement.Return{Reason: settlement.BankFailed}); err != nil {
			t.Fatal(err)
		}
		rows, err := s.Statement(ctx, an, db.Cursor{}, 10)
		if err != nil || len(rows) != 5 {
			t.Fatal(rows, err)
		}
		sums := map[string]int64{}
		for _, r := range rows {
			sums[r.Kind] += r.Amount.Dong()
			if (r.Kind == settlement.Earned) != (r.PayoutID == "") || r.PayoutID != "" && r.PayoutID != p.ID {
				t.Errorf("%+v", r)
			}
		}
		if sums[settlement.Earned] != 93_000 || sums[settlement.SentOut] != -90_800 || sums[settlement.CameBack] != 90_800 || sums[settlement.FeeTaken] != 0 {
			t.Errorf("%v", sums)
		}
		s.proved(t)
	})
}
