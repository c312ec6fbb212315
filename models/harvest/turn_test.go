package harvest_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/season"
)

// What sleeps may be ordered ahead for its season; the calendar's late turn takes no order
// after the last day; nothing is paid at the door.
func TestSleepLastDayAndDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.OpenDoor(t, order.SellerTakes, order.EarnedBySeller, true)
		year := &season.Season{DB: d, Now: w.Shop.Now}
		w.fine(year.SleepStall(ctx, w.sellerID, season.Sleep{}, w.by))
		b := w.Buyer(t)
		put := func() error {
			return d.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, b, w.tea, 1, w.Shop.Now()); return err })
		}
		w.refused(put(), "catalog.asleep")
		v := w.announced(5)
		w.fine(put())
		in := w.DoorForm(t, b)
		_, err := w.Till.Place(ctx, b, in, "key-"+db.NewID())
		w.refused(err, "checkout.door_ahead")
		in.Gateway = w.Bank.Code()
		w.Pass((clock.Date("2026-12-27").Start() + 1).Sub(w.Shop.Now()))
		_, err = w.Till.Place(ctx, b, in, "key-"+db.NewID())
		w.refused(err, "harvest.over")
		w.held(v.Harvest.ID, 0)
	})
}
