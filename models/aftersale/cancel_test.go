package aftersale_test

import (
	"sync"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

func TestCancellingBeforePaying(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, order.EarnedBySeller)
		s, cart, tea := m.stocked(t, 0)
		s.group = m.Placed(t, s.shopper, cart, "flat")
		s.named(t, tea)
		ev := m.Begun(t, s.shopper, s.group)
		_, err := m.a.Cancel(ctx, s.buyer, s.id, "because")
		refused(t, err, "order.cancel_reason")
		_, err = m.a.Cancel(ctx, buyerOf(m.Buyer(t)), s.id, "cancel.mistake")
		refused(t, err, "order.unknown")
		for range 2 {
			ended, err := m.a.Cancel(ctx, s.buyer, s.Order(t, s.id).Code, "cancel.mistake")
			fine(t, err)
			if len(ended) != 1 || ended[0].Status != order.Cancelled {
				t.Errorf("%+v", ended)
			}
		}
		m.Tell(t, ev) // the money was on its way: it goes back
		m.tick(t)
		if got := m.Bank.GivenBack().Dong(); got != paidGoods+delivery {
			t.Errorf("the bank gave %d back", got)
		}
		if n := m.Count(t, "holds", "state = 'held'"); n != 0 {
			t.Errorf("%d holds stand", n)
		}
		m.Prove(t)
	})
}

func TestCancellingWhatIsPaid(t *testing.T) {
	for _, at := range []order.Status{order.Placed, order.Confirmed} {
		t.Run(string(at), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := open(t, d, order.EarnedByCarrier).sold(t, 0).until(t, at)
				for range 2 {
					_, err := s.a.Cancel(ctx, s.buyer, s.id, "cancel.changed_mind")
					fine(t, err)
				}
				s.status(t, order.Cancelled)
				if back := s.Back(t, s.id); back != paidGoods+delivery {
					t.Errorf("%d goes back", back)
				}
				s.Prove(t)
			})
		})
	}
}

func TestWhatIsPackedOnlyTheDeskCancels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Packed)
		_, err := s.a.Cancel(ctx, s.buyer, s.id, "cancel.changed_mind")
		refused(t, err, "order.packed_already")
		_, err = s.a.CancelByDesk(ctx, desk, s.id, "cancel.changed_mind")
		refused(t, err, "order.cancel_reason")
		for range 2 {
			_, err = s.a.CancelByDesk(ctx, desk, s.id, "desk.buyer_asked")
			fine(t, err)
		}
		s.status(t, order.Cancelled)
		if free := s.Count(t, "stock", "on_hand = 10 AND held = 0"); free != 2 {
			t.Errorf("%d of 2 goods are back on the shelf", free)
		}
		if back := s.Back(t, s.id); back != paidGoods+delivery {
			t.Errorf("%d goes back", back)
		}
		if n := s.Count(t, "audit_entries", "verb = 'order.cancel'"); n != 1 {
			t.Errorf("%d entries in the audit", n)
		}
		s.Prove(t)

		sent := s.sold(t, 0).until(t, order.Shipped)
		_, err = s.a.CancelByDesk(ctx, desk, sent.id, "desk.buyer_asked")
		refused(t, err, "order.move")
	})
}

// TestCancelAgainstPaid lets a buyer cancel at the moment in which the bank tells of the
// money, by two roads at once. Whoever wins, no đồng is lost.
func TestCancelAgainstPaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, order.EarnedBySeller)
		cancelled, paid := 0, 0
		for n := range 12 {
			s, cart, tea := m.stocked(t, 0)
			s.group = m.Placed(t, s.shopper, cart, "flat")
			s.named(t, tea)
			ev := m.Begun(t, s.shopper, s.group)
			before := m.Bank.GivenBack().Dong()
			start := make(chan struct{})
			var wg sync.WaitGroup
			var told [2]error
			for i := range told {
				wg.Go(func() {
					<-start
					if n%2 == 1 { // a slower hand
						_, _ = m.a.MayComplain(ctx, s.buyer, s.id)
					}
					_, told[i] = m.a.Cancel(ctx, s.buyer, s.id, "cancel.mistake")
				})
				wg.Go(func() {
					<-start
					m.Tell(t, ev)
				})
			}
			close(start)
			wg.Wait()
			m.tick(t)
			part := func() payment.Allocation {
				_, part, err := payment.OfOrder(ctx, d.Read(ctx), s.id)
				fine(t, err)
				return part
			}()
			switch o := s.Order(t, s.id); {
			case o.Status == order.Cancelled:
				cancelled++
				if got := m.Bank.GivenBack().Dong() - before; got != paidGoods+delivery {
					t.Errorf("cancelled, and the bank gave %d back", got)
				}
			case o.Status == order.Placed && part.Funded:
				paid++
				for _, err := range told {
					if !fault.Has(err, "payment.closed") {
						t.Errorf("paid, and the canceller was told %v", err)
					}
				}
			default:
				t.Errorf("%s, funded %v", o.Status, part.Funded)
			}
			if got := m.Balance(t, ledger.Suspense(part.PaymentID)); got != 0 {
				t.Errorf("%d is nobody's", got)
			}
		}
		t.Logf("%d cancelled, %d paid", cancelled, paid)
		m.Prove(t)
	})
}
