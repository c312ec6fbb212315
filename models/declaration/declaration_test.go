package declaration_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/declaration"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
)

var (
	ctx   = context.Background()
	admin = actor.Admin{PersonID: "desk", Channel: actor.Page}
)

type office struct {
	*markettest.Market
	*declaration.Office
	t testing.TB
	n int
}

func open(t testing.TB, d *db.DB) *office {
	t.Helper()
	m := markettest.New(t, d)
	text, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := crypt.ParseKeyring(text, blind)
	if err != nil {
		t.Fatal(err)
	}
	return &office{Market: m, Office: &declaration.Office{DB: d, Now: m.Now, Keys: keys}, t: t}
}

func (o *office) tx(fn func(tx *gorm.DB) error) {
	o.t.Helper()
	if err := o.Office.DB.Tx(ctx, fn); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) sell(sellerID, class string, amount int64, on clock.Date) {
	o.t.Helper()
	o.n++
	id := "o" + strconv.Itoa(o.n)
	o.tx(func(tx *gorm.DB) error {
		_, err := tax.Accept(ctx, tx, tax.Cause{Kind: "paid", ID: id}, on.Start(), []tax.Line{{OrderID: id, LineID: "l", SellerID: sellerID, Class: class,
			Entity: tax.Individual, Residency: tax.Resident, Base: money.Of(amount)}})
		return err
	})
}

func (o *office) check(sellerID, number string) {
	o.t.Helper()
	o.tx(func(tx *gorm.DB) error {
		return seller.AddCheck(ctx, tx, o.Keys, sellerID, seller.NewCheck{Method: seller.InPerson, Reference: number}, admin, o.Market.Now())
	})
}

func TestTheAnnexIsTheRegisterToTheDong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		an, _ := o.Seller(t)
		binh, _ := o.Seller(t)
		o.tx(func(tx *gorm.DB) error { return tx.Exec("UPDATE sellers SET name = '=1+1' WHERE id = ?", binh).Error })
		o.check(an, "012345678901")
		o.TaxPaper(t, an, string(tax.OwnProduce))
		o.sell(an, tax.Goods, 333_333, "2026-10-05")
		o.sell(an, tax.Service, 77_777, "2026-10-05")
		o.sell(an, tax.OwnRawProduce, 50_000, "2026-10-06")
		o.sell(binh, tax.OwnRawProduce, 40_001, "2026-10-07")
		o.sell(binh, tax.Goods, 1, "2026-11-07")
		if _, err := o.Close(ctx, admin, "2026-10"); err != nil {
			t.Fatal(err)
		}
		a, err := o.Annex(ctx, admin, "2026-10")
		if err != nil || len(a.Rows) != 4 || a.Total.Base != a.Period.Base || a.Total.VAT != a.Period.VAT || a.Total.PIT != a.Period.PIT || a.Period.Base.Dong() != 501_111 {
			t.Fatalf("%+v, %v", a, err)
		}
		if n := o.Count(t, "audit_entries", "verb = 'tax.annex' AND subject_id = '2026-10'"); n != 1 {
			t.Errorf("%d rows say who opened the numbers", n)
		}
		var file bytes.Buffer
		if err := a.WriteCSV(&file); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 6 {
			t.Fatalf("%d lines, %v", len(rows), err)
		}
		var workbook bytes.Buffer
		if err := a.WriteXLSX(&workbook); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&workbook)
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		cells, err := book.GetRows("annex")
		if err != nil || len(cells) != len(rows) {
			t.Fatalf("%d rows, %v", len(cells), err)
		}
		sums := [3]int64{}
		seen := map[string]bool{}
		for i, r := range rows {
			if strings.Join(r, "|") != strings.Join(cells[i], "|") {
				t.Errorf("the files differ: %q, %q", r, cells[i])
			}
			for _, c := range r {
				seen[c] = true
			}
			for k := range sums {
				n, _ := strconv.ParseInt(r[7+k], 10, 64)
				if i == len(rows)-1 {
					n = -n
				}
				sums[k] += n
			}
		}
		if sums != [3]int64{} {
			t.Errorf("the lines and the total differ by %v", sums)
		}
		if !seen["012345678901"] || !seen["'=1+1"] || seen["=1+1"] || !seen["Giấy thử 5"] && !strings.Contains(file.String(), "Giấy thử") {
			t.Error(file.String())
		}
		if _, err := o.Annex(ctx, admin, "2026-1"); !fault.Has(err, "tax.period") {
			t.Error(err)
		}
		// A number that does not open any more is told by its end.
		o.tx(func(tx *gorm.DB) error { return tx.Exec("UPDATE seller_checks SET reference_sealed = ''").Error })
		if a, err := o.Annex(ctx, admin, "2026-10"); err != nil || a.Rows[0].TaxCode != "…8901" && a.Rows[1].TaxCode != "…8901" && a.Rows[3].TaxCode != "…8901" {
			t.Errorf("%+v, %v", a.Rows, err)
		}
	})
}

func TestTheYearOfASeller(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		an, member := o.Seller(t)
		binh, _ := o.Seller(t)
		o.check(an, "012345678901")
		o.sell(an, tax.Goods, 300_000_000, "2025-12-31")
		o.sell(an, tax.Goods, 200_000_000, "2026-09-05")
		o.sell(an, tax.Goods, 100_000_000, "2026-10-05")
		o.sell(binh, tax.Goods, 900_000_000, "2026-10-05")
		o.tx(func(tx *gorm.DB) error {
			_, err := tax.Reverse(ctx, tx, tax.Cause{Kind: "refund", ID: "r"}, clock.Date("2026-11-02").Start(), []tax.Off{{OrderID: "o2", LineID: "l", Amount: money.Of(50_000_000)}})
			return err
		})
		for p := clock.Date("2025-12-01"); p < "2026-10-01"; p = p.AddMonths(1) {
			if _, err := o.Close(ctx, admin, p.Period()); err != nil {
				t.Fatal(err)
			}
		}
		y, err := o.Year(ctx, member, 2026)
		if err != nil || len(y.Months) != 3 || y.Total.Base.Dong() != 250_000_000 || y.Total.VAT.Dong() != 2_500_000 || y.Total.PIT.Dong() != 1_250_000 ||
			y.Total.ReversedVAT.Dong() != 500_000 || y.Threshold.Amount.Dong() != 1_000_000_000 || y.Share() != 25 || y.Last4 != "8901" || !y.Withheld {
			t.Errorf("%+v, %v", y, err)
		}
		if !y.Months[0].Declared || y.Months[1].Declared || y.Months[2].Base.Dong() != -50_000_000 {
			t.Errorf("%+v", y.Months)
		}
		if y, err := o.YearOf(ctx, admin, an, 2025); err != nil || y.Total.Base.Dong() != 300_000_000 || y.Threshold.Amount.Dong() != 100_000_000 || y.Share() != 100 {
			t.Errorf("%+v, %v", y, err)
		}
		blind := member
		blind.Rights = actor.NewRights(actor.EditProducts)
		if _, err := o.Year(ctx, blind, 2026); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
		for _, year := range []int{2024, 2101} {
			if _, err := o.Year(ctx, member, year); !fault.Has(err, "tax.year") {
				t.Errorf("%d: %v", year, err)
			}
		}
	})
}

func TestWhoMayEnterAndJudgePapers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		an, member := o.Seller(t)
		_, stranger := o.Seller(t)
		here := actor.Officer{PersonID: "here", Scheme: division.Current, Code: markettest.Ward, Channel: actor.Page}
		away := actor.Officer{PersonID: "away", Scheme: division.Current, Code: markettest.Away, Channel: actor.Page}
		paper := func(kind tax.PaperKind, number string) tax.NewPaper {
			return tax.NewPaper{Kind: kind, Number: number, Issuer: "UBND thử", IssuedOn: "2026-01-01", ValidFrom: "2026-01-01", ValidTo: "2027-01-01", ScanID: o.Scan(t, an)}
		}
		weak := member
		weak.Rights = actor.NewRights(actor.SeeOrders)
		for name, c := range map[string]struct {
			by   actor.Actor
			in   tax.NewPaper
			want string
		}{
			"a stranger":                 {stranger, paper(tax.OwnProduce, "1"), "seller.unknown"},
			"a member without the right": {weak, paper(tax.OwnProduce, "1"), "right.edit_products"},
			"a member and an exemption":  {member, paper(tax.Exemption, "1"), "tax.paper_desk"},
			"an officer of elsewhere":    {away, paper(tax.OwnProduce, "1"), "seller.unknown"},
			"a buyer":                    {actor.Buyer{PersonID: "b"}, paper(tax.OwnProduce, "1"), "seller.check"},
			"a scan of nobody":           {here, tax.NewPaper{Kind: tax.OwnProduce, Number: "1", Issuer: "x", IssuedOn: "2026-01-01", ValidFrom: "2026-01-01", ScanID: db.NewID()}, "media.absent"},
		} {
			if _, err := o.Enter(ctx, c.by, an, c.in); !fault.Has(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		own, err := o.Enter(ctx, member, an, paper(tax.OwnProduce, "1"))
		if err != nil {
			t.Fatal(err)
		}
		if n := o.Count(t, "photos", "id = ? AND loose_since = 0", own.ScanID); n != 1 {
			t.Error("the scan has no place")
		}
		exemption, err := o.Enter(ctx, here, an, paper(tax.Exemption, "2"))
		if err != nil {
			t.Fatal(err)
		}
		for name, by := range map[string]actor.Actor{"an officer of elsewhere": away, "the seller": member} {
			for _, verb := range []func(context.Context, actor.Actor, string) error{o.Verify,
				func(ctx context.Context, by actor.Actor, id string) error { return o.Refuse(ctx, by, id, "x") },
				func(ctx context.Context, by actor.Actor, id string) error { return o.Withdraw(ctx, by, id, "x") },
				func(ctx context.Context, by actor.Actor, id string) error {
					_, err := o.Judged(ctx, by, id)
					return err
				}} {
				if err := verb(ctx, by, own.ID); !fault.Has(err, "tax.paper_unknown") && !fault.Has(err, "seller.check") {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if err := o.Verify(ctx, here, own.ID); err != nil {
			t.Error(err)
		}
		if err := o.Verify(ctx, admin, exemption.ID); err != nil {
			t.Error(err)
		}
		if err := o.Withdraw(ctx, here, exemption.ID, "Hết hạn"); err != nil {
			t.Error(err)
		}
		for by, want := range map[actor.Actor]int{here: 2, admin: 2, away: 0} {
			if all, err := o.Papers(ctx, by, an, db.Cursor{}, 10); len(all) != want || (err == nil) != (want > 0) {
				t.Errorf("%v sees %d, %v", by, len(all), err)
			}
		}
		if all, err := o.Papers(ctx, member, an, db.Cursor{}, 10); err != nil || len(all) != 2 || all[0].State != tax.Withdrawn && all[1].State != tax.Withdrawn {
			t.Errorf("%+v, %v", all, err)
		}
		if _, err := o.Papers(ctx, stranger, an, db.Cursor{}, 10); !fault.Has(err, "seller.unknown") {
			t.Error(err)
		}
		for code, want := range map[string]int{markettest.Ward: 0, "": 0} {
			if all, err := tax.PapersToVerify(ctx, d.Read(ctx), division.Current, code, db.Cursor{}, 10); err != nil || len(all) != want {
				t.Errorf("%q: %d wait, %v", code, len(all), err)
			}
		}
	})
}
