package remittance_test

import (
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/remittance"
)

// collecting makes the shop's bank a gateway that keeps what it collects.
func (r *round) collecting() (gateway string) {
	r.Bank.Transfers = false
	return r.Bank.Code()
}

// TestAGatewayHandsOverWhatItCollected: to the bank, less its fee and what a dispute cost,
// once, and never more than it has.
func TestAGatewayHandsOverWhatItCollected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.SellerTakes)
		gateway := r.collecting()
		in := remittance.NewHandover{Gateway: gateway, Reference: "DS-1", ToBank: money.Of(100_000), Fee: money.Of(2_000)}
		_, err := r.desk.HandOver(ctx, desk, in)
		refused(t, err, "handover.gateway")
		r.Paid(t, r.Buyer(t), map[string]int64{r.tea: 2}, "flat")
		owed := -r.Balance(t, ledger.Gateway(gateway))
		for key, spoil := range map[string]func(h *remittance.NewHandover){
			"handover.gateway":   func(h *remittance.NewHandover) { h.Gateway = "elsewhere" },
			"handover.reference": func(h *remittance.NewHandover) { h.Reference = " " },
			"handover.note":      func(h *remittance.NewHandover) { h.Lost = money.Of(1) },
			"handover.sums":      func(h *remittance.NewHandover) { h.ToBank, h.Fee = money.VND{}, money.VND{} },
			"handover.too_much":  func(h *remittance.NewHandover) { h.Fee = money.Of(owed) },
			"payment.unknown":    func(h *remittance.NewHandover) { h.CreditID = "nothing" },
		} {
			bad := in
			spoil(&bad)
			_, err := r.desk.HandOver(ctx, desk, bad)
			refused(t, err, key)
		}
		below := in
		below.Fee = money.Of(-1)
		_, err = r.desk.HandOver(ctx, desk, below)
		refused(t, err, "handover.sums")
		unseen := in
		unseen.CreditID, unseen.ToBank = "credit", money.VND{} // nothing came, and here is its transfer
		_, err = r.desk.HandOver(ctx, desk, unseen)
		refused(t, err, "handover.sums")
		bank := r.Balance(t, ledger.Bank())
		in.Lost, in.Note = money.Of(3_000), "Tranh chấp thẻ, thua"
		_, err = r.desk.HandOver(ctx, desk, in)
		fine(t, err)
		_, err = r.desk.HandOver(ctx, desk, in)
		refused(t, err, "handover.booked")
		for account, want := range map[ledger.Account]int64{
			ledger.Gateway(gateway): 105_000 - owed, ledger.Bank(): bank - 100_000, ledger.GatewayFee(gateway): -2_000, ledger.Loss(): -3_000,
		} {
			if got := r.Balance(t, account); got != want {
				t.Errorf("%v stands at %d, want %d", account, got, want)
			}
		}
		list, err := remittance.Owed(ctx, d.Read(ctx))
		if err != nil || len(list) != 1 || list[0].Gateway != gateway || list[0].Amount.Dong() != owed-105_000 {
			t.Errorf("%+v, %v", list, err)
		}
		for _, q := range []string{"UPDATE handovers SET fee = 1", "DELETE FROM handovers"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(q).Error }); err == nil {
				t.Errorf("%s is allowed", q)
			}
		}
		r.Prove(t)
	})
}

// TestStatementsBookedAtOnceNeverPassWhatIsOwed: each would fit alone, two do not.
func TestStatementsBookedAtOnceNeverPassWhatIsOwed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.SellerTakes)
		gateway := r.collecting()
		r.Paid(t, r.Buyer(t), map[string]int64{r.tea: 2}, "flat")
		owed := -r.Balance(t, ledger.Gateway(gateway))
		var all sync.WaitGroup
		won := make(chan bool, 8)
		for i := range 8 {
			all.Go(func() {
				in := remittance.NewHandover{Gateway: gateway, Reference: string(rune('A' + i)), ToBank: money.Of(owed)}
				_, err := r.desk.HandOver(ctx, desk, in)
				if err != nil && !fault.Has(err, "db.busy") && !fault.Has(err, "handover.too_much") && !fault.Has(err, "handover.gateway") {
					t.Error(err)
				}
				won <- err == nil
			})
		}
		all.Wait()
		close(won)
		n := 0
		for ok := range won {
			if ok {
				n++
			}
		}
		if n != 1 || r.Balance(t, ledger.Gateway(gateway)) != 0 {
			t.Errorf("%d statements were booked, the gateway stands at %d", n, r.Balance(t, ledger.Gateway(gateway)))
		}
		r.Prove(t)
	})
}

// TestAHandOverIsTheBankNoticeThatTellsOfIt: the notice is accounted for with it, once, and
// only of its own sum.
func TestAHandOverIsTheBankNoticeThatTellsOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.SellerTakes)
		gateway := r.collecting()
		r.Paid(t, r.Buyer(t), map[string]int64{r.tea: 2}, "flat")
		r.credit("nop-1", 90_000, "NOP TIEN")
		waiting, err := payment.NewestUnmatched(ctx, d.Read(ctx), 10)
		if err != nil || len(waiting) != 1 {
			t.Fatal(waiting, err)
		}
		in := remittance.NewHandover{Gateway: gateway, Reference: "DS-2", ToBank: money.Of(89_000), CreditID: waiting[0].ID}
		_, err = r.desk.HandOver(ctx, desk, in)
		refused(t, err, "handover.credit")
		bank := r.Balance(t, ledger.Bank())
		in.ToBank = money.Of(90_000)
		_, err = r.desk.HandOver(ctx, desk, in)
		fine(t, err)
		if got := r.Balance(t, ledger.Bank()); got != bank {
			t.Errorf("the bank was told already, and moved from %d to %d", bank, got)
		}
		if got := r.Balance(t, ledger.Suspense(waiting[0].ID)); got != 0 {
			t.Errorf("%d is left unexplained", got)
		}
		in.Reference = "DS-3"
		_, err = r.desk.HandOver(ctx, desk, in)
		refused(t, err, "payment.credit_settled")
		r.Prove(t)
	})
}
