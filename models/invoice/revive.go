package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

// Revive asks again for the invoice of an order that stands up from its end, where it was
// voided with the order. Call it in the transaction in which the order stands up. An order
// without an invoice, or with one that was not voided yet, has nothing to revive.
func Revive(ctx context.Context, tx *gorm.DB, orderID string, by actor.Actor, now clock.Instant) error {
	v, found, err := lockSale(ctx, tx, orderID)
	if err != nil || !found || v.State != Void {
		return err
	}
	return move(ctx, tx, &v, Requested, by, now, nil)
}
