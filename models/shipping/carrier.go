package shipping

import (
	"context"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// Place is a ward, as package division keys it.
type Place struct {
	Scheme string
	Ward   string
}

// Parcel is what one seller sends to one buyer, before anybody carries it.
type Parcel struct {
	SellerID      string
	From, To      Place
	Grams         int64    // goods as ordered; each carrier adds its packing
	ShelfLifeDays int      // the shortest of the goods; 0 keeps
	Classes       []string // product classes inside; not every carrier takes every one
	Goods         money.VND
	HarvestID     string     // what is ordered ahead is not there before its harvest
	HarvestFrom   clock.Date // "" for what is on the shelf
	HarvestTo     clock.Date
}

// Key tells the parcels of one purchase apart: a seller sends one from the shelf, and one of
// every harvest.
func (p Parcel) Key() string { return Key(p.SellerID, p.HarvestID) }

// Key is the key of a parcel of a seller, of a harvest or ("") from the shelf.
func Key(sellerID, harvestID string) string {
	if harvestID == "" {
		return sellerID
	}
	return sellerID + "_" + harvestID
}

// Quote is one way to bring a parcel. A choice is named by carrier, service and pickup
// point; the fee is never taken from a client.
type Quote struct {
	Carrier  string
	Service  string
	PickupID string // set where the buyer fetches it
	Label    string // the point's own name, where there is one
	Fee      money.VND
	From, To clock.Date // the promised window of arrival
	Earner   order.Earner
	Door     order.Taker // who takes the buyer's money where it arrives; NoTaker: it is paid before
	Note     string      // message key of what the buyer must know, or ""
}

// Choice names a quote.
type Choice struct {
	SellerID  string `json:"seller_id" form:"seller_id"`
	HarvestID string `json:"harvest_id,omitempty" form:"harvest_id"` // of what is ordered ahead
	Carrier   string `json:"carrier" form:"carrier"`
	Service   string `json:"service" form:"service"`
	PickupID  string `json:"pickup_id" form:"pickup_id"`
}

// Key is that of the parcel which the choice is for.
func (c Choice) Key() string { return Key(c.SellerID, c.HarvestID) }

// ChoiceOf names a quote of the parcel of a key.
func ChoiceOf(key string, q Quote) Choice {
	sellerID, harvestID, _ := strings.Cut(key, "_")
	return Choice{SellerID: sellerID, HarvestID: harvestID, Carrier: q.Carrier, Service: q.Service, PickupID: q.PickupID}
}

// Names reports whether c names q.
func (c Choice) Names(q Quote) bool {
	return c.Carrier == q.Carrier && c.Service == q.Service && c.PickupID == q.PickupID
}

// Carrier is a way to bring parcels. Settings are the seller's own, as JSON; a carrier
// that does not take the parcel quotes nothing and gives no error.
type Carrier interface {
	// Code names the carrier in tables and configuration: "flat". It never changes.
	Code() string
	// Quote offers services for p, sent when the seller has packed it (today + packing days).
	Quote(ctx context.Context, p Parcel, settings []byte, ready clock.Date) ([]Quote, error)
	// NeedsTracking reports whether a parcel is sent only with a tracking number.
	NeedsTracking() bool
}
