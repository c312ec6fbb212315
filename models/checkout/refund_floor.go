package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/payment"
)

// AnnounceFloor announces, by the desk, the least that a gateway gives back from a coming
// day on. See payment.AnnounceFloor.
func (c *Checkout) AnnounceFloor(ctx context.Context, by actor.Admin, in payment.NewFloor) (f *payment.Floor, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		f, err = payment.AnnounceFloor(ctx, tx, by, c.Gateways, in, c.Now())
		return err
	})
	return f, err
}

// RefundFloors is what each gateway gives back at least today, and what is announced. See
// payment.FloorsOn.
func (c *Checkout) RefundFloors(ctx context.Context) ([]payment.Floor, error) {
	return payment.FloorsOn(ctx, c.DB.Read(ctx), c.Gateways, c.Now().Date())
}
