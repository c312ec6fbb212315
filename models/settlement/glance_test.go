package settlement_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/trader"
)

// Today, this month and this season are sums of the orders that ended then, refunds taken
// off; the season is that of the goods on the shelf.
func TestASellerAtAGlance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, other := s.stall(), s.stall()
		season := func(months ...int) {
			m, _ := catalog.MonthsOf(months...)
			id := s.Variant(t, markettest.Good{SellerID: an.SellerID})
			s.tx(func(tx *gorm.DB) error {
				return tx.Exec("UPDATE products SET season = ? WHERE id = (SELECT product_id FROM variants WHERE id = ?)", m, id).Error
			})
		}
		if g, err := s.Glance(ctx, an); err != nil || g.Months != 0 || g.From != "2026-01-01" || g.To != "2026-12-31" || g.Today != (settlement.Takings{}) {
			t.Fatalf("%+v, %v", g, err)
		}
		season(9, 10)
		season(11)
		season(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
		net := func(goods int64) int64 { return goods - goods*5/100*11/10 - goods*15/1000 }
		was := s.Market.Now()
		set := func(day string) { s.Pass((clockDay(day).Start() + 3_600_000).Sub(s.Market.Now())) }
		set("2026-11-22")
		_ = was
		s.sell(other, sale{goods: 1_000_000})
		s.sell(an, sale{goods: 100_000})
		set("2026-11-23")
		refunded := s.sell(an, sale{goods: 200_000})
		set("2026-12-01")
		s.sell(an, sale{goods: 400_000})
		s.refund(an, refunded, 100_000)
		g, err := s.Glance(ctx, an)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Months.List(); len(got) != 3 || g.From != "2026-09-01" || g.To != "2026-11-30" {
			t.Errorf("%v, %s to %s", got, g.From, g.To)
		}
		if g.Today != (settlement.Takings{Orders: 1, Net: money.Of(net(400_000) - net(100_000))}) || g.Month != g.Today {
			t.Errorf("%+v", g)
		}
		if g.Season != (settlement.Takings{Orders: 2, Net: money.Of(net(100_000) + net(200_000))}) {
			t.Errorf("%+v", g.Season)
		}
		if g.Next.Amount.Dong() != s.holds(sellerAccount(an)) || g.Next.Day != "2026-12-01" || g.Next.Arrives != "2026-12-01" {
			t.Errorf("%+v", g.Next)
		}
		set("2026-12-05") // a Saturday
		if g, err := s.Glance(ctx, an); err != nil || g.Next.Day != "2026-12-05" || g.Next.Arrives != "2026-12-07" || g.Today.Orders != 0 || g.Month.Orders != 1 {
			t.Errorf("%+v, %v", g, err)
		}
		if n := dbtest.CountStatements(d, func() { _, _ = s.Glance(ctx, an) }); n > 14 {
			t.Errorf("%d statements", n)
		}
	})
}

// A kilogram here is compared with the trader's, honestly both ways.
func TestAKilogramBesideTheTradersPrice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		byWeight := s.Variant(t, markettest.Good{SellerID: an.SellerID, Basis: "gram", Price: 100_000})
		box := s.Variant(t, markettest.Good{SellerID: an.SellerID, Price: 60_000})
		s.Variant(t, markettest.Good{SellerID: an.SellerID}) // nobody knows its weight
		s.tx(func(tx *gorm.DB) error { return tx.Exec("UPDATE variants SET net_grams = 300 WHERE id = ?", box).Error })
		rows, err := s.PerKg(ctx, an)
		if err != nil || len(rows) != 2 {
			t.Fatal(rows, err)
		}
		// 5 % commission with 10 % VAT on it, 1.5 % taxes.
		if r := rows[0]; r.PerKg.Dong() != 100_000 || r.NetPerKg.Dong() != 93_000 || r.Trader != nil || !r.Better().IsZero() {
			t.Errorf("%+v", r)
		}
		if r := rows[1]; r.PerKg.Dong() != 200_000 || r.NetPerKg.Dong() != 186_000 {
			t.Errorf("%+v", r)
		}
		_, p, err := catalog.FindVariant(ctx, d.Read(ctx), byWeight)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []trader.Note{{ProductID: p.ID, Price: money.Of(81_000)}, {Kind: "tea", Price: money.Of(190_000)}} {
			first, err := s.NoteTrader(ctx, in, "k"+in.Kind, an)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := s.NoteTrader(ctx, in, "k"+in.Kind, an); err != nil || again != first {
				t.Errorf("noted twice: %s, %v", again, err)
			}
		}
		rows, err = s.PerKg(ctx, an)
		if err != nil || rows[0].Better().Dong() != 12_000 || rows[1].Better().Dong() != -4_000 {
			t.Errorf("%+v, %v", rows, err)
		}
		if n := dbtest.CountStatements(d, func() { _, _ = s.PerKg(ctx, an) }); n > 6 {
			t.Errorf("%d statements", n)
		}
	})
}
