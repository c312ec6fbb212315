package shipping

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// PackingDays is how long a seller who says nothing needs to pack.
const PackingDays = 2

// delivery is one thing that a seller said of sending: a carrier, the days of packing, or a
// point where they hand over.
type delivery struct {
	SellerID string
	Carrier  string
	Settings string
	Active   bool
	Days     *int  // of seller_packing
	Point    Point `gorm:"embedded;embeddedPrefix:point_"`
}

// Point is where a buyer can fetch a parcel. Days is a set: bit 0 is Monday.
type Point struct {
	ID        string        `gorm:"primaryKey" json:"id"`
	SellerID  string        `json:"-"`
	Name      string        `json:"name"`
	Scheme    string        `json:"scheme"`
	WardCode  string        `json:"ward_code"`
	Street    string        `json:"street"`
	Days      int           `json:"days"`
	Hours     string        `json:"hours"`
	Active    bool          `json:"-"`
	CreatedAt clock.Instant `json:"-"`
}

// TableName implements gorm's Tabler.
func (Point) TableName() string { return "pickup_points" }

// Standard is the carrier that sends for sellers who chose none.
const Standard = "flat"

// Quotes offers the ways to bring each parcel, by seller: one statement, and a call to each
// carrier. A carrier that fails is left out; a parcel that nobody takes has none.
func Quotes(ctx context.Context, q *gorm.DB, carriers *Carriers, parcels []Parcel, today clock.Date) (map[string][]Quote, error) {
	ids := make([]string, len(parcels))
	for i, p := range parcels {
		ids[i] = p.SellerID
	}
	var rows []delivery
	err := q.WithContext(ctx).Raw(`SELECT seller_id, carrier, settings, active, CAST(NULL AS INTEGER) AS days, '' AS point_id, '' AS point_name,
			'' AS point_scheme, '' AS point_ward_code, '' AS point_street, 0 AS point_days, '' AS point_hours, 0 AS point_created_at
		FROM seller_delivery WHERE seller_id IN ?
		UNION ALL SELECT seller_id, '', '', FALSE, days, '', '', '', '', '', 0, '', 0 FROM seller_packing WHERE seller_id IN ?
		UNION ALL SELECT seller_id, '', '', FALSE, NULL, id, name, scheme, ward_code, street, days, hours, created_at
		FROM pickup_points WHERE seller_id IN ? AND active`, ids, ids, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := map[string][]Quote{}
	for _, p := range parcels {
		ways, ready := waysOf(p.SellerID, rows, max(today, p.HarvestFrom))
		for _, c := range carriers.all {
			settings, on := ways[c.Code()]
			if !on {
				continue
			}
			quotes, err := c.Quote(ctx, p, settings, ready)
			if err != nil {
				continue
			}
			for i := range quotes {
				if p.HarvestID != "" {
					quotes[i].To = quotes[i].To.AddDays(p.HarvestFrom.DaysTo(p.HarvestTo))
				}
			}
			out[p.Key()] = append(out[p.Key()], quotes...)
		}
	}
	return out, nil
}

// waysOf are the settings of a seller's carriers by code, and the day on which a parcel
// ordered today is ready.
func waysOf(sellerID string, rows []delivery, today clock.Date) (map[string][]byte, clock.Date) {
	ways, days, chose := map[string][]byte{}, PackingDays, false
	var mine []Point
	for _, r := range rows {
		if r.SellerID != sellerID {
			continue
		}
		if r.Days != nil {
			days = *r.Days
		}
		chose = chose || r.Carrier != ""
		if r.Active {
			ways[r.Carrier] = []byte(r.Settings)
		}
		if r.Point.ID != "" {
			mine = append(mine, r.Point)
		}
	}
	slices.SortFunc(mine, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	if !chose {
		ways[Standard] = []byte("{}")
	}
	if b, err := json.Marshal(mine); err == nil && len(mine) > 0 {
		ways[PickupCode] = b
	}
	return ways, today.AddDays(days)
}

// PickupCode is the carrier whose settings are the seller's own pickup points.
const PickupCode = "pickup"
