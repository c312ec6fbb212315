package charge_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

var ctx = context.Background()

func TestAChainOfRefundsEndsAtNothingTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := charge.Rates{
			CommissionBP: money.BasisPoints(rapid.Int64Range(0, 10_000).Draw(t, "commission")),
			VATBP:        money.BasisPoints(rapid.Int64Range(0, 10_000).Draw(t, "vat")),
		}
		left := money.Of(rapid.Int64Range(0, money.Max).Draw(t, "goods"))
		kept := charge.Commission(left, r)
		for !left.IsZero() {
			off := money.Of(rapid.Int64Range(1, left.Dong()).Draw(t, "off"))
			back := charge.Reversed(left, left.Sub(off), r)
			if back.Commission.Negative() || back.Commission.Cmp(off) > 0 {
				t.Fatalf("of %v refunded, %v of commission is given back", off, back.Commission)
			}
			kept = charge.Fee{Commission: kept.Commission.Sub(back.Commission), VAT: kept.VAT.Sub(back.VAT)}
			left = left.Sub(off)
			if kept != charge.Commission(left, r) {
				t.Fatalf("with %v left, %v is kept, want %v", left, kept, charge.Commission(left, r))
			}
			if rapid.Bool().Draw(t, "all") {
				back = charge.Reversed(left, money.VND{}, r)
				kept, left = charge.Fee{Commission: kept.Commission.Sub(back.Commission), VAT: kept.VAT.Sub(back.VAT)}, money.VND{}
			}
		}
		if kept != (charge.Fee{}) {
			t.Fatalf("%v kept of nothing", kept)
		}
	})
}

func TestASplitFeeIsTheWholeFee(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var amounts []money.VND
		var sum money.VND
		for _, n := range rapid.SliceOfN(rapid.Int64Range(0, 1_000_000_000), 1, 20).Draw(t, "amounts") {
			amounts = append(amounts, money.Of(n))
			sum = sum.Add(money.Of(n))
		}
		fee := charge.Commission(sum, charge.Rates{CommissionBP: 537, VATBP: 1000})
		var c, v money.VND
		for _, part := range charge.Split(fee, amounts) {
			c, v = c.Add(part.Commission), v.Add(part.VAT)
		}
		if c != fee.Commission || v != fee.VAT {
			t.Fatalf("parts sum to %v and %v, the fee is %v", c, v, fee)
		}
	})
}

func TestRoundingIsHalfUp(t *testing.T) {
	r := charge.Rates{CommissionBP: 500, VATBP: 1000}
	for goods, want := range map[int64][2]int64{0: {0, 0}, 9: {0, 0}, 10: {1, 0}, 90: {5, 1}, 300_000: {15_000, 1_500}, 99_999: {5_000, 500}} {
		got := charge.Commission(money.Of(goods), r)
		if got.Commission.Dong() != want[0] || got.VAT.Dong() != want[1] || got.Sum() != money.Of(want[0]+want[1]) {
			t.Errorf("of %d: %v, want %v", goods, got, want)
		}
	}
}

func announce(d *db.DB, in charge.NewRule, now clock.Instant) (r *charge.Rule, err error) {
	err = d.Tx(ctx, func(tx *gorm.DB) error {
		r, err = charge.Announce(ctx, tx, actor.Admin{PersonID: "desk", Channel: actor.Page}, in, now)
		return err
	})
	return r, err
}

func TestTermsAreThoseOfTheDay(t *testing.T) {
	now := clock.At(time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC))
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, err := announce(d, charge.NewRule{CommissionBP: 300, VATBP: 800, ValidFrom: "2026-12-01", Source: " Quyết định của ban quản lý "}, now)
		if err != nil || r.Source != "Quyết định của ban quản lý" {
			t.Fatalf("%+v, %v", r, err)
		}
		for day, want := range map[clock.Date]charge.Rates{
			"2025-07-01": {CommissionBP: 500, VATBP: 1000}, "2026-11-30": {CommissionBP: 500, VATBP: 1000},
			"2026-12-01": {CommissionBP: 300, VATBP: 800}, "2030-01-01": {CommissionBP: 300, VATBP: 800},
		} {
			if got, err := charge.Terms(ctx, d.Read(ctx), day); err != nil || got != want {
				t.Errorf("on %s: %+v, %v", day, got, err)
			}
		}
		if _, err := charge.Terms(ctx, d.Read(ctx), "2025-06-30"); !fault.Has(err, "charge.no_rule") {
			t.Errorf("before the first rule: %v", err)
		}
		all, err := charge.Rules(ctx, d.Read(ctx))
		if err != nil || len(all) != 2 || all[0].ID != r.ID || all[0].CreatedBy != "desk" || all[1].Source == "" {
			t.Errorf("%+v, %v", all, err)
		}
		for _, sql := range []string{"UPDATE fee_rules SET commission_bp = 1", "DELETE FROM fee_rules"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}

func TestWhatIsNotAnnounced(t *testing.T) {
	now := clock.At(time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC))
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		good := charge.NewRule{CommissionBP: 300, VATBP: 800, ValidFrom: "2026-11-23", Source: "x"}
		if _, err := announce(d, good, now); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			with        func(*charge.NewRule)
			key, beside string
		}{
			{func(r *charge.NewRule) {}, "charge.day_taken", "valid_from"},
			{func(r *charge.NewRule) { r.ValidFrom = "2026-11-22" }, "charge.too_soon", "valid_from"},
			{func(r *charge.NewRule) { r.ValidFrom = "2026-02-30" }, "charge.too_soon", "valid_from"},
			{func(r *charge.NewRule) { r.ValidFrom = "" }, "charge.too_soon", "valid_from"},
			{func(r *charge.NewRule) { r.CommissionBP = -1 }, "charge.share", "commission_bp"},
			{func(r *charge.NewRule) { r.CommissionBP = 10_001 }, "charge.share", "commission_bp"},
			{func(r *charge.NewRule) { r.VATBP = 10_001 }, "charge.share", "vat_bp"},
			{func(r *charge.NewRule) { r.VATBP = -1 }, "charge.share", "vat_bp"},
			{func(r *charge.NewRule) { r.Source = "  " }, "charge.source", "source"},
			{func(r *charge.NewRule) { r.Source = strings.Repeat("ế", 301) }, "charge.source", "source"},
		} {
			in := good
			c.with(&in)
			_, err := announce(d, in, now)
			if all := fault.All(err); len(all) != 1 || all[0].Key != c.key || all[0].Field != c.beside {
				t.Errorf("%+v: %v, want %s", in, err, c.key)
			}
		}
		for _, edge := range []charge.NewRule{
			{CommissionBP: 0, VATBP: 0, ValidFrom: "2026-11-24", Source: strings.Repeat("ế", 300)},
			{CommissionBP: 10_000, VATBP: 10_000, ValidFrom: "2026-11-25", Source: "x"},
		} {
			if _, err := announce(d, edge, now); err != nil {
				t.Errorf("%+v: %v", edge, err)
			}
		}
	})
}
