package fulfillment_test

import (
	"sync"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
)

// together runs all at the same moment and returns what each was told.
func together(all ...func() error) []error {
	told := make([]error, len(all))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, do := range all {
		wg.Go(func() {
			<-start
			told[i] = do()
		})
	}
	close(start)
	wg.Wait()
	return told
}

func TestConfirmingAndRefusingAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for s, n := sold(t, d, "flat"), 0; n < 5; s, n = s.another(t, "flat"), n+1 {
			var all []func() error
			for range 4 {
				all = append(all, func() error { _, err := s.f.Confirm(ctx, s.seller, s.id); return err },
					func() error {
						_, err := s.f.Refuse(ctx, s.seller, s.id, fulfillment.Refusal{Reason: "refuse.sold_out"})
						return err
					})
			}
			for i, err := range together(all...) {
				// A confirmed order may still be refused; a refused one is never confirmed.
				if err != nil && !(i%2 == 0 && fault.Has(err, "order.move")) {
					t.Errorf("%d: %v", i, err)
				}
			}
			s.status(t, order.Cancelled)
			if back := s.Back(t, s.id); back != goods+30_000 {
				t.Errorf("%d goes back", back)
			}
			s.Prove(t)
		}
	})
}

func TestPackingTwiceAtOncePacksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for s, n := sold(t, d, "flat"), 0; n < 3; s, n = s.another(t, "flat"), n+1 {
			s.until(t, order.Confirmed)
			pack := func() error { _, err := s.f.Pack(ctx, s.seller, s.id, s.packs(1980, boxes)); return err }
			refuse := func() error {
				_, err := s.f.Refuse(ctx, s.seller, s.id, fulfillment.Refusal{Reason: "refuse.sold_out"})
				return err
			}
			for i, err := range together(pack, refuse, pack, refuse, pack) {
				if err != nil && !fault.Has(err, "order.move") {
					t.Errorf("%d: %v", i, err)
				}
			}
			o := s.now(t)
			want := map[order.Status]int64{order.Packed: 2000, order.Cancelled: goods + 30_000}[o.Status]
			if back := s.Back(t, s.id); back != want {
				t.Errorf("%s, and %d goes back", o.Status, back)
			}
			s.Prove(t)
		}
	})
}

func TestTheBuyersAnswerAndTheClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for s, n := sold(t, d, "flat"), 0; n < 3; s, n = s.another(t, "flat"), n+1 {
			s.until(t, order.Confirmed)
			_, err := s.f.Pack(ctx, s.seller, s.id, s.packs(1500, boxes))
			fine(t, err)
			s.Pass(25 * 3600e9)
			yes := func() error { _, err := s.f.TakeLess(ctx, s.buyer, s.id); return err }
			no := func() error { _, err := s.f.DeclineLess(ctx, s.buyer, s.id); return err }
			clock := func() error { return s.f.AskOverdue(ctx) }
			again := func() error { _, err := s.f.Pack(ctx, s.seller, s.id, s.packs(1600, boxes)); return err }
			for i, err := range together(yes, no, clock, again, yes, clock) {
				if err != nil && !fault.Has(err, "weight.closed") && !fault.Has(err, "order.move") && !fault.Has(err, "order.packed_other") {
					t.Errorf("%d: %v", i, err)
				}
			}
			s.Prove(t)
			if n := s.Count(t, "weight_questions", "state = 'open' AND order_id IN (SELECT id FROM orders WHERE status <> 'confirmed')"); n != 0 {
				fine(t, s.f.AskOverdue(ctx))
			}
		}
	})
}

func TestCompletingInManyPlacesPaysOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat").until(t, order.Delivered)
		s.Pass(order.Quiet)
		var all []func() error
		for range 8 {
			all = append(all, func() error { return s.f.CompleteDue(ctx) })
		}
		for _, err := range together(all...) {
			fine(t, err)
		}
		s.status(t, order.Completed)
		if n := s.Count(t, "postings", "cause_kind = 'settled' AND to_kind = 'seller'"); n != 1 {
			t.Errorf("paid %d times", n)
		}
		if s.Balance(t, ledger.Escrow(s.id)) != 0 {
			t.Error("money left in escrow")
		}
		s.Prove(t)
	})
}
