package fulfillment

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// Why somebody should look after an order: the kinds of nudge.
const (
	Silent       = "silent"        // the seller has not answered, half a day before it is too late
	PackSoon     = "pack_soon"     // the seller's own packing days end today
	LatePacking  = "late_packing"  // they are over
	ShipSoon     = "ship_soon"     // it stands packed, and should be handed over by tomorrow
	LateShipping = "late_shipping" // it stands packed for two days
	LateArrival  = "late_arrival"  // it was promised to be there
	DoorUnpaid   = "door_unpaid"   // it was promised to be there a week ago, and is not paid at the door
)

// Nudges lists the kinds in the order of a purchase.
var Nudges = []string{Silent, PackSoon, LatePacking, ShipSoon, LateShipping, LateArrival, DoorUnpaid}

// NudgeNotes begins the types of the notes that say that an order stands still, with a
// kind of nudge behind it.
const NudgeNotes = "order."

// Nudge is the body of those notes.
type Nudge struct {
	OrderID  string `json:"order_id"`
	GroupID  string `json:"group_id"`
	SellerID string `json:"seller_id"`
}

// NudgeSlow leaves a note for every order that stands still, once for each reason.
func (f *Fulfillment) NudgeSlow(ctx context.Context) error {
	now := f.Now()
	var all error
	for kind, read := range map[string]func(q *gorm.DB) ([]order.Order, error){
		Silent: func(q *gorm.DB) ([]order.Order, error) {
			found, err := order.Silent(ctx, q, now.Add(SilentBefore+clock.EarliestBefore), batch)
			return slices.DeleteFunc(found, func(o order.Order) bool { return now < clock.Before(o.ConfirmBy, SilentBefore) }), err
		},
		PackSoon: func(q *gorm.DB) ([]order.Order, error) {
			return soon(now, PackBefore, func(until clock.Instant) ([]order.Due, error) { return order.PackDue(ctx, q, now, until, batch) })
		},
		ShipSoon: func(q *gorm.DB) ([]order.Order, error) {
			return soon(now, ShipBefore, func(until clock.Instant) ([]order.Due, error) { return order.ShipDue(ctx, q, now, until, batch) })
		},
		LatePacking:  func(q *gorm.DB) ([]order.Order, error) { return order.ToPack(ctx, q, now, batch) },
		LateShipping: func(q *gorm.DB) ([]order.Order, error) { return order.ToShip(ctx, q, now.Add(-LateToShip), batch) },
		LateArrival:  func(q *gorm.DB) ([]order.Order, error) { return order.ToArrive(ctx, q, now.Date(), now, batch) },
		DoorUnpaid: func(q *gorm.DB) ([]order.Order, error) {
			left := now.Add(-DoorSeller)
			return order.ToArrive(ctx, unpaidAtDoor(undisputed(q)), left.Date(), left, batch)
		},
	} {
		untold := f.DB.Read(ctx).Where("NOT EXISTS (SELECT 1 FROM order_nudges n WHERE n.order_id = orders.id AND n.kind = ?)", kind)
		found, err := read(untold)
		all = errors.Join(all, err, f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error { return f.nudge(ctx, tx, *o, kind) }))
	}
	return all
}

// soon are the orders whose deadline lies ahead while the time to remind of it has come since
// they came where they stand: who acted after it knows.
func soon(now clock.Instant, lead time.Duration, read func(until clock.Instant) ([]order.Due, error)) ([]order.Order, error) {
	found, err := read(now.Add(lead + clock.EarliestBefore))
	var out []order.Order
	for _, o := range found {
		if at := clock.Before(o.Due, lead); o.Since < at && at <= now {
			out = append(out, o.Order)
		}
	}
	return out, err
}

func (f *Fulfillment) nudge(ctx context.Context, tx *gorm.DB, o order.Order, kind string) error {
	res := tx.WithContext(ctx).Table("order_nudges").Clauses(clause.OnConflict{DoNothing: true}).
		Create(map[string]any{"order_id": o.ID, "kind": kind, "created_at": f.Now()})
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: NudgeNotes + kind, Version: 1, Subject: o.ID, Body: Nudge{OrderID: o.ID, GroupID: o.GroupID, SellerID: o.SellerID}})
}

// NudgedAt is when it was found that an order stands still; 0 when it was not.
func NudgedAt(ctx context.Context, q *gorm.DB, orderID, kind string) (at clock.Instant, err error) {
	err = q.WithContext(ctx).Raw("SELECT created_at FROM order_nudges WHERE order_id = ? AND kind = ?", orderID, kind).Scan(&at).Error
	return at, err
}
