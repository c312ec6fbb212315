package payment_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
)

// begin begins the next attempt of the till's payment, and rolls it back.
func (m *till) begin(tried int, now clock.Instant) error {
	err := m.DB.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := payment.Begin(ctx, tx, m.p, make([]payment.Attempt, tried), m.bank, now); err != nil {
			return err
		}
		return errUndone
	})
	if fault.Has(err, "test.undone") {
		return nil
	}
	return err
}

var errUndone = fault.New(fault.Internal, "test.undone")

// A payment is begun while it waits, to the last moment in which the gateway has the time
// that it needs, and not more often than MaxAttempts.
func TestWhenAPaymentMayBeBegun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		least := m.bank.Capabilities().MinTTL
		last := m.p.DueAt.Add(-max(least, time.Millisecond))
		for _, c := range []struct {
			what  string
			tried int
			at    clock.Instant
			key   string
		}{
			{"in time", 0, m.Now(), ""},
			{"at the last moment", 0, last, ""},
			{"without the gateway's time", 0, last.Add(time.Millisecond), "payment.closed"},
			{"at its end", 0, m.p.DueAt, "payment.closed"},
			{"after it", 0, m.p.DueAt.Add(time.Hour), "payment.closed"},
			{"the last try", payment.MaxAttempts - 1, m.Now(), ""},
			{"once too often", payment.MaxAttempts, m.Now(), "payment.too_many_attempts"},
		} {
			if err := m.begin(c.tried, c.at); (err == nil) != (c.key == "") || c.key != "" && !fault.Has(err, c.key) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		m.do(func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, payment.Cancelled) })
		if err := m.begin(0, m.Now()); !fault.Has(err, "payment.closed") {
			t.Errorf("of one that was cancelled: %v", err)
		}
	})
}

// Deadlines move out alone, one without the other, and of nothing that has ended.
func TestDeadlinesMoveOutAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		due, hold := m.p.DueAt, m.p.HoldUntil
		allow := func(d, h clock.Instant) { m.do(func(tx *gorm.DB) error { return payment.Allow(ctx, tx, &m.p, d, h) }) }
		is := func(what string, d, h clock.Instant) {
			t.Helper()
			if m.p.DueAt != d || m.p.HoldUntil != h {
				t.Errorf("%s: %v and %v, want %v and %v", what, m.p.DueAt, m.p.HoldUntil, d, h)
			}
			same(m, m.p.ID, m.p)
		}
		allow(due.Add(-time.Minute), hold.Add(-time.Minute))
		is("in", due, hold)
		allow(due, hold.Add(time.Minute))
		is("the hold alone", due, hold.Add(time.Minute))
		allow(due.Add(time.Minute), hold)
		is("the buyer's time alone", due.Add(time.Minute), hold.Add(time.Minute))
		m.do(func(tx *gorm.DB) error { return payment.Close(ctx, tx, &m.p, payment.Expired) })
		allow(due.Add(time.Hour), hold.Add(time.Hour))
		is("after its end", due.Add(time.Minute), hold.Add(time.Minute))
	})
}

// Funding one payment touches no other, not even one with all its money parked.
func TestFundingTouchesOnePaymentAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		take := func(txn string) (c payment.Capture) {
			m.do(func(tx *gorm.DB) (err error) {
				m.p, c, _, err = payment.Take(ctx, tx, payment.Arrival{PaymentID: m.p.ID, Gateway: m.bank.Code(), TxnID: txn, Amount: m.p.Amount, From: ledger.Gateway(m.bank.Code())}, m.Now())
				return err
			})
			return c
		}
		parked := take("1")
		m.do(func(tx *gorm.DB) error {
			return payment.Park(ctx, tx, m.p, parked, ledger.Gateway(m.bank.Code()), m.Now())
		})
		other := m.p
		m.again()
		c := take("2")
		m.do(func(tx *gorm.DB) error {
			return payment.Fund(ctx, tx, &m.p, c, ledger.Gateway(m.bank.Code()), nil, m.Now(), m.Now().Add(time.Hour))
		})
		if m.p.Status != payment.Paid {
			t.Errorf("the payment is %s", m.p.Status)
		}
		same(m, m.p.ID, m.p)
		same(m, other.ID, other)
	})
}
