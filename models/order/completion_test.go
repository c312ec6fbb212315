package order_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
)

// TestTheLastClockIsTakenOnce takes it a moment too early, on the instant, and once more.
func TestTheLastClockIsTakenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		delivered := m.Order(t, markettest.Deal{SellerID: seller, Goods: 1})
		shipped := m.Order(t, markettest.Deal{SellerID: seller, Goods: 1, Status: "shipped"})
		start := func(id string, at clock.Instant) error {
			o := read(t, m, id)
			return d.Tx(ctx, func(tx *gorm.DB) error { return order.StartCompletion(ctx, tx, &o, at) })
		}
		take := func(id string, now clock.Instant) (won bool) {
			o := read(t, m, id)
			o.CompleteAfter = m.Now() // what was seen is stale, and decides nothing
			if err := d.Tx(ctx, func(tx *gorm.DB) (err error) {
				won, err = order.TakeCompletion(ctx, tx, &o, now)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return won
		}
		if take(delivered, m.Now()) {
			t.Error("a clock that stands still was taken")
		}
		until := m.Now().Add(order.Quiet)
		for _, id := range []string{delivered, shipped} {
			if err := start(id, until); err != nil {
				t.Fatal(err)
			}
		}
		if take(delivered, until.Add(-time.Millisecond)) {
			t.Error("taken a moment too early")
		}
		if !take(delivered, until) || take(delivered, until) || take(delivered, until.Add(time.Hour)) {
			t.Error("not taken once, on the instant")
		}
		if take(shipped, until) || read(t, m, shipped).CompleteAfter != 0 {
			t.Error("the last clock runs of an order that is on its way")
		}
		stale := read(t, m, shipped)
		stale.Status = order.Delivered
		err := d.Tx(ctx, func(tx *gorm.DB) error { return order.StopCompletion(ctx, tx, &stale) })
		if !fault.Has(err, "order.moved") {
			t.Errorf("of an order that is elsewhere: %v", err)
		}
	})
}
