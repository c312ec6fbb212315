package fulfillment_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/stock"
)

func TestClocks(t *testing.T) {
	type clockwork func(*fulfillment.Fulfillment) error
	for _, c := range []struct {
		name string
		at   order.Status
		wait time.Duration // a moment less does nothing
		run  clockwork
		then order.Status
		back int64
	}{
		{"a silent seller", order.Placed, 24 * time.Hour, func(f *fulfillment.Fulfillment) error { return f.ConfirmOverdue(ctx) }, order.Cancelled, goods + 30_000},
		// From Sunday 10:00 to the end of Tuesday, and three days more.
		{"never packed", order.Confirmed, 62*time.Hour + fulfillment.PackGrace, func(f *fulfillment.Fulfillment) error { return f.PackOverdue(ctx) }, order.Cancelled, goods + 30_000},
		{"never sent", order.Packed, fulfillment.ShipWithin, func(f *fulfillment.Fulfillment) error { return f.ShipOverdue(ctx) }, order.Cancelled, goods + 30_000},
		// Promised for Friday at the latest.
		{"never heard of again", order.Shipped, (5*24+14)*time.Hour + fulfillment.ArriveGrace, func(f *fulfillment.Fulfillment) error { return f.ArriveOverdue(ctx) }, order.Delivered, 0},
		{"quiet", order.Delivered, order.Quiet, func(f *fulfillment.Fulfillment) error { return f.CompleteDue(ctx) }, order.Completed, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := sold(t, d, "flat").until(t, c.at)
				s.Pass(c.wait - time.Millisecond)
				fine(t, c.run(s.f))
				s.status(t, c.at)
				s.Pass(time.Millisecond)
				for range 2 {
					fine(t, c.run(s.f))
				}
				s.status(t, c.then)
				if back := s.Back(t, s.id); back != c.back {
					t.Errorf("%d goes back, want %d", back, c.back)
				}
				if c.then == order.Cancelled {
					found, err := stock.Find(ctx, s.DB.Read(ctx), []string{s.weighedOf})
					if err != nil || found[s.weighedOf].Free() != 10_000 {
						t.Errorf("on the shelf %+v, %v", found[s.weighedOf], err)
					}
				}
				s.Prove(t)
			})
		})
	}
}

// Who packs on the last day needs no reminder of it, and who hands over at once none either.
func TestWhoActsInTimeIsNotReminded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat").until(t, order.Confirmed)
		s.Pass(s.Order(t, s.id).PackBy.Add(-fulfillment.PackBefore).Sub(s.Now()) - time.Hour)
		s.until(t, order.Shipped)
		for range 3 {
			s.Pass(12 * time.Hour)
			fine(t, s.f.NudgeSlow(ctx))
		}
		if n := s.Count(t, "order_nudges", ""); n != 0 {
			t.Errorf("%d reminders", n)
		}
	})
}

func TestSlowOrdersAreToldOfOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat")
		told := func(kind string) int64 { return s.Count(t, "outbox_notes", "type = ?", "order."+kind) }
		fine(t, s.f.NudgeSlow(ctx))
		if told("silent") != 0 {
			t.Error("told too early")
		}
		at := func(i clock.Instant) {
			t.Helper()
			s.Pass(i.Sub(s.Now()) - time.Millisecond)
			fine(t, s.f.NudgeSlow(ctx))
			before := s.Count(t, "order_nudges", "")
			s.Pass(time.Millisecond)
			for range 2 {
				fine(t, s.f.NudgeSlow(ctx))
			}
			if n := s.Count(t, "order_nudges", ""); n != before+1 {
				t.Errorf("%s: %d reminders, then %d", i, before, n)
			}
		}
		at(s.Now().Date().AddDays(1).Start().Add(7 * time.Hour)) // half a day before is at night
		s.until(t, order.Confirmed)
		packBy := s.Order(t, s.id).PackBy
		at(packBy.Add(-fulfillment.PackBefore))
		at(packBy)
		s.Pass(10 * time.Hour)
		s.until(t, order.Packed)
		packed := s.Now()
		at(packed.Add(order.HandOver - fulfillment.ShipBefore))
		at(packed.Add(fulfillment.LateToShip))
		s.until(t, order.Shipped)
		s.Pass(4 * 24 * time.Hour)
		for range 2 {
			fine(t, s.f.NudgeSlow(ctx))
		}
		for _, kind := range fulfillment.Nudges {
			want := int64(1)
			if kind == fulfillment.DoorUnpaid { // this order was paid before
				want = 0
			}
			if n := told(kind); n != want {
				t.Errorf("%s: told %d times", kind, n)
			}
		}
	})
}
