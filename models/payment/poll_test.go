package payment_test

import (
	"reflect"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// kept is an attempt as its row says.
func (m *till) kept(id string) (a payment.Attempt) {
	m.t.Helper()
	if err := m.DB.Read(ctx).Where("id = ?", id).Take(&a).Error; err != nil {
		m.t.Fatal(err)
	}
	return a
}

// opened is the next attempt, whose buyer has what is needed to pay.
func (m *till) opened() payment.Attempt {
	m.t.Helper()
	a := m.begun()
	m.do(func(tx *gorm.DB) error {
		return payment.Began(ctx, tx, &a, payments.Begun{Next: payments.Next{URL: "http://bank.test"}})
	})
	return a
}

func (m *till) turn(a *payment.Attempt, caps payments.Capabilities, at clock.Instant) (won bool) {
	m.t.Helper()
	m.do(func(tx *gorm.DB) (err error) { won, err = payment.Turn(ctx, tx, a, caps, at); return err })
	same(m, a.ID, *a)
	return won
}

// A gateway is asked by its own dates, then at some after the attempt's end; if it does not
// answer, four times a day, and after a fortnight a person is told, once.
func TestWhenAnAttemptIsAskedAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		caps, start := m.bank.Capabilities(), m.Now()
		a, beside := m.opened(), m.opened()
		end, day := 15*time.Minute, 24*time.Hour
		if a.PollAt != start.Add(2*time.Minute) || a.ExpiresAt != start.Add(end) {
			t.Fatalf("%+v", a)
		}
		told := func(want int64) {
			t.Helper()
			if n := m.Count(t, "money_tasks", "kind = 'review' AND note = 'gateway_silent' AND payment_id = ?", a.PaymentID); n != want {
				t.Errorf("a person is told %d times", n)
			}
		}
		for _, c := range []struct {
			at, next time.Duration
			overtime bool
		}{
			{2 * time.Minute, 5 * time.Minute, false},
			{5 * time.Minute, end + time.Minute, false},
			{end + time.Minute, end + 30*time.Minute, false},
			{end + 30*time.Minute, end + 2*time.Hour, false},
			{end + 2*time.Hour, end + day, false},
			{end + day, end + day + 6*time.Hour, true},
			{end + day + 6*time.Hour, end + day + 12*time.Hour, true},
			{end + 14*day - time.Millisecond, end + 14*day + 6*time.Hour - time.Millisecond, true},
		} {
			if !m.turn(&a, caps, start.Add(c.at)) || a.PollAt != start.Add(c.next) || a.Overtime(caps, start.Add(c.at)) != c.overtime {
				t.Errorf("after %s it is asked about again at %v, overtime %v", c.at, a.PollAt, a.Overtime(caps, start.Add(c.at)))
			}
		}
		told(0)
		if !m.turn(&a, caps, start.Add(end+14*day)) || a.PollAt != 0 || a.Overtime(caps, m.Now()) || a.Overtime(caps, start.Add(end+14*day)) {
			t.Errorf("after a fortnight: %+v", a)
		}
		told(1)
		m.do(func(tx *gorm.DB) error { return tx.Exec("UPDATE money_tasks SET state = 'done'").Error })
		m.turn(&a, caps, start.Add(end+15*day))
		told(1)
		same(m, beside.ID, beside)
	})
}

// A gateway is not asked before its gap is over, by whomever, and rests once it has answered.
func TestOneWorkerAsksAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		caps := m.bank.Capabilities()
		caps.PollGap = 3 * time.Minute
		a, beside := m.opened(), m.opened()
		stale, at := a, m.Now().Add(time.Hour)
		if !m.turn(&a, caps, at) {
			t.Error("nobody asks")
		}
		m.do(func(tx *gorm.DB) error {
			if won, err := payment.Turn(ctx, tx, &stale, caps, at.Add(time.Hour)); won || err != nil {
				t.Errorf("two ask: %v %v", won, err)
			}
			return nil
		})
		if m.turn(&a, caps, at.Add(3*time.Minute-time.Millisecond)) {
			t.Error("it is asked too soon")
		}
		if !m.turn(&a, caps, at.Add(3*time.Minute)) {
			t.Error("it is not asked when it may be")
		}
		stale.PollAt, stale.Polls = beside.PollAt, a.Polls
		for _, of := range []payment.Attempt{stale, {ID: a.ID, PollAt: a.PollAt, Polls: 9}} {
			m.do(func(tx *gorm.DB) error { return payment.Rest(ctx, tx, of) })
			same(m, a.ID, a)
		}
		m.do(func(tx *gorm.DB) error { return payment.Rest(ctx, tx, a) })
		a.PollAt = 0
		same(m, a.ID, a)
		same(m, beside.ID, beside)
	})
}

// What a buyer had in hand is asked about for the last times after its end, whatever was
// said of it; what was never begun is not; what was in doubt is asked about as before.
func TestWhatHasEndedIsAskedAboutOnceMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		caps := m.bank.Capabilities()
		for _, as := range []payment.AttemptStatus{payment.AttemptFailed, payment.AttemptCancelled} {
			end := func(a payment.Attempt) payment.Attempt {
				t.Helper()
				m.do(func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &a, as, "funds") })
				return m.kept(a.ID)
			}
			if a := end(m.begun()); a.PollAt != 0 || a.Status != as {
				t.Errorf("%s before it was begun: %+v", as, a)
			}
			rested := m.opened()
			m.do(func(tx *gorm.DB) error { return payment.Rest(ctx, tx, rested) })
			if a := end(rested); a.PollAt != 0 {
				t.Errorf("%s after the gateway had answered: %+v", as, a)
			}
			doubted := m.opened()
			m.do(func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &doubted) })
			if a := end(doubted); a.PollAt != doubted.PollAt {
				t.Errorf("%s and in doubt: %+v", as, a)
			}
			a := end(m.opened())
			half, day := a.ExpiresAt.Add(30*time.Minute), a.ExpiresAt.Add(24*time.Hour)
			if a.PollAt != half {
				t.Errorf("%s in hand: %+v", as, a)
			}
			if m.turn(&a, caps, half); a.PollAt != day {
				t.Errorf("%s in hand, asked once: %+v", as, a)
			}
		}
		for _, doubt := range []bool{false, true} {
			a := m.opened()
			want := clock.Instant(0)
			if doubt {
				m.do(func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &a) })
				want = a.PollAt
			}
			m.do(func(tx *gorm.DB) error {
				_, _, _, err := payment.Take(ctx, tx, payment.Arrival{PaymentID: m.p.ID, Gateway: "testbank", TxnID: db.NewID(), Amount: money.Of(1), Attempt: &a, From: ledger.Gateway("testbank")}, m.Now())
				return err
			})
			if got := m.kept(a.ID); got.PollAt != want || got.Status != payment.AttemptSucceeded {
				t.Errorf("succeeded, doubt %v: %+v", doubt, got)
			}
		}
	})
}

// News that does not fit is asked about as soon as the gateway may be, and never later
// than it would have been.
func TestSuspicionIsAskedAboutSoon(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		caps := m.bank.Capabilities()
		caps.PollGap = time.Minute
		suspect := func(a payment.Attempt, at clock.Instant) clock.Instant {
			t.Helper()
			m.do(func(tx *gorm.DB) error { return payment.Suspect(ctx, tx, &a, caps, at) })
			return m.kept(a.ID).PollAt
		}
		later, sooner, rested, asked := m.opened(), m.opened(), m.opened(), m.opened()
		if got := suspect(later, m.Now()); got != m.Now() {
			t.Errorf("which waited for later: %v", got)
		}
		if got := suspect(sooner, sooner.PollAt.Add(time.Hour)); got != sooner.PollAt {
			t.Errorf("which was due: %v", got)
		}
		m.do(func(tx *gorm.DB) error { return payment.Rest(ctx, tx, rested) })
		if got := suspect(rested, m.Now().Add(time.Second)); got != m.Now().Add(time.Second) {
			t.Errorf("which rested: %v", got)
		}
		m.turn(&asked, caps, m.Now())
		if got := suspect(asked, m.Now().Add(time.Second)); got != m.Now().Add(time.Minute) {
			t.Errorf("which was just asked about: %v", got)
		}
	})
}

// A payment is due again when the last attempt in doubt has failed, whatever is in doubt of
// another payment.
func TestTheLastDoubtEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		elsewhere := m.opened()
		m.do(func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &elsewhere) })
		m.again()
		first, second := m.opened(), m.opened()
		status := func(want payment.Status) {
			t.Helper()
			if p, err := payment.FindByID(ctx, d.Read(ctx), m.p.ID); err != nil || p.Status != want {
				t.Errorf("the payment is %s, not %s: %v", p.Status, want, err)
			}
		}
		before := m.kept(second.ID)
		m.do(func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &first) })
		if after := m.kept(second.ID); !reflect.DeepEqual(before, after) {
			t.Errorf("another attempt was %+v, and is %+v", before, after)
		}
		m.do(func(tx *gorm.DB) error { return payment.Doubt(ctx, tx, &second) })
		status(payment.Checking)
		m.do(func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &first, payment.AttemptFailed, "funds") })
		status(payment.Checking)
		m.do(func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &second, payment.AttemptFailed, "funds") })
		status(payment.Due)
	})
}

// A payment that ends takes its own attempts with it, and no others.
func TestClosingEndsItsOwnAttempts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		elsewhere := m.opened()
		m.again()
		failed, live := m.opened(), m.opened()
		m.do(func(tx *gorm.DB) error { return payment.Fail(ctx, tx, &failed, payment.AttemptFailed, "funds") })
		m.do(func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, payment.Expired) })
		for id, want := range map[string]payment.AttemptStatus{elsewhere.ID: payment.AttemptOpen, failed.ID: payment.AttemptFailed, live.ID: payment.AttemptExpired} {
			if got := m.kept(id).Status; got != want {
				t.Errorf("an attempt is %s, not %s", got, want)
			}
		}
	})
}
