package harvest

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/seller"
)

// Days are the first and the last day on which a harvest is expected.
type Days struct {
	From clock.Date `json:"from" form:"from"`
	To   clock.Date `json:"to" form:"to"`
}

// MovedNote is the type of the note that says that the days of a harvest moved; its body is
// a Note.
const MovedNote = "harvest.moved"

// Note is the body of the notes about a harvest.
type Note struct {
	HarvestID string `json:"harvest_id"`
	SellerID  string `json:"seller_id"`
}

// Move gives a harvest that is awaited other days, once; its buyers are told, and the days
// for which their orders are promised move with it. It refuses with "harvest.moved_once" a
// second move, with "harvest.from" a first day in the past, with "harvest.first_late" (args:
// last) one behind every last day that may be chosen, with "harvest.first" one that does not
// fit a last day that stays, with "harvest.to" a last day before it or more than Longest days
// long, with "harvest.too_late" (args: last) one more than Postpone days after the old one,
// with "harvest.over" what is no longer awaited, and like seller.MayRest. The days as they are
// change nothing.
func (hs *Harvests) Move(ctx context.Context, sellerID, id string, in Days, by actor.Actor) (v View, err error) {
	err = hs.ofSeller(ctx, sellerID, id, by, func(tx *gorm.DB, h *Harvest, now clock.Instant) error {
		if in.From == h.StartsOn && in.To == h.EndsOn {
			return nil
		}
		if err := h.mayMove(in, now.Date()); err != nil {
			return err
		}
		first, last := h.StartsOn.DaysTo(in.From), h.EndsOn.DaysTo(in.To)
		until := min(h.OrdersUntil, in.From.AddDays(-1))
		if err := h.write(ctx, tx, map[string]any{"starts_on": in.From, "ends_on": in.To, "orders_until": until, "moved": true}); err != nil {
			return err
		}
		h.StartsOn, h.EndsOn, h.OrdersUntil, h.Moved = in.From, in.To, until, true
		// It is told anew when the new days have come.
		if err := tx.WithContext(ctx).Exec("DELETE FROM harvest_told WHERE harvest_id = ?", h.ID).Error; err != nil {
			return err
		}
		if err := order.Postpone(ctx, tx, h.ID, first, last); err != nil {
			return err
		}
		if err := h.note(ctx, tx, "harvest.move", by, map[string]any{"from": in.From, "to": in.To}, now); err != nil {
			return err
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: MovedNote, Version: 1, Subject: h.ID, Body: h.about()})
	}, &v)
	return v, err
}

func (h Harvest) mayMove(in Days, today clock.Date) error {
	switch {
	case !h.Awaited():
		return fault.New(fault.Conflict, "harvest.over")
	case h.Moved:
		return fault.New(fault.Conflict, "harvest.moved_once")
	case !day(in.From) || in.From < today:
		return fault.New(fault.Invalid, "harvest.from").On("from")
	case in.From > h.LatestEnd():
		return fault.New(fault.Invalid, "harvest.first_late").On("from").With("last", h.LatestEnd().Format())
	case in.To == h.EndsOn && !in.fit():
		return fault.New(fault.Invalid, "harvest.first").On("from").With("most", Longest)
	case !day(in.To) || !in.fit():
		return fault.New(fault.Invalid, "harvest.to").On("to").With("most", Longest)
	case in.To > h.LatestEnd():
		return fault.New(fault.Invalid, "harvest.too_late").On("to").With("last", h.LatestEnd().Format())
	}
	return nil
}

// fit reports whether the days are a harvest of Longest days at most.
func (d Days) fit() bool { return d.From <= d.To && d.From.DaysTo(d.To) < Longest }

func (h Harvest) about() Note { return Note{HarvestID: h.ID, SellerID: h.SellerID} }

// ofSeller runs fn on a harvest of a seller's, for who may, and shows what became of it.
func (hs *Harvests) ofSeller(ctx context.Context, sellerID, id string, by actor.Actor, fn func(*gorm.DB, *Harvest, clock.Instant) error, v *View) error {
	return hs.act(ctx, func(tx *gorm.DB) error {
		if err := seller.MayRest(ctx, tx, sellerID, by); err != nil {
			return err
		}
		found, err := Find(ctx, tx, sellerID, id)
		if err != nil {
			return err
		}
		h := found.Harvest
		if err := fn(tx, &h, hs.Now()); err != nil {
			return err
		}
		*v, err = Find(ctx, tx, sellerID, id)
		return err
	})
}
