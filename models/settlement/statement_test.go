package settlement_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/tax"
)

func TestASellerSeesEveryDong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, other := s.stall(), s.stall()
		s.sell(other, sale{goods: 900_000})
		first := s.sell(an, sale{goods: 300_000, shipping: 20_000})
		s.Pass(1)
		s.sell(an, sale{goods: 100_000, shipping: 30_000, earner: earning.ByCarrier})
		s.Pass(1)
		s.sell(an, sale{goods: 200_000, shipping: 10_000, unended: true})
		s.sell(an, sale{goods: 77_777, shipping: 10_000, earner: earning.ByCarrier, unended: true})
		net1, net2 := int64(320_000-16_500-4_500-900), int64(100_000-5_500-1_500)
		got := s.balance(an)
		held := int64(210_000-11_000-3_000-450) + (77_777 - 3_889 - 389 - 778 - 389)
		if got.Available.Dong() != net1+net2 || got.Earned.Dong() != net1+net2 || got.Held.Dong() != held || got.HeldIn != 2 ||
			got.VAT.Dong() != 3_000+600+1_000+2_000+300+778 || got.PIT.Dong() != 1_500+300+500+1_000+150+389 || !got.OnTheWay.IsZero() || got.NextDay != "2026-11-22" || got.Waits != "" {
			t.Errorf("%+v, want held %d", got, held)
		}
		b := s.open()
		s.Pass(1)
		s.refund(an, first, 60_000)
		got = s.balance(an)
		back := int64(60_000 - 3_300 - 900)
		if got.Available.Dong() != -back || got.Earned.Dong() != net1+net2-back || got.OnTheWay.Dong() != net1+net2 || got.NextDay != "2026-11-25" {
			t.Errorf("%+v", got)
		}
		if _, err := s.Export(ctx, desk, b.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "FT1"}); err != nil {
			t.Fatal(err)
		}
		if got = s.balance(an); got.PaidOut.Dong() != net1+net2 || !got.OnTheWay.IsZero() {
			t.Errorf("%+v", got)
		}

		var rows []settlement.Row
		for after := (db.Cursor{}); ; {
			page, err := s.Statement(ctx, an, after, 3)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			rows, after = append(rows, page...), page[len(page)-1].Cursor()
		}
		var sum money.VND
		for _, r := range rows {
			sum = sum.Add(r.Amount)
			parts := r.Goods.Add(r.Shipping).Sub(r.Commission).Sub(r.CommissionVAT).Sub(r.VAT).Sub(r.PIT)
			if (r.Kind == settlement.Earned || r.Kind == settlement.Refunded) && (parts != r.Amount || r.OrderCode == "") {
				t.Errorf("the parts of %+v make %v", r, parts)
			}
		}
		if len(rows) != 4 || sum != got.Available {
			t.Fatalf("%d rows sum to %v", len(rows), sum)
		}
		for i, kind := range []string{settlement.Refunded, settlement.SentOut, settlement.Earned, settlement.Earned} {
			if rows[i].Kind != kind {
				t.Errorf("row %d is %+v", i, rows[i])
			}
		}
		if r := rows[0]; r.Goods.Dong() != -60_000 || !r.Shipping.IsZero() || r.Commission.Dong() != -3_000 || r.OrderID != first {
			t.Errorf("%+v", r)
		}
		if r := rows[2]; !r.Shipping.IsZero() || r.Amount.Dong() != net2 {
			t.Errorf("the carrier's fee is in the seller's row: %+v", r)
		}
		total, err := s.Total(ctx, an, "2026-11-22", "2026-11-22")
		if err != nil || total.Orders != 2 || total.Goods.Dong() != 400_000 || total.Shipping.Dong() != 20_000 || total.Refunds.Dong() != 60_000 ||
			total.Commission.Dong() != 17_000 || total.CommissionVAT.Dong() != 1_700 || total.VAT.Dong() != 3_000+600+1_000-600 || total.PIT.Dong() != 1_500+300+500-300 ||
			total.Net.Dong() != net1+net2-back || total.PaidOut.Dong() != net1+net2 {
			t.Errorf("%+v, %v", total, err)
		}
		if none, err := s.TotalOf(ctx, desk, an.SellerID, "2026-11-23", "2026-12-31"); err != nil || none != (settlement.Total{}) {
			t.Errorf("%+v, %v", none, err)
		}
		if all, err := s.StatementOf(ctx, desk, an.SellerID, db.Cursor{}, 50); err != nil || len(all) != 4 {
			t.Errorf("%d rows for the desk, %v", len(all), err)
		}
		s.proved(t)
	})
}

func TestAStatementIsReadInFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		for range 12 {
			s.refund(an, s.sell(an, sale{goods: 50_000}), 10_000)
		}
		n := dbtest.CountStatements(d, func() {
			if rows, err := s.Statement(ctx, an, db.Cursor{}, 20); err != nil || len(rows) != 20 {
				t.Errorf("%d rows, %v", len(rows), err)
			}
		})
		if n > 5 {
			t.Errorf("%d statements", n)
		}
	})
}

func TestWhoMaySeeTheMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, binh := s.stall(), s.stall()
		order := s.sell(binh, sale{goods: 100_000})
		stranger := actor.Member{PersonID: an.PersonID, SellerID: binh.SellerID, Rights: an.Rights}
		s.tx(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE seller_members SET rights = 'see_orders' WHERE person_id = ?", binh.PersonID).Error
		})
		for name, c := range map[string]struct {
			by   actor.Member
			kind fault.Kind
		}{"a stranger": {stranger, fault.NotFound}, "a member whose right was taken": {binh, fault.Forbidden}, "nobody": {actor.Member{SellerID: an.SellerID}, fault.NotFound}} {
			_, e1 := s.Cashier.Balance(ctx, c.by)
			_, e2 := s.Statement(ctx, c.by, db.Cursor{}, 5)
			_, e3 := s.Total(ctx, c.by, "2026-01-01", "2026-12-31")
			_, e4 := s.Mine(ctx, c.by, db.Cursor{}, 5)
			_, e5 := s.Orders(ctx, c.by, db.Cursor{}, 5)
			_, e6 := s.OfOrder(ctx, c.by, order)
			for _, err := range []error{e1, e2, e3, e4, e5, e6} {
				if !fault.Is(err, c.kind) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if _, err := s.BalanceOf(ctx, desk, "nobody"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		if _, err := s.BalanceOf(ctx, desk, an.SellerID); err != nil {
			t.Error(err)
		}
		if _, err := s.TotalOf(ctx, desk, "nobody", "2026-01-01", "2026-12-31"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		if _, err := s.StatementOf(ctx, desk, "nobody", db.Cursor{}, 5); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestThePreviewIsWhatASaleBrings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		who := settlement.Payer{Entity: tax.Individual, Residency: tax.Resident}
		for _, price := range []int64{1, 49, 50, 99_999, 100_000, 123_457, 5_000_001} {
			by := s.stall()
			s.sell(by, sale{goods: price})
			net, err := settlement.Preview(ctx, d.Read(ctx), money.Of(price), tax.Goods, who, s.Market.Now().Date())
			if err != nil || net.Amount.Dong() != s.balance(by).Available.Dong() ||
				money.Sum(net.Amount, net.Commission, net.CommissionVAT, net.VAT, net.PIT) != net.Price || net.CommissionBP != 500 || net.VATBP != 1000 {
				t.Errorf("%d: %+v, %v", price, net, err)
			}
		}
		coop, err := settlement.Preview(ctx, d.Read(ctx), money.Of(100_000), tax.Goods, settlement.Payer{Entity: tax.Company, Residency: tax.Resident}, "2026-11-22")
		if err != nil || coop.Amount.Dong() != 94_500 || !coop.VAT.IsZero() {
			t.Errorf("%+v, %v", coop, err)
		}
		for _, bad := range []int64{-1, money.Max + 1} {
			if _, err := settlement.Preview(ctx, d.Read(ctx), money.Of(bad), tax.Goods, who, "2026-11-22"); !fault.Has(err, "payout.price") {
				t.Errorf("%d: %v", bad, err)
			}
		}
	})
}
