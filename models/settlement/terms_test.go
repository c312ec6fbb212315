package settlement_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
)

// ours are terms of a market whose sellers bear the fee, from the day after the first.
var ours = settlement.NewTerms{ValidFrom: "2026-11-23", EveryDays: 2, MostDays: 8, Minimum: money.Of(60_000), FeeBearer: settlement.BySeller, Fee: money.Of(2_200), Source: "Biểu phí của ngân hàng"}

func TestTermsAreAnnouncedBeforeTheyBegin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		if _, err := s.Announce(ctx, desk, ours); err != nil {
			t.Fatal(err)
		}
		for day, most := range map[clock.Date]int{"2026-11-22": 10, "2026-11-23": 8, "2030-01-01": 8} {
			if got, err := settlement.TermsOn(ctx, d.Read(ctx), day); err != nil || got.MostDays != most {
				t.Errorf("on %s: %+v, %v", day, got, err)
			}
		}
		if _, err := settlement.TermsOn(ctx, d.Read(ctx), "2025-06-30"); !fault.Has(err, "payout.no_terms") {
			t.Errorf("before the first: %v", err)
		}
		shown, err := settlement.Shown(ctx, d.Read(ctx), "2026-11-22")
		if err != nil || len(shown) != 2 || shown[0].MostDays != 10 || shown[1].FeeBearer != settlement.BySeller {
			t.Errorf("shown %+v, %v", shown, err)
		}
		if shown, err = settlement.Shown(ctx, d.Read(ctx), "2026-11-23"); err != nil || len(shown) != 1 {
			t.Errorf("shown on the day itself %+v, %v", shown, err)
		}
		for _, c := range []struct {
			with        func(*settlement.NewTerms)
			key, beside string
		}{
			{func(*settlement.NewTerms) {}, "charge.day_taken", "valid_from"},
			{func(n *settlement.NewTerms) { n.ValidFrom = "2026-11-22" }, "charge.too_soon", "valid_from"},
			{func(n *settlement.NewTerms) { n.ValidFrom = "2026-13-01" }, "charge.too_soon", "valid_from"},
			{func(n *settlement.NewTerms) { n.EveryDays = 0 }, "payout.every_days", "every_days"},
			{func(n *settlement.NewTerms) { n.EveryDays = 32; n.MostDays = 40 }, "payout.every_days", "every_days"},
			{func(n *settlement.NewTerms) { n.MostDays = 4 }, "payout.most_days", "most_days"}, // an order needs 3 quiet days first
			{func(n *settlement.NewTerms) { n.MostDays = 91 }, "payout.most_days", "most_days"},
			{func(n *settlement.NewTerms) { n.Minimum = money.Of(-1); n.FeeBearer = settlement.ByMarket }, "payout.minimum", "minimum"},
			{func(n *settlement.NewTerms) { n.FeeBearer = "buyer" }, "payout.fee_bearer", "fee_bearer"},
			{func(n *settlement.NewTerms) { n.Fee = money.Of(60_000) }, "payout.fee", "fee"},
			{func(n *settlement.NewTerms) { n.Fee = money.Of(-1) }, "payout.fee", "fee"},
			{func(n *settlement.NewTerms) { n.Source = " " }, "charge.source", "source"},
			{func(n *settlement.NewTerms) { n.Source = strings.Repeat("ế", 301) }, "charge.source", "source"},
		} {
			in := ours
			c.with(&in)
			_, err := s.Announce(ctx, desk, in)
			if all := fault.All(err); len(all) != 1 || all[0].Key != c.key || all[0].Field != c.beside {
				t.Errorf("%+v: %v, want %s", in, err, c.key)
			} else if c.key == "payout.most_days" && all[0].Args["least"] != in.EveryDays+3 {
				t.Errorf("the least is told as %v", all[0].Args)
			}
		}
		edge := ours
		edge.ValidFrom, edge.EveryDays, edge.MostDays = "2026-11-24", 2, 5
		if _, err := s.Announce(ctx, desk, edge); err != nil {
			t.Errorf("the tightest days that can be kept: %v", err)
		}
		if n := s.Count(t, "audit_entries", "verb = 'payout.announce' AND actor_id = 'desk'"); n != 2 {
			t.Errorf("%d announcements in the audit", n)
		}
		for _, sql := range []string{"UPDATE payout_terms SET fee = 1", "DELETE FROM payout_terms"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}

// TestEachBatchIsPaidByTheTermsOfItsDay: the same sales under one set of terms and the
// next, the clock driven over the change.
func TestEachBatchIsPaidByTheTermsOfItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, small := s.stall(), s.stall()
		if _, err := s.Announce(ctx, desk, ours); err != nil {
			t.Fatal(err)
		}
		s.sell(an, sale{goods: 100_000})
		first := s.open() // by the old terms: the market bears it
		if ps := s.payouts(first); len(ps) != 1 || ps[0].Amount.Dong() != 93_000 || !ps[0].Fee.IsZero() {
			t.Fatalf("%+v", ps)
		}
		s.Pass(day)
		s.sell(an, sale{goods: 100_000})
		s.sell(small, sale{goods: 60_000}) // 55,800 are left: enough for the old terms, not for the new
		if b := s.open(); b != nil {
			t.Fatalf("a day after the last batch: %+v", b)
		}
		s.Pass(day)
		second := s.open() // two days after the last one, not three
		if ps := s.payouts(second); len(ps) != 1 || ps[0].SellerID != an.SellerID || ps[0].Amount.Dong() != 93_000-2_200 || ps[0].Fee.Dong() != 2_200 {
			t.Fatalf("%+v", ps)
		}
		if got := s.holds(ledger.PayoutFee()); got != 2_200 {
			t.Errorf("kept %d", got)
		}
		if got := s.balance(an); got.Fees.Dong() != 2_200 || !got.Available.IsZero() {
			t.Errorf("%+v", got)
		}
		rows, err := s.Statement(ctx, an, db.Cursor{}, 10)
		kinds := map[string]int64{}
		for _, r := range rows {
			kinds[r.Kind] += r.Amount.Dong()
		}
		if err != nil || kinds[settlement.FeeTaken] != -2_200 || kinds[settlement.SentOut] != -93_000-90_800 {
			t.Errorf("%v, %v", kinds, err)
		}
		// What waited long enough goes out below the minimum, and bears no fee.
		var forced *settlement.Batch
		for forced == nil && s.Market.Now().Date() < "2026-12-10" {
			s.Pass(day)
			forced = s.open()
		}
		ps := s.payouts(forced)
		if len(ps) != 1 || ps[0].SellerID != small.SellerID || ps[0].Amount.Dong() != 55_800 || !ps[0].Fee.IsZero() {
			t.Fatalf("%+v", ps)
		}
		// It was delivered three days before it completed, on the 20th.
		if forced.Day <= "2026-11-25" || forced.Day > clock.Date("2026-11-20").AddDays(ours.MostDays) {
			t.Errorf("delivered on the 20th, paid on %s", forced.Day)
		}
		s.proved(t)
	})
}

// TestAPayoutThatComesBackGivesItsFeeBack: the seller bears nothing for what did not arrive.
func TestAPayoutThatComesBackGivesItsFeeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		if _, err := s.Announce(ctx, desk, ours); err != nil {
			t.Fatal(err)
		}
		s.Pass(day)
		s.sell(an, sale{goods: 100_000})
		b := s.open()
		if _, err := s.Export(ctx, desk, b.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.ReturnPayout(ctx, desk, s.payouts(b)[0].ID, settlement.Return{Reason: settlement.BankFailed}); err != nil {
			t.Fatal(err)
		}
		if s.holds(ledger.Seller(an.SellerID)) != 93_000 || s.holds(ledger.PayoutFee()) != 0 || !s.balance(an).Fees.IsZero() {
			t.Errorf("seller %d, fee %d", s.holds(ledger.Seller(an.SellerID)), s.holds(ledger.PayoutFee()))
		}
		s.proved(t)
	})
}
