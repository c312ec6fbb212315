package payment

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/payments"
)

// Hear stores an event in the transaction that is about to apply it. fresh is false when
// the event was stored, and so applied, before; e then tells with which outcome. A second
// delivery that runs at the same time waits here until the first has committed or failed.
func Hear(ctx context.Context, tx *gorm.DB, gateway string, ev payments.Event, raw string, now clock.Instant) (e Event, fresh bool, err error) {
	e = Event{
		ID: db.NewID(), Gateway: gateway, EventKey: ev.Key, Kind: string(ev.Kind), Outcome: string(payments.Applied),
		Raw: raw, ReceivedAt: now,
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&e)
	if res.Error != nil || res.RowsAffected == 1 {
		return e, true, res.Error
	}
	e, err = one[Event](ctx, tx, "gateway = ? AND event_key = ?", gateway, ev.Key)
	return e, false, err
}

// Judge writes what became of an event that Hear stored.
func Judge(ctx context.Context, tx *gorm.DB, e Event, outcome payments.Outcome, paymentID string) error {
	columns := map[string]any{"outcome": outcome}
	if paymentID != "" {
		columns["payment_id"] = paymentID
	}
	return tx.WithContext(ctx).Table("provider_events").Where("id = ?", e.ID).Updates(columns).Error
}
