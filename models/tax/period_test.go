package tax_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

var desk = actor.Admin{PersonID: "desk", Channel: actor.Page}

func closed(d *db.DB, period string, at clock.Instant) (p tax.Period, err error) {
	err = d.Tx(ctx, func(tx *gorm.DB) error { p, err = tax.Close(ctx, tx, period, desk, at); return err })
	return p, err
}

func TestAMonthIsClosedOnceOverAndInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		binh, _ := m.Seller(t)
		if _, err := accept(d, "p1", now, line("o", "a", an, tax.Goods, 300_000), line("o2", "a", binh, tax.Service, 10_000)); err != nil {
			t.Fatal(err)
		}
		december := clock.Date("2026-12-01").Start()
		if _, err := closed(d, "2026-11", december-1); !fault.Has(err, "tax.close_early") {
			t.Errorf("before the month is over: %v", err)
		}
		for _, no := range []string{"2026-13", "november", ""} {
			if _, err := closed(d, no, december); !fault.Has(err, "tax.period") {
				t.Errorf("%q: %v", no, err)
			}
		}
		if p, err := tax.ToClose(ctx, d.Read(ctx), "2026-11-30"); err != nil || p != nil {
			t.Errorf("%+v waits, %v", p, err)
		}
		if p, err := tax.ToClose(ctx, d.Read(ctx), "2026-12-01"); err != nil || p == nil || p.Period != "2026-11" || p.DueOn != "2026-12-21" {
			t.Errorf("%+v waits, %v", p, err) // the 20th of December 2026 is a Sunday
		}
		if _, err := closed(d, "2026-10", december); !fault.Has(err, "tax.close_order") {
			t.Errorf("a month before the first: %v", err)
		}
		for range 2 { // the second time nothing changes
			p, err := closed(d, "2026-11", december)
			if err != nil || p.Sellers != 2 || p.Entries != 2 || p.Base.Dong() != 310_000 || p.VATDue.Dong() != 3_500 || p.PITDue.Dong() != 1_700 || p.ClosedAt != december || p.ClosedBy != "desk" {
				t.Fatalf("%+v, %v", p, err)
			}
		}
		if _, err := accept(d, "p2", december-1, line("o3", "a", an, tax.Goods, 1_000)); !fault.Has(err, "tax.period_closed") {
			t.Errorf("a row into a closed month: %v", err)
		}
		for _, sql := range []string{"UPDATE tax_periods SET vat = 0", "DELETE FROM tax_periods"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
		proved(t, d)
	})
}

func TestWhatCannotBeOffsetIsCarried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		at := func(day clock.Date) clock.Instant { return day.Start() }
		steps := []func() error{
			func() error {
				_, err := accept(d, "p1", at("2026-11-05"), line("o", "a", an, tax.Goods, 300_000))
				return err
			},
			func() error { _, err := reverse(d, "r1", at("2026-11-06"), off("o", "a", 100_000)); return err }, // offset in its month
			func() error { _, err := closed(d, "2026-11", at("2026-12-02")); return err },
			func() error { _, err := reverse(d, "r2", at("2026-12-03"), off("o", "a", 200_000)); return err }, // more than December withheld
			func() error { _, err := closed(d, "2026-12", at("2027-01-02")); return err },
			func() error { _, err := closed(d, "2027-01", at("2027-02-02")); return err }, // a month without a row
			func() error {
				_, err := accept(d, "p2", at("2027-02-03"), line("o2", "a", an, tax.Goods, 500_000))
				return err
			},
			func() error { _, err := closed(d, "2027-02", at("2027-03-02")); return err },
		}
		shown := func(of tax.Period) string {
			return fmt.Sprint(of.Period, " ", of.VAT.Dong(), " ", of.VATBefore.Dong(), " ", of.VATDue.Dong(), " ", of.VATAfter.Dong(), " ", of.PITDue.Dong(), " ", of.PITAfter.Dong())
		}
		// What a month that is open would come to, beside the months that are closed.
		open := map[int]string{2: "2026-11 2000 0 2000 0 1000 0", 4: "2026-12 -2000 0 0 -2000 0 -1000", 7: "2027-02 5000 -2000 3000 0 1500 0"}
		for i, step := range steps {
			if want, ok := open[i]; ok {
				ps, err := tax.Periods(ctx, d.Read(ctx), "", 1)
				if err != nil || len(ps) != 1 || shown(ps[0]) != want {
					t.Errorf("before step %d: %+v, want %s, %v", i, ps, want, err)
				}
			}
			if err := step(); err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
		}
		all, err := tax.Periods(ctx, d.Read(ctx), "", 10)
		if err != nil || len(all) != 4 {
			t.Fatalf("%+v, %v", all, err)
		}
		for i, want := range []string{"2027-02 5000 -2000 3000 0 1500 0", "2027-01 0 -2000 0 -2000 0 -1000", "2026-12 -2000 0 0 -2000 0 -1000", "2026-11 2000 0 2000 0 1000 0"} {
			if got := shown(all[i]); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		proved(t, d)
	})
}

// TestNothingSlipsIntoAMonthThatCloses: many sales on the month's last instant, while the
// desk closes it.
func TestNothingSlipsIntoAMonthThatCloses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		december := clock.Date("2026-12-01").Start()
		if _, err := accept(d, "first", december-2, line("first", "a", an, tax.Goods, 10_000)); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var in, out atomic.Int64
		for i := range 24 {
			wg.Go(func() {
				o := fmt.Sprint("o", i)
				_, err := accept(d, o, december-1, line(o, "a", an, tax.Goods, 10_000))
				switch {
				case err == nil:
					in.Add(1)
				case fault.Has(err, "tax.period_closed"):
					out.Add(1)
				default:
					t.Error(err)
				}
			})
			if i == 12 {
				wg.Go(func() {
					if _, err := closed(d, "2026-11", december); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		p, err := tax.FindPeriod(ctx, d.Read(ctx), "2026-11")
		if err != nil || p.Entries != 1+in.Load() || in.Load()+out.Load() != 24 || p.VATDue != money.Of(100*p.Entries) {
			t.Errorf("%d in, %d refused: %+v, %v", in.Load(), out.Load(), p, err)
		}
		proved(t, d)
	})
}

func TestTheDeadlineIsAWorkingDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for period, want := range map[string]clock.Date{
			"2026-10": "2026-11-20", "2026-05": "2026-06-22", // a Saturday
			"2026-01": "2026-02-23", // the lunar new year until Friday, and its weekend
		} {
			if got, err := tax.Deadline(ctx, d.Read(ctx), period); err != nil || got != want {
				t.Errorf("%s: %s, want %s; %v", period, got, want, err)
			}
		}
		for day, want := range map[clock.Date]int64{"2025-12-31": 100_000_000, "2026-04-28": 500_000_000, "2026-04-29": 1_000_000_000, "2024-01-01": 0} {
			if th, err := tax.ThresholdOn(ctx, d.Read(ctx), day); err != nil || th.Amount.Dong() != want || (th.Source == "") != (want == 0) {
				t.Errorf("%s: %+v, %v", day, th, err)
			}
		}
	})
}
