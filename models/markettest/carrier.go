package markettest

import (
	"context"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// Carrier brings everything everywhere in two to three days for 30,000 đ, and takes money
// at the door if somebody is named who does.
type Carrier struct {
	Earner order.Earner
	Door   order.Taker
}

// Code implements shipping.Carrier.
func (Carrier) Code() string { return shipping.Standard }

// NeedsTracking implements shipping.Carrier.
func (Carrier) NeedsTracking() bool { return false }

// Quote implements shipping.Carrier.
func (c Carrier) Quote(_ context.Context, _ shipping.Parcel, _ []byte, ready clock.Date) ([]shipping.Quote, error) {
	if c.Earner == "" {
		c.Earner = order.EarnedBySeller
	}
	return []shipping.Quote{{Carrier: shipping.Standard, Service: "road", Fee: money.Of(30_000), From: ready.AddDays(2), To: ready.AddDays(3), Earner: c.Earner, Door: c.Door}}, nil
}

// Fee is what Carrier takes.
var Fee = money.Of(30_000)
