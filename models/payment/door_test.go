package payment_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// door is another payment, of an order that is due where it arrives.
func (m *till) door() {
	m.t.Helper()
	seller, _ := m.Seller(m.t)
	id := m.Order(m.t, markettest.Deal{SellerID: seller, Goods: 100_000, Shipping: 30_000, Earner: "carrier", Status: "shipped"})
	p := payment.Payment{ID: db.NewID(), Code: code.New(), Status: payment.Due, Amount: money.Of(130_000), AtDoor: true, CreatedAt: m.Now()}
	m.do(func(tx *gorm.DB) (err error) {
		if err := tx.Exec("UPDATE orders SET payable_at = 'door', door_taker = 'seller' WHERE id = ?", id).Error; err != nil {
			return err
		}
		if m.o, err = order.Find(ctx, tx, id); err != nil {
			return err
		}
		p.GroupID = m.o.GroupID
		return payment.Create(ctx, tx, p, []payment.Allocation{{PaymentID: p.ID, OrderID: id, Goods: money.Of(100_000), Shipping: money.Of(30_000)}})
	})
	m.p = p
}

// row reads the till's payment and its part.
func (m *till) row(id string) (p payment.Payment, part payment.Allocation) {
	m.t.Helper()
	p, err := payment.FindByID(ctx, m.DB.Read(ctx), id)
	if err != nil {
		m.t.Fatal(err)
	}
	parts, err := payment.Allocations(ctx, m.DB.Read(ctx), id)
	if err != nil || len(parts) != 1 {
		m.t.Fatal(parts, err)
	}
	return p, parts[0]
}

func (m *till) openTasks(kind payment.TaskKind) int64 {
	m.t.Helper()
	return m.Count(m.t, "money_tasks", "kind = ? AND state = 'open' AND payment_id = ?", kind, m.p.ID)
}

// Money on its way back to its buyer does not pay for what is packed.
func TestMoneyOnItsWayBackPaysNoDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		for _, column := range []string{"refunding", "refunded"} {
			m.door()
			m.took(120_000)
			m.do(func(tx *gorm.DB) error {
				return tx.Exec("UPDATE payments SET "+column+" = 1 WHERE id = ?", m.p.ID).Error
			})
			o := m.o
			o.PackedGoods = money.Of(90_000)
			m.do(func(tx *gorm.DB) error { _, err := payment.Weigh(ctx, tx, m.gateways, o, m.Now()); return err })
			if p, part := m.row(m.p.ID); part.Funded || !p.Status.Open() || p.Amount.Dong() != 120_000 {
				t.Errorf("1 đ is %s: %+v, %+v", column, p, part)
			}
		}
	})
}

// What an order comes to when it is packed is due at its door, and at no other; what came
// before pays for it where it is enough.
func TestWhatIsPackedIsDueAtTheDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.funded() // not at a door, and paid
		var others []string
		others = append(others, m.p.ID)
		m.door()
		others = append(others, m.p.ID)
		m.again()
		others = append(others, m.p.ID)
		type both struct {
			p    payment.Payment
			part payment.Allocation
		}
		before := map[string]both{}
		for _, id := range others {
			p, part := m.row(id)
			before[id] = both{p, part}
		}
		for _, c := range []struct {
			came, amount, back int64
			funded             bool
		}{{0, 120_000, 0, false}, {119_999, 120_000, 0, false}, {120_000, 120_000, 0, true}, {125_000, 120_000, 5_000, true}} {
			m.door()
			if c.came > 0 {
				m.took(c.came)
				m.do(func(tx *gorm.DB) error {
					return payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskUnder, PaymentID: &m.p.ID, Amount: m.p.Missing()}, m.Now())
				})
			}
			o := m.o
			o.PackedGoods = money.Of(90_000)
			for i := range 2 {
				m.do(func(tx *gorm.DB) error {
					paid, err := payment.Weigh(ctx, tx, m.gateways, o, m.Now())
					if paid != (c.funded && i == 1) {
						t.Errorf("%d came: paid before %v", c.came, paid)
					}
					return err
				})
			}
			p, part := m.row(m.p.ID)
			if p.Amount.Dong() != c.amount || part.Goods.Dong() != 90_000 || part.Funded != c.funded || (p.Status == payment.Paid) != c.funded || p.Refunding.Dong() != c.back {
				t.Errorf("%d came: %+v, %+v", c.came, p, part)
			}
			if n := m.openTasks(payment.TaskUnder); (n == 0) != (c.funded || c.came == 0) {
				t.Errorf("%d came: %d open questions about the rest", c.came, n)
			}
		}
		for _, id := range others {
			if p, part := m.row(id); (both{p, part}) != before[id] {
				t.Errorf("another payment was %+v, and is %+v %+v", before[id], p, part)
			}
		}
	})
}

// The desk is asked once what became of an order at a door, while nobody knows; the money,
// or the order's end, answers it.
func TestTheDeskIsAskedAboutADoorOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		ask := func(want int64) {
			t.Helper()
			m.do(func(tx *gorm.DB) error { return payment.AskDoor(ctx, tx, m.o.ID, m.Now()) })
			if n := m.openTasks(payment.TaskDoor); n != want {
				t.Errorf("asked %d times, not %d", n, want)
			}
		}
		ask(0) // not due at a door
		m.door()
		if n := m.Count(t, "outbox_notes", "type = ? AND subject = ?", payment.DoorNoteType, m.p.ID); n != 1 {
			t.Errorf("sellers are told of orders at the door %d times", n)
		}
		ask(1)
		ask(1)
		beside := m.p
		m.door()
		ask(1)
		m.took(20_000)
		m.do(func(tx *gorm.DB) error {
			return payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskUnder, PaymentID: &m.p.ID, Amount: m.p.Missing()}, m.Now())
		})
		m.do(func(tx *gorm.DB) error { return payment.Forgo(ctx, tx, m.gateways, &m.p, m.Now()) })
		if m.p.Status != payment.Cancelled || m.p.Refunding.Dong() != 20_000 {
			t.Errorf("its order ends unpaid: %+v", m.p)
		}
		if m.openTasks(payment.TaskDoor) != 0 || m.Count(t, "money_tasks", "kind = 'under' AND state = 'open' AND payment_id = ? AND refund_id IS NULL", m.p.ID) != 0 {
			t.Error("it is still asked about")
		}
		ask(0)
		m.door()
		m.do(func(tx *gorm.DB) error { return payment.Forgo(ctx, tx, m.gateways, &m.p, m.Now()) })
		if m.p.Status != payment.Cancelled || m.Count(t, "refunds", "payment_id = ?", m.p.ID) != 0 {
			t.Errorf("without money: %+v", m.p)
		}
		m.door()
		ask(1)
		m.took(130_000)
		if err := m.fund(); err != nil {
			t.Fatal(err)
		}
		if m.openTasks(payment.TaskDoor) != 0 {
			t.Error("it is paid, and still asked about")
		}
		ask(0)
		if m.p = beside; m.openTasks(payment.TaskDoor) != 1 {
			t.Error("another door is answered too")
		}
	})
}

// Transfers that nobody has accounted for are listed the newest first, by their sum or all,
// and who ends one is written on its task.
func TestUnmatchedTransfersAreFoundBySum(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		keep := func(id string, amount int64) payment.Credit {
			t.Helper()
			m.Pass(time.Minute)
			c := payment.Credit{Source: "s", SourceID: id, Account: "0", Amount: money.Of(amount), ContentSealed: "c", ReceivedAt: m.Now()}
			m.do(func(tx *gorm.DB) error {
				if _, err := payment.KeepCredit(ctx, tx, &c, false, m.Now()); err != nil {
					return err
				}
				return payment.Unmatched(ctx, tx, c, m.Now())
			})
			return c
		}
		a, other, b, gone := keep("1", 5_000), keep("2", 6_000), keep("3", 5_000), keep("4", 5_000)
		m.do(func(tx *gorm.DB) error {
			_, err := payment.NotOurs(ctx, tx, gone.ID, "lãi", "person", m.Now())
			return err
		})
		var task payment.Task
		if err := d.Read(ctx).Where("credit_id = ?", gone.ID).Take(&task).Error; err != nil || task.State != "done" || task.Note != "lãi" || task.DoneBy != "person" || task.DoneAt != m.Now() {
			t.Errorf("%+v, %v", task, err)
		}
		if n := m.Count(t, "money_tasks", "state = 'open'"); n != 3 {
			t.Errorf("%d tasks are open", n)
		}
		for limit, want := range map[int]int{5: 2, 1: 1} {
			ids, err := payment.UnmatchedOf(ctx, d.Read(ctx), money.Of(5_000), limit)
			if err != nil || len(ids) != want || ids[0] != b.ID || want == 2 && ids[1] != a.ID {
				t.Errorf("%v, %v", ids, err)
			}
		}
		all, err := payment.NewestUnmatched(ctx, d.Read(ctx), 5)
		if err != nil || len(all) != 3 || all[0].ID != b.ID || all[1].ID != other.ID || all[2].ID != a.ID {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// A refund by transfer goes where the buyer last said, unless a bank has refused that.
func TestABuyerIsNotAskedTwiceWhereTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.bank.Manual = true
		m.funded()
		refused := func(r *payment.Refund, account, why string) {
			t.Helper()
			id := m.transfer(r)
			m.do(func(tx *gorm.DB) error {
				return tx.Exec("UPDATE refund_transfers SET status = 'returned', returned_at = 1, reason = ?, account_sealed = ? WHERE id = ?", why, account, id).Error
			})
		}
		goes := func(want string) {
			t.Helper()
			m.Pass(time.Minute)
			if r := m.back("test", 1_000); r.AccountSealed != want || (r.Status == payment.RefundSending) != (want != "") {
				t.Errorf("%+v, not to %q", r, want)
			}
		}
		strange := m.named("A", 1_000)
		refused(strange, "A", "account_closed") // of another payment
		m.again()
		m.funded()
		goes("")
		r := m.named("A", 1_000)
		goes("A")
		m.Pass(time.Minute)
		m.named("B", 1_000)
		goes("B")
		refused(r, "B", payment.BankFailed)
		goes("B")
		refused(r, "B", "account_closed")
		goes("A")
		refused(r, "A", "name_differs")
		goes("")
	})
}
