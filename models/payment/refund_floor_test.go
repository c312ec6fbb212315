package payment_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// TestLessThanTheFloorIsTransferred: from the announced day on, and not before.
func TestLessThanTheFloorIsTransferred(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.funded()
		_, personID := m.Phone(t)
		desk := actor.Admin{PersonID: personID, Channel: actor.API}
		today := m.Now().Date()
		tomorrow := today.AddDays(1)
		announce := func(in payment.NewFloor) error {
			return d.Tx(ctx, func(tx *gorm.DB) error {
				_, err := payment.AnnounceFloor(ctx, tx, desk, m.gateways, in, m.Now())
				return err
			})
		}
		good := payment.NewFloor{Gateway: "testbank", Least: money.Of(20_000), ValidFrom: tomorrow, Source: "Biểu phí"}
		for key, spoil := range map[string]func(f *payment.NewFloor){
			"refund.floor_gateway": func(f *payment.NewFloor) { f.Gateway = "elsewhere" },
			"refund.floor_least":   func(f *payment.NewFloor) { f.Least = money.Of(-1) },
			"charge.too_soon":      func(f *payment.NewFloor) { f.ValidFrom = today },
			"charge.source":        func(f *payment.NewFloor) { f.Source = " " },
		} {
			in := good
			spoil(&in)
			if err := announce(in); !fault.Has(err, key) {
				t.Errorf("%s: %v", key, err)
			}
		}
		if err := announce(good); err != nil {
			t.Fatal(err)
		}
		if err := announce(good); !fault.Has(err, "charge.day_taken") {
			t.Errorf("the same day again: %v", err)
		}
		back := func(amount int64) (payment.Refund, bool) {
			t.Helper()
			var all []payment.Refund
			m.do(func(tx *gorm.DB) (err error) {
				all, err = payment.GiveBack(ctx, tx, m.gateways, m.o.ID, money.Of(amount), payment.Reason{Kind: "test", ID: db.NewID()}, m.Now())
				return err
			})
			least, below, err := payment.BelowFloor(ctx, d.Read(ctx), m.gateways, all[0])
			if err != nil || below && least != good.Least {
				t.Errorf("the floor is told as %v, %v", least, err)
			}
			return all[0], below
		}
		early, below := back(19_999)
		if early.Status != payment.RefundDue || below {
			t.Errorf("a day before, %s, below %v", early.Status, below)
		}
		m.Pass(24 * time.Hour)
		for _, c := range []struct {
			amount int64
			status payment.RefundStatus
		}{{19_999, payment.RefundNeedsAccount}, {20_000, payment.RefundDue}} {
			r, below := back(c.amount)
			if r.Status != c.status || below != (c.status == payment.RefundNeedsAccount) {
				t.Errorf("%d goes as %s, below %v", c.amount, r.Status, below)
			}
		}
		if _, below, err := payment.BelowFloor(ctx, d.Read(ctx), m.gateways, early); err != nil || below {
			t.Errorf("what went before is judged by the floor of its own day: %v %v", below, err)
		}
		days := map[clock.Date][]clock.Date{today: {"", tomorrow}, tomorrow: {tomorrow}}
		for day, want := range days {
			got, err := payment.FloorsOn(ctx, d.Read(ctx), m.gateways, day)
			if err != nil || len(got) != len(want) {
				t.Fatalf("on %s: %+v, %v", day, got, err)
			}
			for i, f := range got {
				if f.ValidFrom != want[i] || f.Gateway != "testbank" {
					t.Errorf("on %s: %+v", day, got)
				}
			}
		}
		for _, q := range []string{"UPDATE refund_floors SET least = 1", "DELETE FROM refund_floors"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(q).Error }); err == nil {
				t.Errorf("%s is allowed", q)
			}
		}
		m.prove()
	})
}

// Of several floors the newest that has begun counts; the gateway's own least may be named.
func TestTheNewestFloorCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.funded()
		_, personID := m.Phone(t)
		desk := actor.Admin{PersonID: personID, Channel: actor.API}
		today := m.Now().Date()
		for i, least := range []int64{0, 10_000, 30_000} {
			in := payment.NewFloor{Gateway: "testbank", Least: money.Of(least), ValidFrom: today.AddDays(i + 1), Source: "Biểu phí"}
			if err := d.Tx(ctx, func(tx *gorm.DB) error {
				_, err := payment.AnnounceFloor(ctx, tx, desk, m.gateways, in, m.Now())
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for i, c := range []struct {
			amount int64
			status payment.RefundStatus
		}{{1, payment.RefundDue}, {9_999, payment.RefundNeedsAccount}, {29_999, payment.RefundNeedsAccount}} {
			m.Pass(24 * time.Hour)
			if r := m.back("test", c.amount); r.Status != c.status {
				t.Errorf("on day %d %d goes as %s", i+1, c.amount, r.Status)
			}
			if r := m.back("test", []int64{1, 10_000, 30_000}[i]); r.Status != payment.RefundDue {
				t.Errorf("on day %d the least itself goes as %s", i+1, r.Status)
			}
		}
	})
}
