package payment_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

var fromBank = ledger.Gateway("testbank")

// took is money of the till's payment that came, and is parked.
func (m *till) took(amount int64) (c payment.Capture) {
	m.t.Helper()
	m.do(func(tx *gorm.DB) (err error) {
		m.p, c, _, err = payment.Take(ctx, tx, payment.Arrival{PaymentID: m.p.ID, Gateway: "testbank", TxnID: db.NewID(), Amount: money.Of(amount), From: fromBank}, m.Now())
		if err != nil {
			return err
		}
		return payment.Park(ctx, tx, m.p, c, fromBank, m.Now())
	})
	return c
}

// fund makes the till's payment paid by what is parked.
func (m *till) fund(standing ...payment.Allocation) error {
	return m.DB.Tx(ctx, func(tx *gorm.DB) error {
		p := m.p
		return payment.Fund(ctx, tx, &p, payment.Capture{}, ledger.Suspense(p.ID), standing, m.Now(), m.Now().Add(time.Hour))
	})
}

// A payment is made paid by money that is there, once, and only the orders that it is for.
func TestOnlyMoneyThatIsThereFunds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		refused := func(what string, standing ...payment.Allocation) {
			t.Helper()
			if err := m.fund(standing...); !fault.Has(err, "payment.moved") {
				t.Errorf("%s: %v", what, err)
			}
		}
		part := func() payment.Allocation {
			t.Helper()
			parts, err := payment.Allocations(ctx, d.Read(ctx), m.p.ID)
			if err != nil || len(parts) != 1 {
				t.Fatal(parts, err)
			}
			return parts[0]
		}
		foreign := part()
		foreign.Goods, foreign.Shipping = money.VND{}, money.VND{}

		m.again()
		refused("nothing came")
		m.took(129_999)
		refused("a đồng is missing")
		m.took(1)
		stale := part()
		stale.Goods = stale.Goods.Sub(money.Of(1))
		refused("an order that has changed", stale)
		refused("an order of another payment beside", part(), foreign)
		if err := m.fund(part()); err != nil {
			t.Fatal(err)
		}
		refused("what was funded meanwhile")
		if n := m.Count(t, "outbox_notes", "type = ? AND subject = ?", payment.PaidNoteType, m.p.ID); n != 1 {
			t.Errorf("the seller is told %d times", n)
		}
		var err error
		if m.p, err = payment.FindByID(ctx, d.Read(ctx), m.p.ID); err != nil {
			t.Fatal(err)
		}
		refused("what is paid")

		m.again()
		m.took(130_000)
		m.do(func(tx *gorm.DB) error {
			return payment.GiveBackRest(ctx, tx, m.gateways, &m.p, payment.TaskOver, m.Now())
		})
		refused("what is on its way back")
		back, err := payment.RefundsOf(ctx, d.Read(ctx), m.p.ID)
		if err != nil || len(back) != 1 {
			t.Fatal(back, err)
		}
		m.do(func(tx *gorm.DB) error {
			_, err := payment.Finish(ctx, tx, &back[0], fromBank, "e", m.Now())
			return err
		})
		refused("what was given back")

		m.again()
		m.took(130_000)
		m.do(func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, payment.Cancelled) })
		refused("what was cancelled")
	})
}

// Money is a positive number of đồng.
func TestNoMoneyIsNotTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		for _, amount := range []int64{0, -1} {
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				_, _, _, err := payment.Take(ctx, tx, payment.Arrival{PaymentID: m.p.ID, Gateway: "testbank", TxnID: "t", Amount: money.Of(amount), From: fromBank}, m.Now())
				return err
			})
			if !fault.Has(err, "payment.amount") {
				t.Errorf("%d came: %v", amount, err)
			}
		}
		m.funded()
		for amount, key := range map[int64]string{0: "", -1: "payment.amount", 130_001: "payment.refund_too_much"} {
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				all, err := payment.GiveBack(ctx, tx, m.gateways, m.o.ID, money.Of(amount), payment.Reason{Kind: "test", ID: "r"}, m.Now())
				if len(all) > 0 {
					t.Errorf("%d goes back as %+v", amount, all)
				}
				return err
			})
			if (err == nil) != (key == "") || key != "" && !fault.Has(err, key) {
				t.Errorf("%d goes back: %v", amount, err)
			}
		}
	})
}

// The newest money goes back first, each capture at most once.
func TestTheNewestMoneyGoesBackFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		older := m.took(50_000)
		m.Pass(time.Minute)
		newer := m.took(80_000)
		if err := m.fund(); err != nil {
			t.Fatal(err)
		}
		give := func(amount int64, want map[string]int64) {
			t.Helper()
			m.do(func(tx *gorm.DB) error {
				all, err := payment.GiveBack(ctx, tx, m.gateways, m.o.ID, money.Of(amount), payment.Reason{Kind: "test", ID: db.NewID()}, m.Now())
				if len(all) != len(want) {
					t.Errorf("%d goes back in %d parts", amount, len(all))
				}
				for _, r := range all {
					if r.Amount.Dong() != want[r.CaptureID] {
						t.Errorf("%d goes back as %+v", amount, all)
					}
				}
				return err
			})
		}
		give(30_000, map[string]int64{newer.ID: 30_000})
		give(60_000, map[string]int64{newer.ID: 50_000, older.ID: 10_000})
		give(40_000, map[string]int64{older.ID: 40_000})
		m.prove()
	})
}

// Of one order of a purchase no more goes back than it cost, though the payment holds more.
func TestAnOrderGivesBackItsOwnPart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		first := m.o
		m.again()
		second, p := m.o, m.p
		p.ID, p.Code, p.Amount = db.NewID(), db.NewID(), money.Of(260_000)
		m.do(func(tx *gorm.DB) error {
			if err := tx.Exec("DELETE FROM allocations").Error; err != nil {
				return err
			}
			var parts []payment.Allocation
			for _, id := range []string{first.ID, second.ID} {
				parts = append(parts, payment.Allocation{PaymentID: p.ID, OrderID: id, Goods: money.Of(100_000), Shipping: money.Of(30_000)})
			}
			return payment.Create(ctx, tx, p, parts)
		})
		m.p = p
		m.funded()
		for i, c := range []struct {
			id     string
			amount int64
			key    string
		}{{first.ID, 130_001, "payment.refund_too_much"}, {first.ID, 100_000, ""}, {first.ID, 30_001, "payment.refund_too_much"}, {first.ID, 30_000, ""}, {second.ID, 130_000, ""}} {
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				_, err := payment.GiveBack(ctx, tx, m.gateways, c.id, money.Of(c.amount), payment.Reason{Kind: "test", ID: db.NewID()}, m.Now())
				return err
			})
			if (err == nil) != (c.key == "") || c.key != "" && !fault.Has(err, c.key) {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

// Money is late when its payment has ended before, and not when it waits.
func TestLateMoneyIsMarked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		var all []payment.Capture
		for _, as := range []payment.Status{"", payment.Expired, payment.Cancelled} {
			m.again()
			if as != "" {
				m.do(func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, as) })
			}
			c := m.took(1_000)
			if c.Late != (as != "") {
				t.Errorf("%q: late %v", as, c.Late)
			}
			all = append(all, c)
			for _, c := range all {
				same(m, c.ID, c)
			}
		}
		m.took(129_000)
		for as, key := range map[payment.Status]string{payment.Due: "payment.closed", payment.Paid: "payment.closed", payment.Expired: "payment.closed"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, as) }); !fault.Has(err, key) {
				t.Errorf("a cancelled one becomes %s: %v", as, err)
			}
		}
		m.again()
		stale := m.p
		m.do(func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, payment.Expired) })
		if err := d.Tx(ctx, func(tx *gorm.DB) error { return payment.Close(ctx, tx, &stale, payment.Cancelled) }); !fault.Has(err, "payment.closed") {
			t.Errorf("somebody else was first: %v", err)
		}
	})
}
