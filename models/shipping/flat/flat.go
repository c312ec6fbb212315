package flat

import (
	"context"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// Carrier prices by a table of the operator.
type Carrier struct {
	Places  *division.Directory
	Tariffs []shipping.Tariff // Sample when empty
	Earner  order.Earner      // whose contract it is; the seller's when empty
	Door    order.Taker       // who takes money at the door, if anybody
}

// Code implements shipping.Carrier.
func (Carrier) Code() string { return shipping.Standard }

// NeedsTracking implements shipping.Carrier: the seller's driver or bus gives no number.
func (Carrier) NeedsTracking() bool { return false }

// Quote implements shipping.Carrier.
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
	if c.Earner == "" {
		c.Earner = order.EarnedBySeller
	}
	return shipping.AtDoor(c.Door, shipping.Offer(c.Code(), c.Earner, c.Tariffs, p, d, s, ready)), nil
}
