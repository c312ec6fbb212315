package earning_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

// TestAnyRefundsLeaveWhatIsLeftEarned: any sale, any refunds before and after its end.
// What everybody has is then what they would have of a sale of only what is left, and of
// a sale given back in full nobody has anything.
func TestAnyRefundsLeaveWhatIsLeftEarned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		rapid.Check(t, func(rt *rapid.T) {
			an, _ := m.Seller(t)
			s := &sale{lines: map[string]int64{}, classes: map[string]string{}}
			for i := range rapid.IntRange(1, 3).Draw(rt, "lines") {
				id := fmt.Sprint("l", i)
				s.lines[id] = rapid.Int64Range(1, 3_000_000).Draw(rt, "amount")
				s.classes[id] = rapid.SampledFrom([]string{tax.Goods, tax.Service, tax.OwnRawProduce, ""}).Draw(rt, "class")
			}
			s.shipping = rapid.Int64Range(0, 90_000).Draw(rt, "shipping")
			s.order = earning.Order{SellerID: an, ShippingEarner: rapid.SampledFrom([]string{earning.BySeller, earning.ByCarrier}).Draw(rt, "earner"),
				Rates: charge.Rates{CommissionBP: money.BasisPoints(rapid.Int64Range(0, 3_000).Draw(rt, "commission")), VATBP: money.BasisPoints(rapid.Int64Range(0, 1_000).Draw(rt, "vat"))}}
			s.entity = rapid.SampledFrom([]string{tax.Individual, tax.Company}).Draw(rt, "entity")
			carrierBefore, feesBefore := balance(rt, d, ledger.ShippingPayable("flat")), fees(rt, d)
			sold(t, m, s)
			left, delivery := map[string]int64{}, s.shipping
			for id, v := range s.lines {
				left[id] = v
			}
			ids := slices.Sorted(maps.Keys(left))
			settleAt, all := rapid.IntRange(0, 4).Draw(rt, "settled after"), rapid.Bool().Draw(rt, "all")
			for step := range 5 {
				if step == settleAt {
					if _, err := s.settle(); err != nil {
						rt.Fatal(err)
					}
					continue
				}
				off, sum := map[string]int64{}, int64(0)
				for _, id := range ids {
					part := left[id]
					if !all || step < 4 {
						part = rapid.Int64Range(0, left[id]).Draw(rt, "off")
					}
					off[id], sum = part, sum+part
					left[id] -= part
				}
				ship := delivery
				if !all || step < 4 {
					ship = rapid.Int64Range(0, delivery).Draw(rt, "ship")
				}
				if delivery -= ship; sum+ship == 0 {
					continue
				}
				if _, err := s.refund(fmt.Sprint("r", step), off, ship, ""); err != nil {
					rt.Fatal(err)
				}
			}
			var goods, taxes int64
			for _, id := range ids {
				goods += left[id]
			}
			kept, err := tax.OfOrder(ctx, d.Read(ctx), s.order.ID)
			if err != nil {
				rt.Fatal(err)
			}
			taxes = kept.Tax().Dong()
			if goods+delivery == 0 && taxes != 0 {
				rt.Fatalf("%d withheld of nothing", taxes)
			}
			fee := charge.Commission(money.Of(goods), s.order.Rates).Sum().Dong()
			ofSeller, ofCarrier := goods+delivery-fee-taxes, int64(0)
			if s.order.ShippingEarner == earning.ByCarrier {
				ofSeller, ofCarrier = ofSeller-delivery, delivery
			}
			for what, pair := range map[string][2]int64{
				"escrow": {balance(rt, d, ledger.Escrow(s.order.ID)), 0}, "seller": {balance(rt, d, ledger.Seller(an)), ofSeller},
				"carrier": {balance(rt, d, ledger.ShippingPayable("flat")) - carrierBefore, ofCarrier}, "market": {fees(rt, d) - feesBefore, fee},
			} {
				if pair[0] != pair[1] {
					rt.Fatalf("%s has %d, want %d", what, pair[0], pair[1])
				}
			}
		})
		proved(t, d)
	})
}

func fees(t rapid.TB, d *db.DB) int64 {
	return balance(t, d, ledger.Commission()) + balance(t, d, ledger.CommissionVAT())
}
