package remittance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/remittance"
)

// A buyer pays by transfer while the parcel is under way, and the courier takes the cash all
// the same: what the carrier brings of it is the buyer's.
func TestWhoPaidTwiceGetsItBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.CarrierTakes)
		by := r.Buyer(t)
		g := r.AtDoor(t, by, map[string]int64{r.tea: 2})
		twice := r.Orders(t, g)[0]
		_, err := r.f.Confirm(ctx, r.member, twice.ID)
		fine(t, err)
		_, err = r.f.Pack(ctx, r.member, twice.ID, r.AsOrdered(t, twice.ID))
		fine(t, err)
		_, err = r.f.Ship(ctx, r.member, twice.ID, "VN-TWICE")
		fine(t, err)
		held, missing := r.sent(), r.sent()
		_, err = r.Till.TakeCash(ctx, r.member, held.ID)
		fine(t, err)
		r.Transferred("1", money.Of(worth), r.Owed(t, twice.ID).Code)

		m, err := r.desk.TakeIn(ctx, desk, remittance.NewFile{Carrier: "flat", Reference: "RUN-9"}, []byte(fmt.Sprintf("code,amount\nVN-TWICE,%d\nWHO,7000\n", worth)))
		fine(t, err)
		_, err = r.desk.Clear(ctx, desk, m.ID, r.credit("2", worth+7_000, "run 9"))
		fine(t, err)
		lines, err := remittance.Lines(ctx, d.Read(ctx), m.ID)
		fine(t, err)
		if lines[0].State != remittance.Unknown || lines[0].OrderID == nil {
			t.Fatalf("%+v", lines[0])
		}
		for _, c := range []struct {
			in  remittance.Settle
			key string
		}{
			{remittance.Settle{PaidTwice: true}, "remittance.settle"},
			{remittance.Settle{PaidTwice: true, Evidence: "FT1"}, "remittance.settle"},
			{remittance.Settle{PaidTwice: true, OrderCode: twice.Code, Evidence: "FT1"}, "remittance.settle"},
			{remittance.Settle{PaidTwice: true, OrderCode: "NOBODY"}, "remittance.order"},
			{remittance.Settle{PaidTwice: true, OrderCode: held.Code}, "remittance.not_twice"},
			{remittance.Settle{PaidTwice: true, OrderCode: missing.Code}, "remittance.not_twice"},
			{remittance.Settle{OrderCode: twice.Code}, "remittance.order"},
		} {
			_, err := r.desk.SettleLine(ctx, desk, lines[0].ID, c.in)
			refused(t, err, c.key)
		}
		r.proved(worth + 7_000)

		back, err := r.desk.SettleLine(ctx, desk, lines[0].ID, remittance.Settle{OrderCode: strings.ToLower(twice.Code), PaidTwice: true})
		fine(t, err)
		p := r.Owed(t, twice.ID)
		if back.State != remittance.Returned || back.PaymentID == nil || *back.PaymentID != p.ID || p.Received.Dong() != 2*worth || p.Refunding.Dong() != worth {
			t.Errorf("%+v, payment %+v", back, p)
		}
		_, err = r.desk.SettleLine(ctx, desk, lines[0].ID, remittance.Settle{OrderCode: twice.Code, PaidTwice: true})
		refused(t, err, "remittance.line_settled")
		r.proved(7_000)
		// The other line may have been the same buyer's as well.
		_, err = r.desk.SettleLine(ctx, desk, lines[1].ID, remittance.Settle{OrderCode: twice.Code, PaidTwice: true})
		fine(t, err)
		r.proved(0)

		fine(t, r.Till.NameRefundAccount(ctx, by, g.Code, checkout.RefundAccount{BankBIN: "970436", Number: "00112233", Holder: "NGUYEN THU"}, func(string) bool { return true }))
		var refunds []payment.Refund
		fine(t, d.Read(ctx).Where("payment_id = ?", p.ID).Order("id").Find(&refunds).Error)
		if len(refunds) != 2 {
			t.Fatalf("%+v", refunds)
		}
		for i, refund := range refunds {
			if refund.Status != payment.RefundSending || !refund.ByHand() {
				t.Errorf("%+v", refund)
			}
			fine(t, r.Till.MarkTransferred(ctx, desk, refund.ID, fmt.Sprintf("FT261122000%d", i), db.NewID()))
		}
		if p = r.Owed(t, twice.ID); p.Refunded.Dong() != worth+7_000 || p.Status != payment.Paid || r.Balance(t, ledger.Courier("flat")) != -worth {
			t.Errorf("payment %+v, the carrier holds %d", p, r.Balance(t, ledger.Courier("flat")))
		}
		if n := r.Count(t, "money_tasks", "state = 'open'"); n != 0 {
			t.Errorf("%d tasks are open", n)
		}
		r.proved(0)
	})
}

// Whose parcel came back unpaid, and who had paid the courier all the same, gets it back too.
func TestCashOfAnOrderThatEndedIsItsBuyers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.CarrierTakes)
		o := r.sent()
		m, err := r.desk.TakeIn(ctx, desk, remittance.NewFile{Carrier: "flat", Reference: "RUN-9"}, []byte("code,amount\n"+o.Code+",5000\n"))
		fine(t, err)
		_, err = r.f.ReturnToSender(ctx, r.member, o.ID, fulfillment.Return{Reason: "return.refused", Restock: true})
		fine(t, err)
		_, err = r.desk.Clear(ctx, desk, m.ID, r.credit("2", 5_000, "run 9"))
		fine(t, err)
		lines, err := remittance.Lines(ctx, d.Read(ctx), m.ID)
		fine(t, err)
		_, err = r.desk.SettleLine(ctx, desk, lines[0].ID, remittance.Settle{OrderCode: o.Code, PaidTwice: true})
		fine(t, err)
		p := r.Owed(t, o.ID)
		if p.Status != payment.Cancelled || p.Refunding.Dong() != 5_000 || r.Count(t, "captures", "payment_id = ? AND late", p.ID) != 1 {
			t.Errorf("%+v", p)
		}
		r.proved(0)
	})
}
