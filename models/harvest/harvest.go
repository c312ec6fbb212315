package harvest

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/payments"
)

// The days of a harvest, shown to both sides. In force since 2026-11-01.
const (
	Horizon  = 45 // days from today to the last day of a harvest that is announced
	Longest  = 14 // days from the first to the last
	Postpone = 14 // days by which the last day may move, once
	Silence  = 3  // days after the last day; then the money goes back
)

// confirmWithin is how long a seller has to answer once the harvest is there, as after money.
const confirmWithin = 24 * time.Hour

// Harvests holds what the verbs of this package work with.
type Harvests struct {
	DB       *db.DB
	Now      clock.Clock
	Gateways *payments.Registry
	Direct   bool // buyers pay sellers: nothing is ordered ahead
	Log      *slog.Logger
}

// State is what became of a harvest.
type State string

// The states.
const (
	Open   State = "open"
	Closed State = "closed"
	Here   State = "here"
	Failed State = "failed"
	Missed State = "missed"
)

// Edges is the whole machine.
var Edges = map[State][]State{
	Open:   {Closed, Here, Failed, Missed},
	Closed: {Here, Failed, Missed},
}

// Harvest is a coming harvest of one form. It is awaited while Open or Closed.
type Harvest struct {
	ID          string `gorm:"primaryKey"`
	SellerID    string
	VariantID   string
	State       State      `gorm:"<-:create"`
	StartsOn    clock.Date `gorm:"<-:create"` // the first and the last day on which it is expected
	EndsOn      clock.Date `gorm:"<-:create"`
	OrdersUntil clock.Date `gorm:"<-:create"` // the last day on which orders are taken
	Moved       bool       `gorm:"<-:create"`
	CreatedAt   clock.Instant
	EndedAt     clock.Instant `gorm:"<-:create"`
}

// Awaited reports whether it is still to come.
func (h Harvest) Awaited() bool { return h.State == Open || h.State == Closed }

// Decide is the day on which the calendar gives the money back if nobody says a word.
func (h Harvest) Decide() clock.Date { return h.EndsOn.AddDays(Silence + 1) }

// LatestEnd is the last day to which the harvest may move.
func (h Harvest) LatestEnd() clock.Date { return h.EndsOn.AddDays(Postpone) }

// View is a harvest with what is ordered of it.
type View struct {
	Harvest
	stock.Capacity
	Waiting int // orders that wait for it, paid or just being paid
}

// Cursor is where the page of a list behind v starts.
func (v View) Cursor() db.Cursor { return db.Cursor{At: v.CreatedAt, ID: v.Harvest.ID} }

// to moves a harvest, or says why not: "harvest.over".
func (h *Harvest) to(ctx context.Context, tx *gorm.DB, next State, by actor.Actor, now clock.Instant) error {
	if !slices.Contains(Edges[h.State], next) {
		return fault.New(fault.Conflict, "harvest.over")
	}
	set := map[string]any{"state": next}
	if next != Closed {
		set["ended_at"] = now
	}
	if err := h.write(ctx, tx, set); err != nil {
		return err
	}
	h.State = next
	if next != Closed {
		h.EndedAt = now
	}
	return h.note(ctx, tx, "harvest."+string(next), by, nil, now)
}

// write changes the row as it was read; it refuses with "harvest.moved" where somebody else
// was faster.
func (h *Harvest) write(ctx context.Context, tx *gorm.DB, set map[string]any) error {
	res := tx.WithContext(ctx).Table("harvests").
		Where("id = ? AND state = ? AND starts_on = ? AND ends_on = ?", h.ID, h.State, h.StartsOn, h.EndsOn).Updates(set)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "harvest.moved")
	}
	return res.Error
}

func (h *Harvest) note(ctx context.Context, tx *gorm.DB, verb string, by actor.Actor, detail any, now clock.Instant) error {
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: verb, Subject: audit.Subject{Kind: "harvest", ID: h.ID}, Detail: detail}, now)
}

// act runs fn in one transaction, and again when somebody else moved what it read meanwhile.
func (hs *Harvests) act(ctx context.Context, fn func(tx *gorm.DB) error) error {
	for try := 0; ; try++ {
		err := hs.DB.Tx(ctx, fn)
		if err == nil || try == 3 || !moved(err) {
			return err
		}
	}
}

func moved(err error) bool {
	return slices.ContainsFunc([]string{"harvest.moved", "order.moved", "stock.moved", "earning.moved"}, func(key string) bool { return fault.Has(err, key) })
}

func (hs *Harvests) log() *slog.Logger {
	if hs.Log != nil {
		return hs.Log
	}
	return slog.Default()
}
