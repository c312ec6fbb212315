package shipping

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// PackingDays is how long a seller who says nothing needs to pack.
const PackingDays = 2

// delivery is how a seller sends by one carrier.
type delivery struct {
	SellerID string
	Carrier  string
	Settings string
	Active   bool
	Days     *int // of seller_packing
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

// Quotes offers the ways to bring each parcel, by seller: two statements, and a call to
// each carrier. A carrier that fails is left out; a parcel that nobody takes has none.
func Quotes(ctx context.Context, q *gorm.DB, carriers *Carriers, parcels []Parcel, today clock.Date) (map[string][]Quote, error) {
	ids := make([]string, len(parcels))
	for i, p := range parcels {
		ids[i] = p.SellerID
	}
	var rows []delivery
	err := q.WithContext(ctx).Raw(`SELECT s.id AS seller_id, COALESCE(d.carrier, '') AS carrier, COALESCE(d.settings, '{}') AS settings,
		COALESCE(d.active, FALSE) AS active, p.days AS days
		FROM sellers s LEFT JOIN seller_delivery d ON d.seller_id = s.id LEFT JOIN seller_packing p ON p.seller_id = s.id
		WHERE s.id IN ?`, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	var points []Point
	if err := q.WithContext(ctx).Where("seller_id IN ? AND active", ids).Order("created_at, id").Find(&points).Error; err != nil {
		return nil, err
	}
	out := map[string][]Quote{}
	for _, p := range parcels {
		ways, ready := waysOf(p.SellerID, rows, points, today)
		for _, c := range carriers.all {
			settings, on := ways[c.Code()]
			if !on {
				continue
			}
			quotes, err := c.Quote(ctx, p, settings, ready)
			if err != nil {
				continue
			}
			out[p.SellerID] = append(out[p.SellerID], quotes...)
		}
	}
	return out, nil
}

// waysOf are the settings of a seller's carriers by code, and the day on which a parcel
// ordered today is ready.
func waysOf(sellerID string, rows []delivery, points []Point, today clock.Date) (map[string][]byte, clock.Date) {
	ways, days, chose := map[string][]byte{}, PackingDays, false
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
	}
	if !chose {
		ways[Standard] = []byte("{}")
	}
	var mine []Point
	for _, p := range points {
		if p.SellerID == sellerID {
			mine = append(mine, p)
		}
	}
	if b, err := json.Marshal(mine); err == nil && len(mine) > 0 {
		ways[PickupCode] = b
	}
	return ways, today.AddDays(days)
}

// PickupCode is the carrier whose settings are the seller's own pickup points.
const PickupCode = "pickup"
