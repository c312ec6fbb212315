package tax_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/tax"
)

func entered(d *db.DB, seller string, in tax.NewPaper) (p tax.Paper, err error) {
	err = d.Tx(ctx, func(tx *gorm.DB) error { p, err = tax.AddPaper(ctx, tx, seller, in, desk, now); return err })
	return p, err
}

func moved(d *db.DB, move func(tx *gorm.DB) error) error { return d.Tx(ctx, move) }

func TestAPaperCountsFromItsVerdictToItsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		for _, c := range []struct {
			kind  tax.PaperKind
			class string
			taxed int64 // of 100,000 đ without the paper
		}{{tax.Exemption, tax.Service, 7_000}, {tax.OwnProduce, tax.OwnRawProduce, 1_500}} {
			an, _ := m.Seller(t)
			binh, _ := m.Seller(t)
			p, err := entered(d, an, tax.NewPaper{Kind: c.kind, Number: " 12/QĐ ", Issuer: "Thuế cơ sở thử", IssuedOn: "2026-11-01", ValidFrom: "2026-11-10", ValidTo: "2026-12-31", ScanID: m.Scan(t, an)})
			if err != nil || p.Number != "12/QĐ" || p.State != tax.Claimed {
				t.Fatalf("%+v, %v", p, err)
			}
			n := 0
			held := func(seller string, at clock.Instant) int64 {
				t.Helper()
				n++
				o := fmt.Sprint(c.kind, n)
				got, err := accept(d, o, at, line(o, "a", seller, c.class, 100_000))
				if err != nil {
					t.Fatal(err)
				}
				return got[0].Tax().Dong()
			}
			day := func(d clock.Date) clock.Instant { return d.Start() }
			if got := held(an, now); got != c.taxed {
				t.Errorf("%s: only claimed: %d", c.kind, got)
			}
			if err := moved(d, func(tx *gorm.DB) error { return tax.VerifyPaper(ctx, tx, p.ID, desk, now) }); err != nil {
				t.Fatal(err)
			}
			for what, w := range map[string][2]int64{
				"before the verdict": {held(an, now-1), c.taxed}, "from the verdict on": {held(an, now), 0}, "on its last day": {held(an, day("2027-01-01")-1), 0},
				"after its last day": {held(an, day("2027-01-01")), c.taxed}, "another seller": {held(binh, now), c.taxed},
			} {
				if w[0] != w[1] {
					t.Errorf("%s, %s: %d, want %d", c.kind, what, w[0], w[1])
				}
			}
			company := line("co"+string(c.kind), "a", an, c.class, 100_000)
			company.Entity = tax.Company
			if got, err := accept(d, company.OrderID, now, company); err != nil || !got[0].Tax().IsZero() {
				t.Errorf("%v, %v", got, err)
			}
			if err := moved(d, func(tx *gorm.DB) error { return tax.WithdrawPaper(ctx, tx, p.ID, "", desk, now+5) }); !fault.Has(err, "tax.paper_reason") {
				t.Errorf("without a reason: %v", err)
			}
			for i, want := range []string{"", "tax.paper_moved"} {
				err := moved(d, func(tx *gorm.DB) error {
					return tax.WithdrawPaper(ctx, tx, p.ID, "Nhầm người", desk, day("2027-01-02"))
				})
				if (want == "") != (err == nil) || want != "" && !fault.Has(err, want) {
					t.Errorf("withdrawn %d: %v", i, err)
				}
			}
			if got := held(an, day("2026-12-30")); got != c.taxed {
				t.Errorf("%s after its withdrawal: %d", c.kind, got)
			}
			if back, err := reverse(d, "back"+string(c.kind), now, off(fmt.Sprint(c.kind, 3), "a", 100_000)); err != nil || !back[0].Tax().IsZero() && !back[0].Tax().Positive() {
				t.Errorf("%v, %v", back, err)
			}
		}
		proved(t, d)
	})
}

func TestPapersThatAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		fine := tax.NewPaper{Kind: tax.Exemption, Number: "1", Issuer: "x", IssuedOn: "2026-11-01", ValidFrom: "2026-11-10", ValidTo: "2026-12-31", ScanID: m.Scan(t, an)}
		for key, spoil := range map[string]func(p *tax.NewPaper){
			"tax.paper_kind":      func(p *tax.NewPaper) { p.Kind = "gift" },
			"tax.paper_number":    func(p *tax.NewPaper) { p.Number = " " },
			"tax.paper_issuer":    func(p *tax.NewPaper) { p.Issuer = "" },
			"tax.paper_issued_on": func(p *tax.NewPaper) { p.IssuedOn = "2030-01-01" },
			"tax.paper_from":      func(p *tax.NewPaper) { p.ValidFrom = "soon" },
			"tax.paper_to":        func(p *tax.NewPaper) { p.ValidTo = "" },
			"tax.paper_scan":      func(p *tax.NewPaper) { p.ScanID = "" },
		} {
			bad := fine
			spoil(&bad)
			if _, err := entered(d, an, bad); !fault.Has(err, key) {
				t.Errorf("%s: %v", key, err)
			}
		}
		p, err := entered(d, an, fine)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entered(d, an, fine); !fault.Has(err, "tax.paper_already") {
			t.Errorf("twice: %v", err)
		}
		if err := moved(d, func(tx *gorm.DB) error { return tax.RefusePaper(ctx, tx, p.ID, "Ảnh mờ", desk, now) }); err != nil {
			t.Error(err)
		}
		if err := moved(d, func(tx *gorm.DB) error { return tax.VerifyPaper(ctx, tx, p.ID, desk, now) }); !fault.Has(err, "tax.paper_moved") {
			t.Errorf("verified after its refusal: %v", err)
		}
		if err := moved(d, func(tx *gorm.DB) error { return tax.RefusePaper(ctx, tx, p.ID, "Ảnh mờ", desk, now) }); !fault.Has(err, "tax.paper_moved") {
			t.Errorf("refused twice: %v", err)
		}
		var said []string
		if err := d.Read(ctx).Table("audit_entries").Where("subject_id = ?", p.ID).Order("verb").Pluck("verb", &said).Error; err != nil || fmt.Sprint(said) != "[tax.paper_enter tax.paper_refuse]" {
			t.Errorf("the audit says %v, %v", said, err)
		}
		if _, err := entered(d, an, fine); err != nil {
			t.Errorf("entered again after its refusal: %v", err)
		}
		if _, err := tax.FindPaper(ctx, d.Read(ctx), "x"); !fault.Has(err, "tax.paper_unknown") {
			t.Error(err)
		}
	})
}

// The first and the last day of each span belong to it.
func TestDaysOfPapers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		today, scan := now.Date(), m.Scan(t, an)
		for i, c := range []struct {
			kind             tax.PaperKind
			issued, from, to clock.Date
			field            string
		}{
			{tax.Exemption, today, today, today, ""},
			{tax.Exemption, today.AddDays(1), today, today, "issued_on"},
			{tax.Exemption, today, today, today.AddDays(-1), "valid_to"},
			{tax.Exemption, today, today, "soon", "valid_to"},
			{tax.OwnProduce, today, today, "", ""}, // it holds until somebody ends it
			{tax.OwnProduce, today, today, today.AddDays(-1), "valid_to"},
		} {
			_, err := entered(d, an, tax.NewPaper{Kind: c.kind, Number: fmt.Sprint(i), Issuer: "Thuế cơ sở thử", IssuedOn: c.issued, ValidFrom: c.from, ValidTo: c.to, ScanID: scan})
			var fields []string
			for _, f := range fault.All(err) {
				fields = append(fields, f.Field)
			}
			if got := strings.Join(fields, " "); got != c.field || (err == nil) != (c.field == "") {
				t.Errorf("%+v: %v", c, err)
			}
		}
	})
	at := clock.Date("2026-11-10").Start() + 5
	p := tax.Paper{ValidFrom: "2026-11-10", ValidTo: "2026-11-12", VerifiedAt: at, EndedAt: clock.Date("2026-11-12").Start() + 7}
	lasting := tax.Paper{ValidFrom: "2026-11-10", VerifiedAt: 1}
	for _, c := range []struct {
		what  string
		p     tax.Paper
		at    clock.Instant
		count bool
	}{
		{"before the verdict", p, at - 1, false},
		{"at the verdict", p, at, true},
		{"a moment before its end", p, p.EndedAt - 1, true},
		{"at its end", p, p.EndedAt, false},
		{"without a verdict", tax.Paper{ValidFrom: "2026-11-10"}, at, false},
		{"the day before its first", lasting, clock.Date("2026-11-10").Start() - 1, false},
		{"its first moment", lasting, clock.Date("2026-11-10").Start(), true},
		{"years later", lasting, clock.Date("2030-01-01").Start(), true},
		{"its last moment", tax.Paper{ValidFrom: "2026-11-10", ValidTo: "2026-11-12", VerifiedAt: 1}, clock.Date("2026-11-13").Start() - 1, true},
		{"the day after", tax.Paper{ValidFrom: "2026-11-10", ValidTo: "2026-11-12", VerifiedAt: 1}, clock.Date("2026-11-13").Start(), false},
	} {
		if c.p.Counts(c.at) != c.count {
			t.Errorf("%s: %v", c.what, !c.count)
		}
	}
}

// TestAWithdrawalMeetsSales: whatever came first, no sale stands untaxed behind the end.
func TestAWithdrawalMeetsSales(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		paper := m.TaxPaper(t, an, string(tax.Exemption))
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				o := fmt.Sprint("o", i)
				if _, err := accept(d, o, now, line(o, "a", an, tax.Goods, 10_000)); err != nil {
					t.Error(err)
				}
			})
			if i == 8 {
				wg.Go(func() {
					if err := moved(d, func(tx *gorm.DB) error { return tax.WithdrawPaper(ctx, tx, paper, "Hết hiệu lực", desk, now) }); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		proved(t, d)
	})
}

// TestVerifyFindsWhatHasNoEvidence: rows without tax are changed behind the program's back.
func TestVerifyFindsWhatHasNoEvidence(t *testing.T) {
	spoiled := errors.New("undo")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		binh, _ := m.Seller(t)
		m.TaxPaper(t, an, string(tax.Exemption))
		m.TaxPaper(t, binh, string(tax.OwnProduce))
		if _, err := accept(d, "p", now, line("o", "a", an, tax.Goods, 10_000), line("p", "a", binh, tax.OwnRawProduce, 10_000)); err != nil {
			t.Fatal(err)
		}
		if _, err := closed(d, "2026-11", clock.Date("2026-12-01").Start()); err != nil {
			t.Fatal(err)
		}
		proved(t, d)
		for sql, want := range map[string]string{
			"UPDATE tax_papers SET valid_from = '2026-12-01'":                                                            "tax.evidence",
			"UPDATE tax_papers SET verified_at = 9999999999999":                                                          "tax.evidence",
			"UPDATE photos SET dropped_at = 1":                                                                           "tax.evidence",
			"UPDATE tax_papers SET seller_id = '" + binh + "' WHERE seller_id = '" + an + "'":                            "tax.evidence",
			"INSERT INTO tax_periods (period, closed_at, closed_by, due_on) VALUES ('2027-03', 9999999999999, 'x', 'x')": "tax.carry",
		} {
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				if err := tx.Exec(sql).Error; err != nil {
					return err
				}
				found, err := tax.Verify(ctx, tx)
				if err != nil {
					return err
				}
				for _, v := range found {
					if v.Rule == want {
						return spoiled
					}
				}
				return fmt.Errorf("found %v", found)
			})
			if !errors.Is(err, spoiled) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}
