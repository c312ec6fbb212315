package shipping

import (
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// PackingDays is how long a seller who says nothing needs to pack.
const PackingDays = 2

// delivery is how a seller sends by one carrier, beside one of the points where the seller
// hands over.
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
	err := q.WithContext(ctx).Raw(`SELECT s.id AS seller_id, COALESCE(d.carrier, '') AS carrier, COALESCE(d.settings, '{}') AS settings,
			COALESCE(d.active, FALSE) AS active, p.days AS days, COALESCE(t.id, '') AS point_id, COALESCE(t.name, '') AS point_name,
			COALESCE(t.scheme, '') AS point_scheme, COALESCE(t.ward_code, '') AS point_ward_code, COALESCE(t.street, '') AS point_street,
			COALESCE(t.days, 0) AS point_days, COALESCE(t.hours, '') AS point_hours
		FROM sellers s LEFT JOIN seller_delivery d ON d.seller_id = s.id LEFT JOIN seller_packing p ON p.seller_id = s.id
			LEFT JOIN pickup_points t ON t.seller_id = s.id AND t.active
		WHERE s.id IN ? ORDER BY t.created_at, t.id`, ids).Scan(&rows).Error
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
		if r.Point.ID != "" && !slices.ContainsFunc(mine, func(p Point) bool { return p.ID == r.Point.ID }) {
			mine = append(mine, r.Point)
		}
	}
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
