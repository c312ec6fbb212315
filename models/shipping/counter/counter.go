package counter

import (
	"context"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// Code names the carrier.
const Code = "counter"

// Carrier is the post counter of the commune.
type Carrier struct {
	Places  *division.Directory
	Tariffs []shipping.Tariff // Sample when empty
	Door    order.Taker       // who takes money at the counter, if anybody
}

// Code implements shipping.Carrier.
func (Carrier) Code() string { return Code }

// NeedsTracking implements shipping.Carrier: the number is on the receipt.
func (Carrier) NeedsTracking() bool { return true }

// Quote implements shipping.Carrier. The seller pays the post at the counter, hence earns
// the fee.
func (c Carrier) Quote(_ context.Context, p shipping.Parcel, settings []byte, ready clock.Date) ([]shipping.Quote, error) {
	s, err := shipping.ReadSettings(settings)
	if err != nil {
		return nil, err
	}
	d, ok := c.Places.Between(p.From.Ward, p.To.Ward)
	if !ok || p.From.Scheme != division.Current || p.To.Scheme != division.Current {
		return nil, nil
	}
	if c.Tariffs == nil {
		c.Tariffs = Sample
	}
	return shipping.AtDoor(c.Door, shipping.Offer(c.Code(), order.EarnedBySeller, c.Tariffs, p, d, s, ready)), nil
}
