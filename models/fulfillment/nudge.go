package fulfillment

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// Nudge is the body of the outbox notes "order.silent", "order.late_packing",
// "order.late_shipping" and "order.late_arrival": somebody should look after an order.
// The seller is reminded and, where the household agreed, its helper told.
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
		"silent":        func(q *gorm.DB) ([]order.Order, error) { return order.Silent(ctx, q, now.Add(SilentBefore), batch) },
		"late_packing":  func(q *gorm.DB) ([]order.Order, error) { return order.ToPack(ctx, q, now, batch) },
		"late_shipping": func(q *gorm.DB) ([]order.Order, error) { return order.ToShip(ctx, q, now.Add(-LateToShip), batch) },
		"late_arrival":  func(q *gorm.DB) ([]order.Order, error) { return order.ToArrive(ctx, q, now.Date(), now, batch) },
	} {
		untold := f.DB.Read(ctx).Where("NOT EXISTS (SELECT 1 FROM order_nudges n WHERE n.order_id = orders.id AND n.kind = ?)", kind)
		found, err := read(untold)
		all = errors.Join(all, err, f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error { return f.nudge(ctx, tx, *o, kind) }))
	}
	return all
}

func (f *Fulfillment) nudge(ctx context.Context, tx *gorm.DB, o order.Order, kind string) error {
	res := tx.WithContext(ctx).Table("order_nudges").Clauses(clause.OnConflict{DoNothing: true}).
		Create(map[string]any{"order_id": o.ID, "kind": kind, "created_at": f.Now()})
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: "order." + kind, Version: 1, Subject: o.ID, Body: Nudge{OrderID: o.ID, GroupID: o.GroupID, SellerID: o.SellerID}})
}
