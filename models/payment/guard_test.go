package payment_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

var ctx = context.Background()

// till is one payment of one order, and a bank.
type till struct {
	*markettest.Market
	t        *testing.T
	bank     *markettest.Bank
	gateways *payments.Registry
	p        payment.Payment
	o        order.Order
}

func open(t *testing.T, d *db.DB) *till {
	m := &till{Market: markettest.New(t, d), t: t, bank: markettest.NewBank()}
	var err error
	if m.gateways, err = payments.NewRegistry([]payments.Gateway{m.bank}, nil); err != nil {
		t.Fatal(err)
	}
	m.again()
	return m
}

// again makes another payment.
func (m *till) again() {
	seller, _ := m.Seller(m.t)
	id := m.Order(m.t, markettest.Deal{SellerID: seller, Goods: 100_000, Shipping: 30_000, Earner: "carrier", Status: "placed"})
	var err error
	if m.o, err = order.Find(ctx, m.DB.Read(ctx), id); err != nil {
		m.t.Fatal(err)
	}
	p := payment.Payment{ID: db.NewID(), Code: code.New(), GroupID: m.o.GroupID, Status: payment.Due, Amount: money.Of(130_000),
		DueAt: m.Now().Add(15 * time.Minute), HoldUntil: m.Now().Add(20 * time.Minute), CreatedAt: m.Now()}
	m.do(func(tx *gorm.DB) error {
		return payment.Create(ctx, tx, p, []payment.Allocation{{PaymentID: p.ID, OrderID: id, Goods: money.Of(100_000), Shipping: money.Of(30_000)}})
	})
	m.p = p
}

func (m *till) do(fn func(tx *gorm.DB) error) {
	m.t.Helper()
	if err := m.DB.Tx(ctx, fn); err != nil {
		m.t.Fatal(err)
	}
}

// same fails when a row is not what the struct says that a verb left.
func same[T any](m *till, id string, is T) {
	m.t.Helper()
	var row T
	if err := m.DB.Read(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		m.t.Fatal(err)
	}
	if !reflect.DeepEqual(row, is) {
		m.t.Errorf("the struct says %+v,\nthe row         %+v", is, row)
	}
}

func (m *till) begun() payment.Attempt {
	m.t.Helper()
	var a payment.Attempt
	m.do(func(tx *gorm.DB) (err error) {
		tried, err := payment.AttemptsOf(ctx, tx, m.p.ID)
		if err != nil {
			return err
		}
		a, err = payment.Begin(ctx, tx, m.p, tried, m.bank, m.Now())
		return err
	})
	same(m, a.ID, a)
	return a
}

// funded pays the payment.
func (m *till) funded() payment.Capture {
	m.t.Helper()
	var c payment.Capture
	m.do(func(tx *gorm.DB) (err error) {
		p, taken, ok, err := payment.Take(ctx, tx, payment.Arrival{PaymentID: m.p.ID, Gateway: "testbank", TxnID: db.NewID(), Amount: m.p.Amount, From: ledger.Gateway("testbank")}, m.Now())
		if err != nil || !ok {
			return err
		}
		c = taken
		err = payment.Fund(ctx, tx, &p, c, ledger.Gateway("testbank"), nil, m.Now(), m.Now().Add(time.Hour))
		m.p = p
		return err
	})
	same(m, m.p.ID, m.p)
	same(m, c.ID, c)
	return c
}

// asked funds, and asks amount of it back.
func (m *till) asked(amount int64) payment.Refund {
	m.t.Helper()
	m.funded()
	var all []payment.Refund
	m.do(func(tx *gorm.DB) (err error) {
		all, err = payment.GiveBack(ctx, tx, m.gateways, m.o.ID, money.Of(amount), payment.Reason{Kind: "test", ID: m.o.ID}, m.Now())
		return err
	})
	if len(all) != 1 {
		m.t.Fatalf("%d refunds", len(all))
	}
	same(m, all[0].ID, all[0])
	return all[0]
}

func TestAttemptsAreWhatTheirRowsSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		caps := m.bank.Capabilities()
		a := m.begun()
		m.do(func(tx *gorm.DB) error {
			return payment.Began(ctx, tx, &a, payments.Begun{ProviderRef: "p", State: "s", Next: payments.Next{URL: "http://bank.test"}})
		})
		same(m, a.ID, a)
		m.Pass(3 * time.Minute)
		m.do(func(tx *gorm.DB) error {
			won, err := payment.Turn(ctx, tx, &a, caps, m.Now())
			if !won {
				t.Error("nobody else asks")
			}
			return err
		})
		same(m, a.ID, a)
		m.do(func(tx *gorm.DB) error {
			other := a
			other.PollAt--
			won, err := payment.Turn(ctx, tx, &other, caps, m.Now())
			if won {
				t.Error("a worker that saw something else asks too")
			}
			return err
		})
		for _, step := range []struct {
			do     func(tx *gorm.DB) error
			status payment.Status
		}{
			{func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &a) }, payment.Checking},
			{func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &a, payment.AttemptFailed, "funds") }, payment.Due},
			{func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &a) }, payment.Due}, // it has failed: late news of doubt is stale
			{func(tx *gorm.DB) error { a.PollAt = m.Now(); return payment.Suspect(ctx, tx, &a, caps, m.Now()) }, payment.Checking},
			{func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &a, payment.AttemptCancelled, "buyer") }, payment.Due},
		} {
			m.do(step.do)
			same(m, a.ID, a)
			if p, err := payment.FindByID(ctx, d.Read(ctx), m.p.ID); err != nil || p.Status != step.status {
				t.Errorf("the payment is %s, %v, want %s", p.Status, err, step.status)
			}
		}
		m.do(func(tx *gorm.DB) error { return payment.Allow(ctx, tx, &m.p, m.p.DueAt.Add(time.Hour), 0) })
		same(m, m.p.ID, m.p)
		m.do(func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, payment.Cancelled) })
		same(m, m.p.ID, m.p)
		err := d.Tx(ctx, func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, payment.Expired) })
		if !fault.Has(err, "payment.closed") {
			t.Errorf("closed twice: %v", err)
		}
	})
}

func TestAPartThatEndsTheLastDoubtMakesTheRestDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		for _, c := range []struct {
			name   string
			amount int64
			other  bool // another attempt is in doubt
			want   payment.Status
		}{
			{"a part", 100_000, false, payment.Due},
			{"a part, and another attempt in doubt", 100_000, true, payment.Checking},
			{"all of it", 130_000, false, payment.Checking}, // Fund makes it paid
		} {
			m.again()
			first := m.begun()
			if c.other {
				m.do(func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &first, payment.AttemptFailed, "funds") })
			}
			a := first
			if c.other {
				a = m.begun()
				m.do(func(tx *gorm.DB) error { return payment.Suspect(ctx, tx, &first, m.bank.Capabilities(), m.Now()) })
			}
			m.do(func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &a) })
			var p payment.Payment
			m.do(func(tx *gorm.DB) (err error) {
				p, _, _, err = payment.Take(ctx, tx, payment.Arrival{PaymentID: m.p.ID, Gateway: "testbank", TxnID: db.NewID(), Amount: money.Of(c.amount), Attempt: &a, From: ledger.Gateway("testbank")}, m.Now())
				return err
			})
			if p.Status != c.want || a.Status != payment.AttemptSucceeded {
				t.Errorf("%s: the payment is %s, the attempt %s; want %s", c.name, p.Status, a.Status, c.want)
			}
			same(m, p.ID, p)
			same(m, a.ID, a)
		}
	})
}

func TestRefundsAreWhatTheirRowsSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		caps := m.bank.Capabilities()
		r := m.asked(40_000)
		step := func(do func(tx *gorm.DB) error, want payment.RefundStatus) {
			t.Helper()
			m.do(do)
			r.Polls = 0
			var row payment.Refund
			if err := d.Read(ctx).Where("id = ?", r.ID).Take(&row).Error; err != nil {
				t.Fatal(err)
			}
			row.Polls = 0
			r.ProviderRef = row.ProviderRef
			if !reflect.DeepEqual(row, r) || row.Status != want {
				t.Errorf("want %s: the struct says %+v,\nthe row %+v", want, r, row)
			}
		}
		take := func(tx *gorm.DB) error { _, err := payment.TakeInHand(ctx, tx, &r, m.Now()); return err }
		step(take, payment.RefundSending)
		step(func(tx *gorm.DB) error { return payment.Retry(ctx, tx, &r, m.Now()) }, payment.RefundDue)
		step(take, payment.RefundSending)
		step(func(tx *gorm.DB) error {
			return payment.Process(ctx, tx, &r, payments.RefundResult{ProviderRef: "r"}, caps, m.Now())
		}, payment.RefundProcessing)
		m.Pass(time.Hour)
		step(func(tx *gorm.DB) error { _, err := payment.Look(ctx, tx, &r, caps, m.Now()); return err }, payment.RefundProcessing)
		finish := func(tx *gorm.DB) error {
			_, err := payment.Finish(ctx, tx, &r, ledger.Gateway("testbank"), "e", m.Now())
			return err
		}
		step(finish, payment.RefundDone)
		step(finish, payment.RefundDone)
		step(func(tx *gorm.DB) error { return payment.Refuse(ctx, tx, &r, "returned", m.Now()) }, payment.RefundNeedsAccount)
		step(func(tx *gorm.DB) error { return payment.Refuse(ctx, tx, &r, "returned again", m.Now()) }, payment.RefundNeedsAccount)
		step(func(tx *gorm.DB) error { return payment.NameAccount(ctx, tx, &r, "sealed") }, payment.RefundSending)
		step(finish, payment.RefundDone)
		if p, err := payment.FindByID(ctx, d.Read(ctx), m.p.ID); err != nil || p.Refunded.Dong() != 40_000 || !p.Refunding.IsZero() {
			t.Errorf("payment %+v, %v", p, err)
		}
		m.prove()
	})
}

func (m *till) prove() {
	m.t.Helper()
	found, err := payment.Verify(ctx, m.DB.Read(ctx))
	if err != nil {
		m.t.Fatal(err)
	}
	for _, v := range found {
		m.t.Error(v)
	}
}

// TestRefundsNeverPassWhatCame asks for parts at once, more than there is.
func TestRefundsNeverPassWhatCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.funded()
		results := make(chan error, 20)
		for range 20 {
			go func() {
				results <- d.Tx(ctx, func(tx *gorm.DB) error {
					_, err := payment.GiveBack(ctx, tx, m.gateways, m.o.ID, money.Of(10_000), payment.Reason{Kind: "test", ID: db.NewID()}, m.Now())
					return err
				})
			}()
		}
		won := 0
		for range 20 {
			switch err := <-results; {
			case err == nil:
				won++
			case !fault.Has(err, "payment.refund_too_much"):
				t.Error(err)
			}
		}
		if p, err := payment.FindByID(ctx, d.Read(ctx), m.p.ID); err != nil || won != 13 || p.Refunding.Dong() != 130_000 {
			t.Errorf("%d parts of 10.000 of 130.000 go back: %+v, %v", won, p, err)
		}
		m.prove()
	})
}

func TestOneReasonGivesBackOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		first := m.asked(25_000)
		m.do(func(tx *gorm.DB) error {
			all, err := payment.GiveBack(ctx, tx, m.gateways, m.o.ID, money.Of(25_000), payment.Reason{Kind: "test", ID: m.o.ID}, m.Now())
			if len(all) != 1 || all[0].ID != first.ID {
				t.Errorf("%+v", all)
			}
			return err
		})
		m.prove()
	})
}

// TestOnlyVerbsChangeWhatIsGuarded lets GORM try.
func TestOnlyVerbsChangeWhatIsGuarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		a := m.begun()
		r := m.asked(1_000)
		var c payment.Capture
		var part payment.Allocation
		kept := payment.Credit{Source: "s", SourceID: "1", Account: "0", Amount: money.Of(5), ContentSealed: "c", ReceivedAt: m.Now()}
		var heard payment.Event
		var task payment.Task
		m.do(func(tx *gorm.DB) error {
			if _, err := payment.KeepCredit(ctx, tx, &kept, false, m.Now()); err != nil {
				return err
			}
			if err := payment.Unmatched(ctx, tx, kept, m.Now()); err != nil {
				return err
			}
			e, _, err := payment.Hear(ctx, tx, "testbank", payments.Event{Key: "k", Kind: payments.EventDispute}, nil, "raw", m.Now())
			heard = e
			return err
		})
		q := d.Read(ctx)
		for _, err := range []error{q.Where("payment_id = ?", m.p.ID).Take(&c).Error, q.Where("payment_id = ?", m.p.ID).Take(&part).Error, q.Where("credit_id = ?", kept.ID).Take(&task).Error} {
			if err != nil {
				t.Fatal(err)
			}
		}
		p, err := payment.FindByID(ctx, q, m.p.ID)
		if err != nil {
			t.Fatal(err)
		}
		m.do(func(tx *gorm.DB) error {
			for name, n := range map[string][2]int{
				"payment": {markettest.Guarded(t, tx, p), 13}, "allocation": {markettest.Guarded(t, tx, part), 5}, "attempt": {markettest.Guarded(t, tx, a), 9},
				"capture": {markettest.Guarded(t, tx, c), 3}, "refund": {markettest.Guarded(t, tx, r), 11}, "credit": {markettest.Guarded(t, tx, kept), 4},
				"event": {markettest.Guarded(t, tx, heard), 2}, "task": {markettest.Guarded(t, tx, task), 4},
			} {
				if n[0] != n[1] {
					t.Errorf("%d fields of a %s are guarded, not %d", n[0], name, n[1])
				}
			}
			return nil
		})
	})
}

func TestDeedsEndTasksThatWordsCannot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		by := actor.Admin{PersonID: "p"}
		for kind, byHand := range map[payment.TaskKind]bool{
			payment.TaskUnder: true, payment.TaskOver: true, payment.TaskLate: true, payment.TaskDuplicate: true, payment.TaskReview: true,
			payment.TaskTransfer: false, payment.TaskUnmatched: false,
		} {
			m.do(func(tx *gorm.DB) error {
				return payment.Ask(ctx, tx, payment.Task{Kind: kind, PaymentID: &m.p.ID}, m.Now())
			})
			var task payment.Task
			if err := d.Read(ctx).Where("kind = ?", kind).Take(&task).Error; err != nil {
				t.Fatal(err)
			}
			for i, want := range map[bool][]string{true: {"", "payment.task_closed"}, false: {"payment.task_deed", "payment.task_deed"}}[byHand] {
				err := d.Tx(ctx, func(tx *gorm.DB) error { return payment.CloseTask(ctx, tx, task.ID, "xong", by.PersonID, m.Now()) })
				if want == "" && err != nil || want != "" && !fault.Has(err, want) {
					t.Errorf("%s, time %d: %v", kind, i+1, err)
				}
			}
		}
	})
}
