package checkout_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
)

// TestASecondMethodNeverChargesTwice goes through all pairs of gateways: a buyer begins with
// one, pays with another, and then the first one's money comes after all. It goes back, or a
// person is asked to send it back, and the order is paid once.
func TestASecondMethodNeverChargesTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		fakes := map[string]contract.Fake{}
		var gateways []payments.Gateway
		var notices []payments.Listener
		for name, make := range providers {
			f := make(t)
			f.Advance(m.Now().Sub(f.Now()))
			fakes[name], gateways = f, append(gateways, f.Gateway())
			if _, hears := f.Gateway().(payments.Listener); !hears {
				notices = append(notices, f.Listener())
			}
		}
		registry, err := payments.NewRegistry(gateways, notices)
		if err != nil {
			t.Fatal(err)
		}
		m.co.Gateways = registry
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 1000})
		_, deskID := m.Phone(t)
		s := &second{market: m, t: t, fakes: fakes, tea: tea, desk: actor.Admin{PersonID: deskID, Channel: actor.API}}
		for first := range providers {
			for then := range providers {
				if first != then {
					t.Run(first+" after "+then, func(t *testing.T) {
						s.t = t
						s.pair(fakes[first], fakes[then])
					})
				}
			}
		}
		m.prove(t)
	})
}

type second struct {
	*market
	t     *testing.T
	fakes map[string]contract.Fake
	tea   string
	desk  actor.Admin
}

func (s *second) pair(first, then contract.Fake) {
	s.t.Helper()
	for _, f := range s.fakes { // some refuse to be asked too soon, and all have one clock
		if d := s.Now().Sub(f.Now()); d > 0 {
			f.Advance(d)
		}
	}
	by := s.buyer(s.t)
	g := s.placed(s.t, by, map[string]int64{s.tea: 2})
	begin := func(f contract.Fake) payments.Attempt {
		step, err := s.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: f.Gateway().Code()}, "203.0.113.9")
		if err != nil {
			s.t.Fatal(err)
		}
		return step.Attempt.Kept(step.Payment.Code, "")
	}
	a, b := begin(first), begin(then)
	s.told(then, then.Pay(b, b.Amount))
	p := s.payment(s.t, g)
	if p.Status != payment.Paid || p.Received != b.Amount {
		s.t.Fatalf("%s paid: %+v", then.Gateway().Code(), p)
	}
	s.told(first, first.Pay(a, a.Amount))
	s.judged()
	p = s.payment(s.t, g)
	back := p.Refunding.Add(p.Refunded)
	if p.Status != payment.Paid || p.Received != b.Amount.Add(a.Amount) || back != a.Amount || s.statuses(s.t, g) != "placed " {
		s.t.Fatalf("after %s as well: %+v; orders %s", first.Gateway().Code(), p, s.statuses(s.t, g))
	}
	if n := s.Count(s.t, "money_tasks", "payment_id = ? AND kind = 'duplicate'", p.ID); n != 1 {
		s.t.Errorf("%d tasks tell of the second money", n)
	}
	if err := s.co.SendRefunds(ctx); err != nil {
		s.t.Error(err)
	}
	all, err := payment.RefundsOf(ctx, s.DB.Read(ctx), p.ID)
	if err != nil || len(all) != 1 || all[0].Gateway != first.Gateway().Code() {
		s.t.Fatalf("%+v %v", all, err)
	}
	if _, can := first.Gateway().(payments.Refunder); can {
		if sent := first.Refunded(a.Ref); sent != a.Amount || then.Refunded(b.Ref) != (money.VND{}) {
			s.t.Errorf("%s gave back %v of %v", first.Gateway().Code(), sent, a.Amount)
		}
	} else if n := s.Count(s.t, "money_tasks", "refund_id = ? AND kind = 'transfer' AND state = 'open'", all[0].ID); n != 1 {
		s.t.Errorf("%d people are asked to transfer it", n)
	}
	s.Pass(40 * time.Minute) // the next pair's money is alike, and must not pass for this one's
}

// told delivers messages twice.
func (s *second) told(f contract.Fake, reqs []payments.RawRequest) {
	s.t.Helper()
	for range 2 {
		for _, r := range reqs {
			if a := s.co.Receive(ctx, f.Listener(), r); a.Status >= 400 {
				s.t.Errorf("%s is answered %d %s", f.Gateway().Code(), a.Status, a.Body)
			}
		}
	}
}

// judged is the desk, where two sources told of equal money: here it is never the same.
func (s *second) judged() {
	s.t.Helper()
	var doubtful []string
	err := s.DB.Read(ctx).Raw("SELECT id FROM bank_credits WHERE state = 'doubtful'").Scan(&doubtful).Error
	for _, id := range doubtful {
		if err == nil {
			err = s.co.JudgeTwin(ctx, s.desk, id, false)
		}
	}
	if err != nil {
		s.t.Fatal(err)
	}
}
