package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
)

// chunk is how many invoices are looked at between two questions.
const chunk = 200

var ripener = actor.System{Job: "invoices.ripen", Channel: actor.Worker}

// Ripen makes due what has come to its buyer and is paid, and voids what an order that has
// ended has left nothing of. It is run again and again; each invoice is its own transaction.
func (b *Book) Ripen(ctx context.Context) error {
	var after db.Cursor
	for {
		var rows []Invoice
		err := db.Oldest(b.DB.Read(ctx).Table("invoices v").Select("v.*").Joins("JOIN orders o ON o.id = v.order_id").
			Where("v.kind = 'sale' AND v.state IN ('requested', 'due', 'refused')").
			Where(`(v.state = 'requested' AND (o.status = 'delivered' OR o.ended_at > 0)) OR (o.ended_at > 0 AND NOT EXISTS (
				SELECT 1 FROM allocations a WHERE a.order_id = o.id AND a.funded AND a.refunded < a.goods + a.shipping))`),
			"v.created_at", "v.id", after, chunk).Scan(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, v := range rows {
			if err := b.DB.Tx(ctx, func(tx *gorm.DB) error { return b.ripen(ctx, tx, v.ID) }); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].Cursor()
	}
}

func (b *Book) ripen(ctx context.Context, tx *gorm.DB, id string) error {
	v, err := lock(ctx, tx, id)
	if err != nil {
		return err
	}
	var at struct {
		Status string
		Ended  bool
	}
	err = tx.WithContext(ctx).Raw("SELECT status, ended_at > 0 AS ended FROM orders WHERE id = ?", v.OrderID).Scan(&at).Error
	if err != nil {
		return err
	}
	worth, err := Worth(ctx, tx, *v.OrderID)
	switch {
	case err != nil:
		return err
	case at.Ended && worth.IsZero() && v.State.CanBecome(Void):
		return move(ctx, tx, &v, Void, ripener, b.Now(), map[string]any{"reason": ""})
	case v.State == Requested && worth.Positive() && (at.Ended || at.Status == "delivered"):
		return move(ctx, tx, &v, Due, ripener, b.Now(), nil)
	}
	return nil
}
