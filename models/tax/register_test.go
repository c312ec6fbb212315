package tax_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

func accept(d *db.DB, cause string, at clock.Instant, lines ...tax.Line) (ts []tax.Total, err error) {
	err = d.Tx(ctx, func(tx *gorm.DB) error {
		ts, err = tax.Accept(ctx, tx, tax.Cause{Kind: "paid", ID: cause}, at, lines)
		return err
	})
	return ts, err
}

func reverse(d *db.DB, cause string, at clock.Instant, offs ...tax.Off) (ts []tax.Total, err error) {
	err = d.Tx(ctx, func(tx *gorm.DB) error {
		ts, err = tax.Reverse(ctx, tx, tax.Cause{Kind: "refund", ID: cause}, at, offs)
		return err
	})
	return ts, err
}

func off(order, line string, amount int64) tax.Off {
	return tax.Off{OrderID: order, LineID: line, Amount: money.Of(amount)}
}

func total(order string, base, vat, pit int64) tax.Total {
	return tax.Total{OrderID: order, Base: money.Of(base), VAT: money.Of(vat), PIT: money.Of(pit)}
}

func proved(t rapid.TB, d *db.DB) {
	t.Helper()
	found, err := tax.Verify(ctx, d.Read(ctx))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}

func TestAcceptanceIsRegisteredLineByLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		m.TaxPaper(t, an, string(tax.OwnProduce))
		lines := []tax.Line{
			line("o2", "c", an, tax.OwnRawProduce, 80_000), line("o1", "b", an, tax.Service, 10_000), line("o1", "a", an, tax.Goods, 300_000),
			line("o1", "free", an, tax.Goods, 0), tax.Delivery("o1", an, tax.Individual, tax.Resident, money.Of(20_000)),
		}
		want := fmt.Sprint([]tax.Total{total("o1", 330_000, 3_000+500+600, 1_500+200+300), total("o2", 80_000, 0, 0)})
		for range 2 { // the second time nothing more is written
			got, err := accept(d, "p1", now, lines...)
			if err != nil || fmt.Sprint(got) != want {
				t.Fatalf("%v, %v, want %v", got, err, want)
			}
		}
		rows, err := tax.Register(ctx, d.Read(ctx), an, db.Cursor{}, 10)
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, r := range rows {
			if r.Period != "2026-11" || r.Event != tax.Accepted || r.Cause != (tax.Cause{Kind: "paid", ID: "p1"}) || r.RuleID == "" || r.SellerID != an {
				t.Errorf("%+v", r)
			}
		}
		if got, err := tax.OfOrder(ctx, d.Read(ctx), "o1"); err != nil || fmt.Sprint(got) != fmt.Sprint(total("o1", 330_000, 4_100, 2_000)) || got.Tax().Dong() != 6_100 {
			t.Errorf("%v, %v", got, err)
		}
		for name, c := range map[string]struct {
			cause string
			lines []tax.Line
		}{
			"another cause":      {"p2", lines},
			"another amount":     {"p1", []tax.Line{line("o1", "a", an, tax.Goods, 1)}},
			"one old, one new":   {"p3", []tax.Line{lines[0], line("o3", "x", an, tax.Goods, 5)}},
			"the cause enlarged": {"p1", []tax.Line{line("o9", "x", an, tax.Goods, 5), lines[0]}},
		} {
			if _, err := accept(d, c.cause, now, c.lines...); !fault.Has(err, "tax.accepted") {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, l := range map[string]tax.Line{"no order": line("", "a", an, tax.Goods, 1), "less than nothing": line("o5", "a", an, tax.Goods, -1)} {
			if _, err := accept(d, "p4", now, l); !fault.Has(err, "tax.line") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := accept(d, "p5", now, line("o6", "a", an, tax.Goods, 1), line("o6", "a", an, tax.Goods, 2)); !fault.Has(err, "tax.line") {
			t.Errorf("one line twice: %v", err)
		}
		proved(t, d)
	})
}

func TestARefundTakesItsTaxBackInItsMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		if _, err := accept(d, "p1", now, line("o", "a", an, tax.Goods, 300_000), line("o", "b", an, tax.Goods, 150)); err != nil {
			t.Fatal(err)
		}
		december := clock.Date("2026-12-03").Start()
		for range 2 {
			got, err := reverse(d, "r1", december, off("o", "a", 100_000), off("o", "b", 50), off("o", "b2", 0))
			if err != nil || fmt.Sprint(got) != fmt.Sprint([]tax.Total{total("o", 100_050, 1_000+1, 500+0)}) {
				t.Fatalf("%v, %v", got, err)
			}
		}
		if _, err := reverse(d, "r1", december, off("o", "a", 99_999)); !fault.Has(err, "tax.cause_differs") {
			t.Errorf("the same cause with another amount: %v", err)
		}
		if _, err := reverse(d, "r2", december, off("o", "a", 200_001)); !fault.Has(err, "tax.too_much") {
			t.Errorf("more than is left: %v", err)
		}
		if _, err := reverse(d, "r3", december, off("o", "z", 1)); !fault.Has(err, "tax.line") || !fault.Is(err, fault.NotFound) {
			t.Errorf("a line that was never accepted: %v", err)
		}
		if _, err := reverse(d, "r3", december, off("o", "a", 1), off("o", "a", 1)); !fault.Has(err, "tax.line") {
			t.Errorf("one line twice: %v", err)
		}
		if _, err := reverse(d, "r4", december, off("o", "a", 200_000), off("o", "b", 100)); err != nil {
			t.Fatal(err)
		}
		if got, err := tax.OfOrder(ctx, d.Read(ctx), "o"); err != nil || got != total("o", 0, 0, 0) {
			t.Errorf("of all given back %v is withheld, %v", got, err)
		}
		months, err := tax.Months(ctx, d.Read(ctx), an, 12)
		if err != nil || len(months) != 2 || months[0].Period != "2026-12" || months[0].Base.Dong() != -300_150 ||
			months[0].Reversed.Dong() != 300_150 || months[0].VAT.Dong() != -3_002 || months[1].VAT.Dong() != 3_002 || months[1].Reversed.Dong() != 0 {
			t.Errorf("%+v, %v", months, err)
		}
		proved(t, d)
	})
}

func TestAPeriodIsAMonthInVietnam(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		binh, _ := m.Seller(t)
		midnight := clock.At(time.Date(2026, 10, 31, 17, 0, 0, 0, time.UTC)) // the first minute of November there
		for i, c := range []struct {
			at     clock.Instant
			seller string
		}{{midnight - 1, an}, {midnight, an}, {midnight, binh}, {midnight + 5, binh}} {
			o := fmt.Sprint("o", i)
			if _, err := accept(d, o, c.at, line(o, "l", c.seller, tax.Goods, 10_000)); err != nil {
				t.Fatal(err)
			}
		}
		all, err := tax.PeriodTotal(ctx, d.Read(ctx), "2026-11")
		if err != nil || all.Base.Dong() != 30_000 || all.VAT.Dong() != 300 || all.PIT.Dong() != 150 {
			t.Errorf("%+v, %v", all, err)
		}
		if none, err := tax.PeriodTotal(ctx, d.Read(ctx), "2027-01"); err != nil || !none.Base.IsZero() {
			t.Errorf("%+v, %v", none, err)
		}
		first, err := tax.BySeller(ctx, d.Read(ctx), "2026-11", nil, "", 1)
		if err != nil || len(first) != 1 || first[0].SellerID != an || first[0].Base.Dong() != 10_000 {
			t.Fatalf("%+v, %v", first, err)
		}
		second, err := tax.BySeller(ctx, d.Read(ctx), "2026-11", nil, first[0].SellerID, 1)
		if err != nil || len(second) != 1 || second[0].SellerID != binh || second[0].Base.Dong() != 20_000 {
			t.Errorf("%+v, %v", second, err)
		}
	})
}

func TestTheRegisterIsNeverChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		if _, err := accept(d, "p", now, line("o", "a", an, tax.Goods, 10_000)); err != nil {
			t.Fatal(err)
		}
		tries := []string{"UPDATE withholding_entries SET vat = 0", "DELETE FROM withholding_entries", "UPDATE withheld_lines SET base = -1, vat = 0, pit = 0"}
		if d.Dialect() == db.Postgres {
			tries = append(tries, "TRUNCATE withholding_entries")
		}
		for _, sql := range tries {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
		if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec("UPDATE withheld_lines SET vat = 99").Error }); err != nil {
			t.Fatal(err)
		}
		found, err := tax.Verify(ctx, d.Read(ctx))
		if err != nil || len(found) != 1 || found[0].Subject != "withheld_lines/o/a" {
			t.Errorf("a wrong tax is not found: %v, %v", found, err)
		}
	})
}

func TestOneAcceptanceOfFifty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				got, err := accept(d, "p", now, line("o", "a", an, tax.Goods, 10_000), line("o", "b", an, tax.Service, 10_000))
				if err != nil || len(got) != 1 || got[0] != total("o", 20_000, 600, 250) {
					t.Errorf("%v, %v", got, err)
				}
			})
		}
		wg.Wait()
		rows, err := tax.Register(ctx, d.Read(ctx), an, db.Cursor{}, 10)
		if err != nil || len(rows) != 2 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
}

// TestRefundsThatMeetTakeEachTheirPart: 40 refunds of a line that has room for 30.
func TestRefundsThatMeetTakeEachTheirPart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		if _, err := accept(d, "p", now, line("o", "a", an, tax.Goods, 30*333)); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		var vat, pit money.VND
		won := 0
		for i := range 40 {
			wg.Go(func() {
				for {
					got, err := reverse(d, fmt.Sprint("r", i), now, off("o", "a", 333))
					if fault.Has(err, "tax.moved") {
						continue // as a caller would
					}
					if err != nil {
						if !fault.Has(err, "tax.too_much") {
							t.Error(err)
						}
						return
					}
					mu.Lock()
					defer mu.Unlock()
					won++
					vat, pit = vat.Add(got[0].VAT), pit.Add(got[0].PIT)
					return
				}
			})
		}
		wg.Wait()
		if won != 30 || vat.Dong() != 100 || pit.Dong() != 50 {
			t.Errorf("%d won, %v and %v given back", won, vat, pit)
		}
		proved(t, d)
	})
}

// TestWhatIsReturnedInFullHasWithheldNothing: any lines, any chain of partial refunds.
func TestWhatIsReturnedInFullHasWithheldNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		m.TaxPaper(t, an, string(tax.OwnProduce))
		free, _ := m.Seller(t)
		m.TaxPaper(t, free, string(tax.Exemption))
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			n++
			order := fmt.Sprint("o", n)
			classes := []string{tax.Goods, tax.Service, tax.Transport, tax.OwnRawProduce, ""}
			var lines []tax.Line
			left := map[string]int64{}
			for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
				l := line(order, fmt.Sprint("l", i), rapid.SampledFrom([]string{an, free}).Draw(t, "seller"), rapid.SampledFrom(classes).Draw(t, "class"), rapid.Int64Range(1, 5_000_000).Draw(t, "base"))
				l.Residency = rapid.SampledFrom([]string{tax.Resident, tax.NonResident}).Draw(t, "residency")
				l.Entity = rapid.SampledFrom([]string{tax.Individual, tax.Company}).Draw(t, "entity")
				lines, left[l.LineID] = append(lines, l), l.Base.Dong()
			}
			got, err := accept(d, order, now, lines...)
			if err != nil {
				t.Fatal(err)
			}
			held := got[0]
			for step := 0; len(left) > 0; step++ {
				var offs []tax.Off
				for _, l := range lines {
					id, base := l.LineID, left[l.LineID]
					part := base
					if step < 3 {
						part = rapid.Int64Range(0, base).Draw(t, "off")
					}
					offs = append(offs, off(order, id, part))
					if left[id] -= part; left[id] == 0 {
						delete(left, id)
					}
				}
				back, err := reverse(d, fmt.Sprint(order, "/", step), now, offs...)
				if err != nil {
					t.Fatal(err)
				}
				for _, b := range back {
					if b.VAT.Negative() || b.PIT.Negative() {
						t.Fatalf("a refund withheld more: %+v", b)
					}
					held = tax.Total{OrderID: order, Base: held.Base.Sub(b.Base), VAT: held.VAT.Sub(b.VAT), PIT: held.PIT.Sub(b.PIT)}
				}
				if now, err := tax.OfOrder(ctx, d.Read(ctx), order); err != nil || now != held {
					t.Fatalf("register says %v, the refunds %v; %v", now, held, err)
				}
			}
			if held != total(order, 0, 0, 0) {
				t.Fatalf("of nothing %v is withheld", held)
			}
		})
		proved(t, d)
	})
}
