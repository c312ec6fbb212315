package earning_test

import (
	"fmt"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

func TestAnOrderIsHandedOutToTheDong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		for name, c := range map[string]struct {
			sale                                              sale
			commission, commissionVAT, vat, pit, net, carrier int64
		}{
			"seller delivers":   {sale{lines: map[string]int64{"a": 300_000}, shipping: 20_000}, 15_000, 1_500, 3_600, 1_800, 298_100, 0},
			"carrier delivers":  {sale{lines: map[string]int64{"a": 300_000}, shipping: 20_000, order: earning.Order{ShippingEarner: earning.ByCarrier}}, 15_000, 1_500, 3_000, 1_500, 279_000, 20_000},
			"a cooperative":     {sale{lines: map[string]int64{"a": 300_000}, entity: tax.Company}, 15_000, 1_500, 0, 0, 283_500, 0},
			"two lines":         {sale{lines: map[string]int64{"a": 99_999, "b": 1}, classes: map[string]string{"a": tax.OwnRawProduce, "b": tax.Service}}, 5_000, 500, 0, 0, 94_500, 0},
			"all is commission": {sale{lines: map[string]int64{"a": 1_000}, order: earning.Order{Rates: charge.Rates{CommissionBP: 10_000, VATBP: 1000}}}, 1_000, 100, 10, 5, -115, 0},
		} {
			an, _ := m.Seller(t)
			m.TaxPaper(t, an, string(tax.OwnProduce))
			c.sale.order.SellerID = an
			s := sold(t, m, &c.sale)
			before := balance(t, d, ledger.Commission())
			var first earning.Settlement
			for i := range 2 { // the second time has no effect
				got, err := s.settle()
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if i == 0 {
					first = got
				}
				if got != first {
					t.Errorf("%s: settled again as %+v", name, got)
				}
				for what, pair := range map[string][2]int64{
					"commission": {got.Commission.Dong(), c.commission}, "its VAT": {got.CommissionVAT.Dong(), c.commissionVAT},
					"VAT": {got.VAT.Dong(), c.vat}, "income tax": {got.PIT.Dong(), c.pit}, "net": {got.Net.Dong(), c.net},
					"the seller's balance": {balance(t, d, ledger.Seller(an)), c.net}, "escrow": {balance(t, d, ledger.Escrow(s.order.ID)), 0},
					"the market's commission": {balance(t, d, ledger.Commission()) - before, c.commission},
				} {
					if pair[0] != pair[1] {
						t.Errorf("%s: %s is %d, want %d", name, what, pair[0], pair[1])
					}
				}
			}
		}
		if got := balance(t, d, ledger.ShippingPayable("flat")); got != 20_000 {
			t.Errorf("the carrier is owed %d", got)
		}
		proved(t, d)
	})
}

func TestARefundBeforeTheEndLeavesTheRestToBeEarned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		s := sold(t, m, &sale{lines: map[string]int64{"a": 100_000, "b": 50_000}, shipping: 30_000, order: earning.Order{SellerID: an}})
		took, err := s.refund("w", map[string]int64{"a": 20_000}, 0, "")
		if err != nil || took.ID != "" {
			t.Fatalf("%+v, %v", took, err)
		}
		got, err := s.settle()
		if err != nil || got.Goods.Dong() != 130_000 || got.Shipping.Dong() != 30_000 || got.Commission.Dong() != 6_500 || got.VAT.Dong() != 800+500+900 {
			t.Errorf("%+v, %v", got, err)
		}
		proved(t, d)
	})
}

// Delivery that is given back before the end is escrow's, unless its seller bears what a
// carrier did for it: then the carrier is paid all the same.
func TestARefundOfDeliveryBeforeTheEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		for name, c := range map[string]struct {
			earner, bearer      string
			fromSeller, carrier int64
		}{
			"the seller delivers":                     {earning.BySeller, earning.BearSeller, 0, 0},
			"a carrier delivers":                      {earning.ByCarrier, earning.BearEarner, 0, 20_000},
			"a carrier delivers, the seller bears it": {earning.ByCarrier, earning.BearSeller, 10_000, 30_000},
		} {
			an, _ := m.Seller(t)
			s := sold(t, m, &sale{lines: map[string]int64{"a": 100_000}, shipping: 30_000, order: earning.Order{SellerID: an, ShippingEarner: c.earner}})
			owed := balance(t, d, ledger.ShippingPayable("flat"))
			took, err := s.refund("r", nil, 10_000, c.bearer)
			if err != nil || took.FromSeller.Dong() != c.fromSeller {
				t.Errorf("%s: %+v, %v", name, took, err)
			}
			got, err := s.settle()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if now := balance(t, d, ledger.Seller(an)); now != got.Net.Dong()-c.fromSeller {
				t.Errorf("%s: the seller has %d of %d", name, now, got.Net.Dong())
			}
			if paid := balance(t, d, ledger.ShippingPayable("flat")) - owed; paid != c.carrier {
				t.Errorf("%s: the carrier gets %d, want %d", name, paid, c.carrier)
			}
		}
		proved(t, d)
	})
}

func TestARefundAfterTheEndTakesFromEachItsPart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		for name, c := range map[string]struct {
			earner, bearer                          string
			fee, taxes, fromSeller, carrier, market int64
		}{
			"the seller delivered":                     {earning.BySeller, "", 2_750, 750 + 450*2, 60_000 + 20_000 - 2_750 - 750 - 900, 0, 0},
			"a carrier delivered":                      {earning.ByCarrier, earning.BearEarner, 2_750, 750, 50_000 - 2_750 - 750, 30_000, 0},
			"a carrier delivered, the seller bears it": {earning.ByCarrier, earning.BearSeller, 2_750, 750, 80_000 - 2_750 - 750, 0, 0},
			"the market bears it":                      {earning.ByCarrier, earning.BearMarket, 0, 0, 0, 0, 80_000},
		} {
			an, _ := m.Seller(t)
			s := sold(t, m, &sale{lines: map[string]int64{"a": 100_000, "b": 50_000}, shipping: 30_000, order: earning.Order{SellerID: an, ShippingEarner: c.earner}})
			got, err := s.settle()
			if err != nil {
				t.Fatal(err)
			}
			owed, loss := balance(t, d, ledger.ShippingPayable("flat")), balance(t, d, ledger.Loss())
			taxes := balance(t, d, ledger.VATWithheld()) + balance(t, d, ledger.PITWithheld())
			fees := balance(t, d, ledger.Commission()) + balance(t, d, ledger.CommissionVAT())
			var first earning.TakenBack
			for i := range 2 {
				took, err := s.refund("r", map[string]int64{"a": 50_000}, 30_000, c.bearer)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if i == 0 {
					first = took
				} else if took != first {
					t.Errorf("%s: the second time %+v", name, took)
				}
			}
			// Shipping by the seller was taxed at 3 % and 1.5 %.
			if c.earner == earning.BySeller {
				c.taxes, c.fromSeller = 750+1_350, 80_000-2_750-750-1_350
			}
			for what, pair := range map[string][2]int64{
				"fees":     {fees - balance(t, d, ledger.Commission()) - balance(t, d, ledger.CommissionVAT()), c.fee},
				"taxes":    {taxes - balance(t, d, ledger.VATWithheld()) - balance(t, d, ledger.PITWithheld()), c.taxes},
				"seller":   {got.Net.Dong() - balance(t, d, ledger.Seller(an)), c.fromSeller},
				"recorded": {first.FromSeller.Dong(), c.fromSeller},
				"carrier":  {owed - balance(t, d, ledger.ShippingPayable("flat")), c.carrier},
				"market":   {loss - balance(t, d, ledger.Loss()), c.market},
				"escrow":   {balance(t, d, ledger.Escrow(s.order.ID)), 0},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s: %s gave %d, want %d", name, what, pair[0], pair[1])
				}
			}
		}
		proved(t, d)
	})
}

// A refund of 1 đ of which the withheld tax gives all takes nothing from anybody, and is
// written down all the same.
func TestARefundThatTheTaxGivesWholeIsWrittenDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		s := &sale{lines: map[string]int64{"l0": 1701}, classes: map[string]string{"l0": tax.Service}, entity: tax.Individual,
			order: earning.Order{SellerID: an, ShippingEarner: earning.BySeller, Rates: charge.Rates{CommissionBP: 548, VATBP: 1}}}
		sold(t, m, s)
		if _, err := s.settle(); err != nil {
			t.Fatal(err)
		}
		for i, off := range []int64{731, 1, 969} {
			b, err := s.refund(fmt.Sprint("r", i), map[string]int64{"l0": off}, 0, "")
			if err != nil || b.ID == "" || b.Goods != money.Of(off) {
				t.Fatal(b, err)
			}
			if off == 1 && (b.VAT != money.Of(1) || !b.FromSeller.IsZero()) {
				t.Errorf("not the case it was made for: %+v", b)
			}
			proved(t, d)
		}
	})
}

func TestMoreThanIsLeftIsNotTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		s := sold(t, m, &sale{lines: map[string]int64{"a": 100, "b": 50}, shipping: 30, order: earning.Order{SellerID: an, ShippingEarner: earning.ByCarrier}})
		if _, err := s.settle(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.refund("1", map[string]int64{"a": 60}, 20, ""); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			off      map[string]int64
			shipping int64
			bearer   string
			want     string
		}{
			"more than all goods":       {map[string]int64{"a": 41, "b": 50}, 0, "", "earning.too_much"},
			"more than the line":        {map[string]int64{"a": 41}, 0, "", "tax.too_much"},
			"more than the carrier has": {nil, 11, "", "earning.too_much"},
			"nothing":                   {map[string]int64{"a": 0}, 0, "", "earning.nothing"},
			"less than nothing":         {map[string]int64{"a": -1}, 5, "", "earning.refund"},
			"an unknown bearer":         {map[string]int64{"a": 1}, 0, "buyer", "earning.refund"},
			"an unknown line":           {map[string]int64{"z": 1}, 0, "", "tax.line"},
		} {
			if _, err := s.refund(name, c.off, c.shipping, c.bearer); !fault.Has(err, c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if m.Count(t, "takebacks", "") != 1 {
			t.Error("a refused refund left a row")
		}
		proved(t, d)
	})
}

func TestAnEscrowThatDoesNotAgreeIsNotHandedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		for name, spoil := range map[string]func(tx *gorm.DB, s *sale) error{
			"too little": func(tx *gorm.DB, s *sale) error {
				_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "x", ID: s.order.ID}, m.Now(), ledger.Posting{From: ledger.Escrow(s.order.ID), To: ledger.Bank(), Amount: money.Of(1)})
				return err
			},
			"too much": func(tx *gorm.DB, s *sale) error {
				_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "x", ID: s.order.ID}, m.Now(), ledger.Posting{From: ledger.Bank(), To: ledger.Escrow(s.order.ID), Amount: money.Of(1)})
				return err
			},
			"another earner": func(tx *gorm.DB, s *sale) error { s.order.ShippingEarner = earning.ByCarrier; return nil },
			"less packed":    func(tx *gorm.DB, s *sale) error { s.order.Goods = money.Of(99_999); return nil },
		} {
			an, _ := m.Seller(t)
			s := sold(t, m, &sale{lines: map[string]int64{"a": 100_000}, shipping: 20_000, order: earning.Order{SellerID: an}})
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return spoil(tx, s) }); err != nil {
				t.Fatal(err)
			}
			if _, err := s.settle(); !fault.Has(err, "earning.escrow") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if m.Count(t, "settlements", "") != 0 {
			t.Error("a refused settlement left a row")
		}
		if _, err := (&sale{m: m}).settle(); !fault.Has(err, "earning.order") {
			t.Errorf("an order without facts: %v", err)
		}
	})
}

func TestManyCompletionsAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		s := sold(t, m, &sale{lines: map[string]int64{"a": 100_000}, order: earning.Order{SellerID: an}})
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				if got, err := s.settle(); err != nil || got.Net.Dong() != 93_000 {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		wg.Wait()
		if got := balance(t, d, ledger.Seller(an)); got != 93_000 {
			t.Errorf("the seller has %d", got)
		}
		proved(t, d)
	})
}

// TestARefundAndACompletionMeet: whichever comes first, every đồng is somewhere once.
func TestARefundAndACompletionMeet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		for i := range 12 {
			s := sold(t, m, &sale{lines: map[string]int64{"a": 100_000, "b": 33_333}, shipping: 10_000, order: earning.Order{SellerID: an}})
			var wg sync.WaitGroup
			for _, act := range []func() error{
				func() error { _, err := s.settle(); return err },
				func() error {
					_, err := s.refund(fmt.Sprint("a", i), map[string]int64{"a": 40_000}, 10_000, "")
					return err
				},
				func() error {
					_, err := s.refund(fmt.Sprint("b", i), map[string]int64{"b": 33_333}, 0, earning.BearSeller)
					return err
				},
			} {
				wg.Go(func() {
					for {
						err := act()
						if err == nil {
							return
						}
						if !fault.Is(err, fault.Conflict) { // a caller tries again after those
							t.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			if got := balance(t, d, ledger.Escrow(s.order.ID)); got != 0 {
				t.Errorf("%d left in escrow", got)
			}
		}
		// 60,000 of goods stay with each order, however the three came one after the other.
		if got := balance(t, d, ledger.Seller(an)); got != 12*(60_000-3_000-300-900) {
			t.Errorf("the seller has %d", got)
		}
		proved(t, d)
	})
}

func TestVerifyFindsWhatDoesNotAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		s := sold(t, m, &sale{lines: map[string]int64{"a": 100_000}, order: earning.Order{SellerID: an}})
		if _, err := s.settle(); err != nil {
			t.Fatal(err)
		}
		if err := d.Tx(ctx, func(tx *gorm.DB) error {
			_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "taken_back", ID: "forged"}, m.Now(),
				ledger.Posting{From: ledger.VATWithheld(), To: ledger.Escrow(s.order.ID), Amount: money.Of(10), OrderID: s.order.ID})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		other := m.Order(t, markettest.Deal{SellerID: an, Goods: 5})
		if err := d.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Table("settlements").Create(map[string]any{"order_id": other, "seller_id": an, "goods": 5, "shipping": 0, "shipping_earner": "seller", "carrier": "flat",
				"commission_bp": 0, "vat_bp": 0, "commission": 0, "commission_vat": 0, "vat": 0, "pit": 0, "net": 5, "at": m.Now()}).Error
		}); err != nil {
			t.Fatal(err)
		}
		m.Order(t, markettest.Deal{SellerID: an, Goods: 5, Status: "completed"})
		found, err := earning.Verify(ctx, d.Read(ctx))
		rules := map[string]bool{}
		for _, v := range found {
			rules[v.Rule] = true
		}
		if err != nil || len(found) != 5 || !rules["earning.settled"] || !rules["earning.rest"] || !rules["earning.unsettled"] || !rules["earning.escrow"] || !rules["earning.withheld"] {
			t.Errorf("%v, %v", found, err)
		}
		for _, sql := range []string{"UPDATE settlements SET net = 0", "DELETE FROM settlements"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}
