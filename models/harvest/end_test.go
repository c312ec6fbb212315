package harvest_test

import (
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// A harvest that fails gives everybody everything back, those too who pay at that moment or
// later; who cancelled before has had it.
func TestAHarvestFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(20)
		one, two := w.ahead(3), w.ahead(2)
		gone := w.Buyer(t)
		early := w.Orders(t, w.Paid(t, gone, map[string]int64{w.tea: 1}, "flat"))[0]
		_, err := w.a.Cancel(ctx, aftersale.Buyer{Shopper: gone.Shopper, PersonID: gone.PersonID, PhoneID: gone.PhoneID}, early.ID, "cancel.changed_mind")
		w.fine(err)
		w.held(v.Harvest.ID, 5)

		slow, late := w.Buyer(t), w.Buyer(t)
		slowly := w.Placed(t, slow, map[string]int64{w.tea: 1}, "flat")
		paying := w.Begun(t, slow, slowly)
		lately := w.Placed(t, late, map[string]int64{w.tea: 1}, "flat")
		tooLate := w.Begun(t, late, lately)

		v, err = w.Fail(ctx, w.sellerID, v.Harvest.ID, w.by)
		w.fine(err)
		_, err = w.Fail(ctx, w.sellerID, v.Harvest.ID, w.by)
		w.fine(err)
		_, err = w.Arrive(ctx, w.sellerID, v.Harvest.ID, 5, w.by)
		w.refused(err, "harvest.over")
		for _, o := range []order.Order{one, two, early} {
			w.status(o.ID, order.Cancelled)
			if back := w.Back(t, o.ID); back != o.Total().Dong() {
				t.Errorf("%d went back of %s", back, o.Total())
			}
		}
		w.Tell(t, paying) // in time, but for nothing
		w.fine(w.Turn(ctx))
		o := w.Orders(t, slowly)[0]
		w.status(o.ID, order.Cancelled)
		if back := w.Back(t, o.ID); back != o.Total().Dong() {
			t.Errorf("%d went back of %s", back, o.Total())
		}
		w.Pass(checkout.HoldAtMost)
		w.fine(w.Till.Expire(ctx))
		w.Tell(t, tooLate)
		w.fine(w.Turn(ctx))
		w.status(w.Orders(t, lately)[0].ID, order.Cancelled)
		for range 3 {
			w.Pass(time.Hour)
			w.fine(w.Till.SendRefunds(ctx))
		}
		if given, paid := w.Bank.GivenBack(), one.Total().Add(two.Total()).Add(early.Total()).Add(paying.Amount).Add(tooLate.Amount); given != paid {
			t.Errorf("%s went back of %s", given, paid)
		}
		w.held(v.Harvest.ID, 0)

		// The form is sold off the shelf again, and may be announced anew.
		ready := w.ahead(1)
		if ready.HarvestID != nil {
			t.Error("an order of a failed harvest")
		}
		w.announced(5)
	})
}

// Late money finds its place if the harvest still has one, else it goes back.
func TestLateMoneyOfAHarvest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(2)
		late, later := w.Buyer(t), w.Buyer(t)
		a := w.Placed(t, late, map[string]int64{w.tea: 1}, "flat")
		b := w.Placed(t, later, map[string]int64{w.tea: 1}, "flat")
		begun := func(by checkout.Buyer, g order.Group) payment.Attempt {
			step, err := w.Till.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: w.Bank.Code()}, "203.0.113.9")
			w.fine(err)
			return step.Attempt
		}
		tryA, tryB := begun(late, a), begun(later, b)
		w.Pass(checkout.HoldAtMost)
		w.fine(w.Till.Expire(ctx))
		w.held(v.Harvest.ID, 0)
		w.ahead(1)
		w.Tell(t, w.Bank.Pay(tryA.Ref, tryA.Amount, w.Shop.Now()))
		w.Tell(t, w.Bank.Pay(tryB.Ref, tryB.Amount, w.Shop.Now()))
		if o := w.status(w.Orders(t, a)[0].ID, order.Placed); !o.Waits() || o.ConfirmBy != 0 {
			t.Errorf("%+v", o)
		}
		w.status(w.Orders(t, b)[0].ID, order.Cancelled)
		w.held(v.Harvest.ID, 2)
	})
}

// The calendar reminds, and then gives the money back; over the end of a month and a year.
func TestNobodySaysAWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(5)
		o := w.ahead(2)
		notes := func(kind string) int64 { return w.Count(t, "outbox_notes", "type = '"+kind+"'") }
		for _, day := range []struct {
			day               clock.Date
			due, late, missed int64
			status            order.Status
		}{
			{"2026-12-26", 0, 0, 0, order.Placed},
			{"2026-12-27", 1, 0, 0, order.Placed},
			{"2026-12-29", 1, 0, 0, order.Placed},
			{"2026-12-30", 1, 1, 0, order.Placed},
			{"2027-01-01", 1, 1, 0, order.Placed},
			{"2027-01-02", 1, 1, 1, order.Cancelled},
		} {
			w.set(day.day)
			if due, late, missed := notes(harvest.DueNote), notes(harvest.LateNote), notes(harvest.MissedNote); due != day.due || late != day.late || missed != day.missed {
				t.Errorf("%s: %d due, %d late, %d missed", day.day, due, late, missed)
			}
			w.status(o.ID, day.status)
			w.Prove(t)
		}
		if back := w.Back(t, o.ID); back != o.Total().Dong() {
			t.Errorf("%d went back", back)
		}
		_, err := w.Arrive(ctx, w.sellerID, v.Harvest.ID, 5, w.by)
		w.refused(err, "harvest.over")
	})
}

// Money that comes while the harvest arrives, and cancels at the same moment, leave no order
// that is paid, there, and waits for nobody.
func TestArrivalRacesMoneyAndCancels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(40)
		var events []payments.Event
		for range 8 {
			b := w.Buyer(t)
			events = append(events, w.Begun(t, b, w.Placed(t, b, map[string]int64{w.tea: 1}, "flat")))
		}
		var paid []order.Order
		var buyers []checkout.Buyer
		for range 8 {
			b := w.Buyer(t)
			buyers = append(buyers, b)
			paid = append(paid, w.Orders(t, w.Paid(t, b, map[string]int64{w.tea: 2}, "flat"))[0])
		}
		var all sync.WaitGroup
		for _, ev := range events {
			all.Go(func() { w.Tell(t, ev) })
		}
		for i, o := range paid[:4] {
			all.Go(func() {
				b := buyers[i]
				_, err := w.a.Cancel(ctx, aftersale.Buyer{Shopper: b.Shopper, PersonID: b.PersonID, PhoneID: b.PhoneID}, o.ID, "cancel.other")
				if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Unavailable) {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			for {
				_, err := w.Arrive(ctx, w.sellerID, v.Harvest.ID, 20, w.by)
				if fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Conflict) {
					continue
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
		})
		all.Wait()
		for _, ev := range events {
			w.Tell(t, ev) // what a busy moment refused comes again, as gateways do
		}
		w.fine(w.Turn(ctx))
		if n := w.Count(t, "orders", "status = 'placed' AND confirm_by = 0"); n != 0 {
			t.Errorf("%d orders stand without a clock", n)
		}
		w.held(v.Harvest.ID, 0)
	})
}
