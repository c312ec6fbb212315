package tax_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

var (
	ctx = context.Background()
	now = clock.At(time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC))
)

func line(order, id, seller, class string, base int64) tax.Line {
	return tax.Line{OrderID: order, LineID: id, SellerID: seller, Class: class, Entity: tax.Individual, Residency: tax.Resident, Base: money.Of(base)}
}

// TestTheRatesAreThoseOfTheDecree has the table of Decree 117/2025/ND-CP.
func TestTheRatesAreThoseOfTheDecree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			class, entity, residency string
			vat, pit                 int64 // of 1,000,000 đ
		}{
			{tax.Goods, tax.Individual, tax.Resident, 10_000, 5_000},
			{tax.Goods, tax.Individual, tax.NonResident, 10_000, 10_000},
			{tax.Service, tax.Individual, tax.Resident, 50_000, 20_000},
			{tax.Service, tax.Individual, tax.NonResident, 50_000, 50_000},
			{tax.Transport, tax.Individual, tax.Resident, 30_000, 15_000},
			{tax.Transport, tax.Individual, tax.NonResident, 30_000, 20_000},
			{tax.Unknown, tax.Individual, tax.Resident, 50_000, 20_000},
			{tax.OwnRawProduce, tax.Individual, tax.Resident, 10_000, 5_000}, // nobody has shown that they grow it
			{tax.OwnRawProduce, tax.Individual, tax.NonResident, 10_000, 10_000},
			// What nobody stated is taken at the highest rate.
			{"", tax.Individual, tax.Resident, 50_000, 20_000},
			{"jewels", "", "", 50_000, 50_000},
			{tax.Goods, "", tax.Resident, 10_000, 5_000},
			{tax.Goods, tax.Company, tax.Resident, 0, 0},
			{tax.Service, tax.Company, tax.NonResident, 0, 0},
			{"", tax.Company, tax.Resident, 0, 0},
		} {
			l := line("o", "l", "s", c.class, 1_000_000)
			l.Entity, l.Residency = c.entity, c.residency
			due, err := tax.Estimate(ctx, d.Read(ctx), now.Date(), []tax.Line{l})
			if err != nil || len(due) != 1 || due[0].VAT.Dong() != c.vat || due[0].PIT.Dong() != c.pit || due[0].RuleID == "" {
				t.Errorf("%s of %s, %s: %+v, %v", c.class, c.entity, c.residency, due, err)
			}
		}
	})
}

func TestTheExampleOfTheTea(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		due, err := tax.Estimate(ctx, d.Read(ctx), now.Date(), []tax.Line{
			line("o", "tea", "s", tax.Goods, 300_000), line("o", "half", "s", tax.Goods, 50), line("o", "less", "s", tax.Goods, 49),
			tax.Delivery("o", "s", tax.Individual, tax.Resident, money.Of(30_000)),
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range [][2]int64{{3_000, 1_500}, {1, 0}, {0, 0}, {900, 450}} {
			if due[i].VAT.Dong() != want[0] || due[i].PIT.Dong() != want[1] {
				t.Errorf("%+v, want %v", due[i], want)
			}
		}
	})
}

func TestARuleHoldsOnItsDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(ctx, func(tx *gorm.DB) error {
			if err := tx.Exec(`INSERT INTO tax_rules (id, class, residency, entity, vat_bp, pit_bp, valid_from, valid_to, source, created_at)
				VALUES ('new', 'goods', 'resident', 'individual', 200, 100, '2027-01-01', '', 'a later decree', 0)`).Error; err != nil {
				return err
			}
			return tx.Exec(`UPDATE tax_rules SET valid_to = '2026-12-31' WHERE class = 'goods' AND residency = 'resident' AND entity = 'individual' AND id <> 'new'`).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		for day, vat := range map[clock.Date]int64{"2025-07-01": 100, "2026-12-31": 100, "2027-01-01": 200, "2031-05-05": 200} {
			due, err := tax.Estimate(ctx, d.Read(ctx), day, []tax.Line{line("o", "l", "s", tax.Goods, 10_000)})
			if err != nil || due[0].VAT.Dong() != vat {
				t.Errorf("on %s: %+v, %v", day, due, err)
			}
		}
		if _, err := tax.On(ctx, d.Read(ctx), "2025-06-30"); !fault.Has(err, "tax.no_rule") {
			t.Errorf("before the decree: %v", err)
		}
		for _, sql := range []string{
			"UPDATE tax_rules SET vat_bp = 1 WHERE id = 'new'", "UPDATE tax_rules SET valid_from = '2020-01-01' WHERE id = 'new'", "DELETE FROM tax_rules",
		} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}
