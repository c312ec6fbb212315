package payment_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// Of two refunds in the same place each goes its own way, and of two workers one has it.
func TestOneRefundMovesAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.funded()
		r, twin := m.back("test", 1_000), m.back("test", 2_000)
		caps := m.bank.Capabilities()
		once := func(what string, do func(tx *gorm.DB, r *payment.Refund) (bool, error)) {
			t.Helper()
			stale := *r
			m.apart(r, func(tx *gorm.DB) error {
				won, err := do(tx, r)
				if !won {
					t.Errorf("%s: nobody does it", what)
				}
				return err
			})
			*r = m.refunds()[r.ID]
			m.alone(r, func(tx *gorm.DB) error {
				won, err := do(tx, &stale)
				if won {
					t.Errorf("%s: two workers do it", what)
				}
				return err
			})
			m.do(func(tx *gorm.DB) error { _, err := do(tx, twin); return err })
			*twin = m.refunds()[twin.ID]
		}
		polls := func(n int) {
			t.Helper()
			if r.Polls != n {
				t.Errorf("asked %d times, not %d", r.Polls, n)
			}
		}
		once("taken in hand", func(tx *gorm.DB, r *payment.Refund) (bool, error) { return payment.TakeInHand(ctx, tx, r, m.Now()) })
		polls(1)
		m.Pass(time.Second)
		once("looked at", func(tx *gorm.DB, r *payment.Refund) (bool, error) { return payment.Look(ctx, tx, r, caps, m.Now()) })
		polls(2)
		m.apart(r, func(tx *gorm.DB) error { return payment.Retry(ctx, tx, r, m.Now()) })
		m.do(func(tx *gorm.DB) error { return payment.Retry(ctx, tx, twin, m.Now()) })
		once("taken in hand again", func(tx *gorm.DB, r *payment.Refund) (bool, error) { return payment.TakeInHand(ctx, tx, r, m.Now()) })
		polls(3)
		took := payments.RefundResult{ProviderRef: "theirs"}
		m.apart(r, func(tx *gorm.DB) error { return payment.Process(ctx, tx, r, took, caps, m.Now()) })
		*r = m.refunds()[r.ID]
		if r.ProviderRef != "theirs" {
			t.Errorf("the gateway's own reference is lost: %+v", r)
		}
		m.do(func(tx *gorm.DB) error { return payment.Process(ctx, tx, twin, took, caps, m.Now()) })
		once("done", func(tx *gorm.DB, r *payment.Refund) (bool, error) {
			return payment.Finish(ctx, tx, r, ledger.Gateway("testbank"), "e", m.Now())
		})
		m.prove()
	})
}

// A gateway is asked by its own schedule, then once a day; after a fortnight a person is told.
func TestWhenARefundIsAskedAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.funded()
		r := m.back("test", 1_000)
		caps, day := m.bank.Capabilities(), 24*time.Hour
		m.do(func(tx *gorm.DB) error { _, err := payment.TakeInHand(ctx, tx, r, m.Now()); return err })
		if r.PollAt != m.Now().Add(2*time.Minute) {
			t.Errorf("whose worker died is asked about at %v", r.PollAt)
		}
		m.do(func(tx *gorm.DB) error {
			return payment.Process(ctx, tx, r, payments.RefundResult{}, caps, m.Now())
		})
		if r.PollAt != r.CreatedAt.Add(time.Minute) {
			t.Errorf("first asked about at %v", r.PollAt)
		}
		for _, c := range []struct {
			after, next time.Duration
			told        int64
		}{
			{time.Minute - time.Millisecond, time.Minute, 0}, {time.Minute, 5 * time.Minute, 0}, {5 * time.Minute, 5*time.Minute + day, 0},
			{14*day - time.Millisecond, 15*day - time.Millisecond, 0}, {14 * day, 15 * day, 1}, {15 * day, 16 * day, 1},
		} {
			m.do(func(tx *gorm.DB) error {
				_, err := payment.Look(ctx, tx, r, caps, r.CreatedAt.Add(c.after))
				return err
			})
			if r.PollAt != r.CreatedAt.Add(c.next) {
				t.Errorf("after %s: asked again at %v", c.after, r.PollAt)
			}
			if n := m.Count(t, "money_tasks", "kind = 'review' AND note = 'refund_silent' AND refund_id = ?", r.ID); n != c.told {
				t.Errorf("after %s: a person is told %d times", c.after, n)
			}
		}
	})
}

// What a gateway does not take on is sent again, later each time, and after a fortnight by
// a person.
func TestARefundThatAGatewayDoesNotTakeOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.funded()
		r := m.back("test", 1_000)
		retry := func(at clock.Instant) {
			t.Helper()
			*r = m.refunds()[r.ID]
			m.do(func(tx *gorm.DB) error { _, err := payment.TakeInHand(ctx, tx, r, at); return err })
			m.apart(r, func(tx *gorm.DB) error { return payment.Retry(ctx, tx, r, at) })
		}
		end := r.CreatedAt.Add(14 * 24 * time.Hour)
		for i, minutes := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 256} {
			at := m.Now()
			if i == 10 {
				at = end - 1
			}
			if retry(at); r.Status != payment.RefundDue || r.PollAt != at.Add(minutes*time.Minute) {
				t.Errorf("time %d: %s, again at %v", i+1, r.Status, r.PollAt)
			}
		}
		if retry(end); r.Status != payment.RefundNeedsAccount || r.Failure != "gateway_away" {
			t.Errorf("after a fortnight: %+v", r)
		}
		m.prove()
	})
}
