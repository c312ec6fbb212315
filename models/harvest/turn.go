package harvest

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/stock"
)

// The notes of the calendar; their body is a Note.
const (
	DueNote    = "harvest.due"    // its first day has come: the seller is asked how it stands
	LateNote   = "harvest.late"   // its last day is over: seller and helper are reminded
	MissedNote = "harvest.missed" // nobody said a word: the money goes back
)

// Turn does what the day brings: no more orders after their last day, reminders when the
// days have come and when they are over, and where nobody says a word the money goes back.
// It also gives back what an earlier try could not. Run it as often as you like.
func (hs *Harvests) Turn(ctx context.Context) error {
	var all error
	today := hs.Now().Date()
	for after := ""; ; {
		var found []Harvest
		err := hs.DB.Read(ctx).Where("state IN ('open', 'closed') AND orders_until < ? AND id > ?", today, after).Order("id").Limit(batch).Find(&found).Error
		if err != nil {
			return errors.Join(all, err)
		}
		for _, h := range found {
			after = h.ID
			err := hs.act(ctx, func(tx *gorm.DB) error { return hs.turn(ctx, tx, h.ID) })
			if err != nil && !fault.Is(err, fault.Conflict) {
				hs.log().ErrorContext(ctx, "the calendar could not turn a harvest", "harvest", h.ID, "error", err)
				all = errors.Join(all, err)
			}
		}
		if len(found) < batch {
			return errors.Join(all, hs.giveBack(ctx, ""))
		}
	}
}

func (hs *Harvests) turn(ctx context.Context, tx *gorm.DB, id string) error {
	h, err := ByID(ctx, tx, id)
	now := hs.Now()
	today := now.Date()
	if err != nil || !h.Awaited() || h.OrdersUntil >= today {
		return err
	}
	if h.State == Open {
		if err := h.to(ctx, tx, Closed, clockwork, now); err != nil {
			return err
		}
	}
	c, err := stock.FindCapacity(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	switch {
	case today >= h.Decide():
		if err := h.end(ctx, tx, Missed, clockwork, now); err != nil || c.Held == 0 {
			return err
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: MissedNote, Version: 1, Subject: h.ID, Body: h.about()})
	case c.Held == 0: // nobody waits for it
		return nil
	case today > h.EndsOn:
		if first, err := h.first(ctx, tx, "late", now); err != nil || !first {
			return err
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: LateNote, Version: 1, Subject: h.ID, Body: h.about()})
	case today >= h.StartsOn:
		if first, err := h.first(ctx, tx, "due", now); err != nil || !first {
			return err
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: DueNote, Version: 1, Subject: h.ID, Body: h.about()})
	}
	return nil
}

// first writes down that something is told of a harvest, and whether it is the first time.
func (h Harvest) first(ctx context.Context, tx *gorm.DB, what string, now clock.Instant) (bool, error) {
	res := tx.WithContext(ctx).Table("harvest_told").Clauses(clause.OnConflict{DoNothing: true}).
		Create(map[string]any{"harvest_id": h.ID, "what": what, "at": now})
	return res.RowsAffected == 1, res.Error
}
