package pickup

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// Service is the only one.
const Service = "fetch"

// Carrier is the buyer. Who hands the parcel out is the seller, or somebody of theirs, and
// so is who takes money there.
type Carrier struct{}

// Code implements shipping.Carrier.
func (Carrier) Code() string { return shipping.PickupCode }

// NeedsTracking implements shipping.Carrier.
func (Carrier) NeedsTracking() bool { return false }

// Quote implements shipping.Carrier: one quote for each of the seller's points, those of
// the buyer's own ward first. The window is from the first day on which the point is open
// to the second, as long as the goods keep. Everything can be fetched, also what lives.
func (Carrier) Quote(_ context.Context, p shipping.Parcel, settings []byte, ready clock.Date) ([]shipping.Quote, error) {
	var points []shipping.Point
	if err := json.Unmarshal(settings, &points); err != nil {
		return nil, err
	}
	slices.SortStableFunc(points, func(a, b shipping.Point) int { return away(a, p.To) - away(b, p.To) })
	var out []shipping.Quote
	for _, at := range points {
		first, wait, ok := at.NextOpen(ready)
		if !ok || !shipping.Fits(wait, p.ShelfLifeDays) {
			continue
		}
		last := first
		if second, more, ok := at.NextOpen(first.AddDays(1)); ok && shipping.Fits(wait+1+more, p.ShelfLifeDays) {
			last = second
		}
		out = append(out, shipping.Quote{
			Carrier: shipping.PickupCode, Service: Service, PickupID: at.ID, Label: at.Name, From: first, To: last,
			Earner: order.EarnedBySeller, Door: order.SellerTakes, Note: "delivery.note.pickup",
		})
	}
	return out, nil
}

func away(at shipping.Point, to shipping.Place) int {
	if at.Scheme == to.Scheme && at.WardCode == to.Ward {
		return 0
	}
	return 1
}
