package payment

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/payments"
)

// Hear stores an event, and what it is about if that is known, in the transaction that is
// about to apply it. fresh is false when the event was stored, and so applied, before; e
// then tells with which outcome. What was of no interest the first time (the account was
// not yet the market's) was never applied, so it is fresh when it has become news. A
// second delivery that runs at the same time waits here until the first has committed or
// failed.
func Hear(ctx context.Context, tx *gorm.DB, gateway string, ev payments.Event, paymentID *string, rawSealed string, now clock.Instant) (e Event, fresh bool, err error) {
	e = Event{
		ID: db.NewID(), Gateway: gateway, EventKey: ev.Key, Kind: string(ev.Kind), Outcome: string(payments.Applied), PaymentID: paymentID,
		RawSealed: rawSealed, ReceivedAt: now,
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&e)
	if res.Error != nil || res.RowsAffected == 1 {
		return e, true, res.Error
	}
	if ev.Kind != payments.EventIgnored {
		res := tx.WithContext(ctx).Table("provider_events").
			Where("gateway = ? AND event_key = ? AND kind = ?", gateway, ev.Key, payments.EventIgnored).
			Updates(map[string]any{"kind": e.Kind, "outcome": e.Outcome, "payment_id": paymentID, "raw": rawSealed, "received_at": now})
		if res.Error != nil {
			return e, false, res.Error
		}
		fresh = res.RowsAffected == 1
	}
	e, err = one[Event](ctx, tx, "gateway = ? AND event_key = ?", gateway, ev.Key)
	return e, fresh, err
}

// Judge writes what became of an event that Hear stored, where that is not what Hear wrote.
func Judge(ctx context.Context, tx *gorm.DB, e Event, outcome payments.Outcome, paymentID string) error {
	columns := map[string]any{}
	if string(outcome) != e.Outcome {
		columns["outcome"] = outcome
	}
	if paymentID != "" && e.PaymentID == nil {
		columns["payment_id"] = paymentID
	}
	if len(columns) == 0 {
		return nil
	}
	return tx.WithContext(ctx).Table("provider_events").Where("id = ?", e.ID).Updates(columns).Error
}
