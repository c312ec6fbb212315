package harvest

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/stock"
)

// Why an order ahead ended: message keys, told to its buyer.
var reasons = map[State]string{Failed: "harvest.failed", Missed: "harvest.missed", Here: "harvest.short"}

// Stop takes no more orders; those that stand wait on. It refuses with "harvest.over" what
// is no longer awaited, and like seller.MayRest. Stopping twice changes nothing.
func (hs *Harvests) Stop(ctx context.Context, sellerID, id string, by actor.Actor) (v View, err error) {
	err = hs.ofSeller(ctx, sellerID, id, by, func(tx *gorm.DB, h *Harvest, now clock.Instant) error {
		if h.State == Closed {
			return nil
		}
		return h.to(ctx, tx, Closed, by, now)
	}, &v)
	return v, err
}

// Arrive says that the harvest is here, and how much of it (above 0, in pieces or grams).
// Orders are served in the order in which they were placed, each whole or not at all, and
// from then on go the usual way: the seller answers within a day. Whom it does not reach
// gets all the money back. What is left is on the shelf.
// It refuses with "quantity.positive" and "quantity.too_much", with "harvest.over" what
// failed or was missed, and like seller.MayRest. Saying it twice changes nothing.
func (hs *Harvests) Arrive(ctx context.Context, sellerID, id string, quantity int64, by actor.Actor) (v View, err error) {
	err = hs.ofSeller(ctx, sellerID, id, by, func(tx *gorm.DB, h *Harvest, now clock.Instant) error {
		if h.State == Here {
			return nil
		}
		if err := h.to(ctx, tx, Here, by, now); err != nil {
			return err
		}
		today := now.Date()
		served, err := stock.Arrive(ctx, tx, h.ID, quantity, stock.Harvest{HarvestedOn: today}, by, now)
		if err != nil {
			return err
		}
		return order.Harvested(ctx, tx, served, h.StartsOn.DaysTo(today), h.EndsOn.DaysTo(today), now.Add(confirmWithin), now)
	}, &v)
	return hs.gaveBack(ctx, v, err)
}

// Fail says that the harvest will not come: every order of it ends, and all money goes back.
// It refuses with "harvest.over" what is here or was missed, and like seller.MayRest. Saying
// it twice changes nothing.
func (hs *Harvests) Fail(ctx context.Context, sellerID, id string, by actor.Actor) (v View, err error) {
	err = hs.ofSeller(ctx, sellerID, id, by, func(tx *gorm.DB, h *Harvest, now clock.Instant) error {
		if h.State == Failed {
			return nil
		}
		return h.end(ctx, tx, Failed, by, now)
	}, &v)
	return hs.gaveBack(ctx, v, err)
}

// end ends a harvest that serves nobody.
func (h *Harvest) end(ctx context.Context, tx *gorm.DB, as State, by actor.Actor, now clock.Instant) error {
	if err := h.to(ctx, tx, as, by, now); err != nil {
		return err
	}
	return stock.Shut(ctx, tx, h.ID)
}

// gaveBack gives back what a harvest that just ended does not serve. What fails here the
// calendar tries again.
func (hs *Harvests) gaveBack(ctx context.Context, v View, err error) (View, error) {
	if err != nil {
		return View{}, err
	}
	if err := hs.giveBack(ctx, v.Harvest.ID); err != nil {
		hs.log().ErrorContext(ctx, "money of a harvest could not be given back yet", "harvest", v.Harvest.ID, "error", err)
	}
	return Find(ctx, hs.DB.Read(ctx), v.SellerID, v.Harvest.ID)
}

// batch is how many rows one look finds.
const batch = 200

// clockwork is who gives back: the harvest's end decided it.
var clockwork = actor.System{Job: "harvests", Channel: actor.Worker}

// giveBack ends paid orders of one harvest, or ("") of all, that ended without them: each in
// a transaction of its own. One whose payment is open ends with that, or is found when it is
// paid.
func (hs *Harvests) giveBack(ctx context.Context, harvestID string) error {
	var all error
	for {
		found, err := order.ToReturn(ctx, hs.DB.Read(ctx), harvestID, batch)
		if err != nil {
			return errors.Join(all, err)
		}
		ended := 0
		for _, o := range found {
			err := hs.act(ctx, func(tx *gorm.DB) error { return hs.unwind(ctx, tx, o.ID) })
			if err == nil {
				ended++
			} else if !fault.Is(err, fault.Conflict) {
				all = errors.Join(all, err)
			}
		}
		if len(found) < batch || ended == 0 {
			return all
		}
	}
}

func (hs *Harvests) unwind(ctx context.Context, tx *gorm.DB, orderID string) error {
	o, err := order.Find(ctx, tx, orderID)
	if err != nil || o.Status != order.Placed || !o.Waits() {
		return err // cancelled meanwhile
	}
	h, err := ByID(ctx, tx, *o.HarvestID)
	if err != nil {
		return err
	}
	return payment.Unwind(ctx, tx, hs.Gateways, &o, clockwork, reasons[h.State], hs.Now())
}
