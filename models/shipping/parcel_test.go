package shipping_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

var ctx = context.Background()

// sent is the parcel of an order.
func (s *stall) sent(t testing.TB) shipping.Shipment {
	t.Helper()
	id := s.Order(t, markettest.Deal{SellerID: s.id, Goods: 100_000, Shipping: 30_000})
	o, err := order.Find(ctx, s.DB.Read(ctx), id)
	fine(t, err)
	var parcel shipping.Shipment
	fine(t, s.DB.Tx(ctx, func(tx *gorm.DB) error {
		parcel, err = shipping.OpenShipment(ctx, tx, o, 1000, "seller", s.Now())
		return err
	}))
	return parcel
}

func (s *stall) hears(t testing.TB, parcel shipping.Shipment, status shipping.Status, at clock.Instant) (moved bool) {
	t.Helper()
	fine(t, s.DB.Tx(ctx, func(tx *gorm.DB) error {
		fresh, _, err := shipping.ShipmentOf(ctx, tx, parcel.OrderID)
		if err != nil {
			return err
		}
		moved, err = shipping.Note(ctx, tx, &fresh, status, "carrier", at, s.Now())
		return err
	}))
	return moved
}

func TestAParcelIsOpenedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		first := s.sent(t)
		o, err := order.Find(ctx, d.Read(ctx), first.OrderID)
		fine(t, err)
		fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
			again, err := shipping.OpenShipment(ctx, tx, o, 5000, "seller", s.Now())
			if again.ID != first.ID || again.Grams != 1150 {
				t.Errorf("opened again as %+v", again)
			}
			return err
		}))
		if n := s.Count(t, "shipment_events", ""); n != 1 {
			t.Errorf("%d news", n)
		}
	})
}

func TestNewsComeTwiceLateAndOutOfOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		parcel, at := s.sent(t), s.Now()
		hour := func(n int) clock.Instant { return at.Add(time.Duration(n) * time.Hour) }
		for _, c := range []struct {
			status shipping.Status
			at     clock.Instant
			moved  bool
		}{
			{shipping.InTransit, hour(2), true}, // steps are left out
			{shipping.InTransit, hour(2), false},
			{shipping.PickedUp, hour(1), false}, // late news
			{shipping.AttemptFailed, hour(5), true},
			{shipping.OutForDelivery, hour(4), false},
			{shipping.OutForDelivery, hour(6), true}, // tried again
			{shipping.Arrived, hour(7), true},
			{shipping.Returning, hour(8), false}, // an end stays one
		} {
			if moved := s.hears(t, parcel, c.status, c.at); moved != c.moved {
				t.Errorf("%s at %v: moved %v", c.status, c.at, moved)
			}
		}
		news, err := shipping.Track(ctx, d.Read(ctx), parcel.ID)
		if err != nil || len(news) != 8 { // all but the one that was told twice
			t.Errorf("%d news, %v", len(news), err)
		}
		err = d.Tx(ctx, func(tx *gorm.DB) error {
			_, err := shipping.Note(ctx, tx, &parcel, "flying", "carrier", at, at)
			return err
		})
		refused(t, err, "shipping.status")
	})
}

// TestTheOrderOfNewsDoesNotMatter shuffles a whole journey: where it ends is where it
// ended, whoever tells it in which order, once all is told twice.
func TestTheOrderOfNewsDoesNotMatter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		journey := []shipping.Status{shipping.Picking, shipping.PickedUp, shipping.InTransit, shipping.OutForDelivery, shipping.AttemptFailed,
			shipping.ReturnPending, shipping.Returning, shipping.CameBack}
		rapid.Check(t, func(rt *rapid.T) {
			parcel := s.sent(t)
			n := rapid.IntRange(1, len(journey)).Draw(rt, "steps")
			for range 2 {
				for _, i := range rapid.Permutation(indexes(n)).Draw(rt, "order") {
					s.hears(t, parcel, journey[i], s.Now().Add(time.Duration(i+1)*time.Minute))
				}
			}
			got, _, err := shipping.ShipmentOf(ctx, d.Read(ctx), parcel.OrderID)
			if err != nil || got.Status != journey[n-1] {
				rt.Fatalf("ended %s, not %s: %v", got.Status, journey[n-1], err)
			}
			if kept := s.Count(t, "shipment_events", "shipment_id = ?", parcel.ID); kept != int64(n)+1 {
				rt.Fatalf("%d news of %d are kept", kept, n+1)
			}
		})
	})
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestNewsInManyHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		parcel := s.sent(t)
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				status := []shipping.Status{shipping.PickedUp, shipping.InTransit, shipping.OutForDelivery, shipping.Arrived}[i%4]
				for { // as a carrier does that was not answered
					err := d.Tx(ctx, func(tx *gorm.DB) error {
						fresh, _, err := shipping.ShipmentOf(ctx, tx, parcel.OrderID)
						if err == nil {
							_, err = shipping.Note(ctx, tx, &fresh, status, "carrier", parcel.CreatedAt.Add(time.Duration(i%4+1)*time.Minute), s.Now())
						}
						return err
					})
					if !fault.Has(err, "shipping.moved") {
						if err != nil {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		wg.Wait()
		got, _, err := shipping.ShipmentOf(ctx, d.Read(ctx), parcel.OrderID)
		if err != nil || got.Status != shipping.Arrived {
			t.Errorf("ended %s, %v", got.Status, err)
		}
		if n := s.Count(t, "shipment_events", ""); n != 5 {
			t.Errorf("%d news", n)
		}
	})
}

func TestATrackingNumberNamesOneParcel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		a, b := s.sent(t), s.sent(t)
		set := func(p *shipping.Shipment, number string) error {
			return d.Tx(ctx, func(tx *gorm.DB) error { return shipping.SetTracking(ctx, tx, p, number) })
		}
		for range 2 {
			fine(t, set(&a, "ab 123 456"))
		}
		refused(t, set(&b, "AB123456"), "shipping.tracking_taken")
		for _, bad := range []string{"", "abc", "<script>", "AB 123 456 đ", "0123456789012345678901234567890123456789012"} {
			refused(t, set(&b, bad), "shipping.tracking")
		}
		s.hears(t, a, shipping.Arrived, s.Now().Add(time.Minute))
		refused(t, set(&a, "AB999999"), "shipping.ended")
		found, err := shipping.ByTracking(ctx, d.Read(ctx), a.Carrier, "AB123456")
		if err != nil || found.ID != a.ID {
			t.Errorf("%+v, %v", found, err)
		}
		_, err = shipping.ByTracking(ctx, d.Read(ctx), a.Carrier, "")
		refused(t, err, "shipping.unknown")
	})
}

func TestEveryStatusOfAParcelLeadsToAnEnd(t *testing.T) {
	ends := []shipping.Status{shipping.Arrived, shipping.CameBack, shipping.Called}
	for from := range shipping.Edges {
		reached := false
		for _, end := range ends {
			reached = reached || from.CanBecome(end)
		}
		if !reached || from.Ended() || !from.Valid() {
			t.Errorf("%s leads to no end", from)
		}
	}
	for _, end := range ends {
		if !end.Ended() || !end.Valid() || end.CanBecome(shipping.InTransit) {
			t.Errorf("%s is no end", end)
		}
	}
}
