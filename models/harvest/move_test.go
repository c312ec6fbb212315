package harvest_test

import (
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/order"
)

// The days move once, within two weeks, and the promise to buyers with them.
func TestTheDaysMoveOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(5)
		o := w.ahead(1)
		move := func(from, to clock.Date) error {
			_, err := w.Move(ctx, w.sellerID, v.Harvest.ID, harvest.Days{From: from, To: to}, w.by)
			return err
		}
		w.fine(move("2026-12-27", "2026-12-29")) // nothing
		w.refused(move("2026-11-21", "2026-12-29"), "harvest.from")
		for _, wrong := range []struct {
			from, to   clock.Date
			key, field string
		}{
			{"2026-12-30", "2026-12-29", "harvest.first", "from"}, // the last day stays as it was: it is the first that is wrong
			{"2026-12-10", "2026-12-29", "harvest.first", "from"},
			{"2027-01-13", "2027-01-14", "harvest.first_late", "from"},
			{"2026-12-31", "2026-12-30", "harvest.to", "to"},
			{"2026-12-20", "2027-01-05", "harvest.to", "to"},
			{"2026-12-20", "", "harvest.to", "to"},
			{"2027-01-10", "2027-01-13", "harvest.too_late", "to"},
		} {
			err := move(wrong.from, wrong.to)
			w.refused(err, wrong.key)
			if all := fault.All(err); len(all) != 1 || all[0].Field != wrong.field {
				t.Errorf("%s to %s is wrong at %v", wrong.from, wrong.to, all)
			}
		}
		w.fine(move("2027-01-05", "2027-01-12"))
		w.refused(move("2027-01-06", "2027-01-12"), "harvest.moved_once")
		moved := w.Order(t, o.ID)
		if moved.PromisedFrom != o.PromisedFrom.AddDays(9) || moved.PromisedTo != o.PromisedTo.AddDays(14) {
			t.Errorf("%s to %s, before %s to %s", moved.PromisedFrom, moved.PromisedTo, o.PromisedFrom, o.PromisedTo)
		}
		if n := w.Count(t, "outbox_notes", "type = '"+harvest.MovedNote+"'"); n != 1 {
			t.Errorf("buyers are told %d times", n)
		}
		w.set("2027-01-15")
		w.status(o.ID, order.Placed)
		w.set("2027-01-16")
		w.status(o.ID, order.Cancelled)
		w.refused(move("2027-01-20", "2027-01-21"), "harvest.over")
	})
}
