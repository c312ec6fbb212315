package shipping

import (
	"context"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// NewPoint is a pickup point as a seller describes it. It is shown to buyers, so a house
// is named only if the seller wants it named.
type NewPoint struct {
	Name     string `json:"name" form:"name"`
	WardCode string `json:"ward_code" form:"ward_code"`
	Street   string `json:"street" form:"street"`
	Days     []int  `json:"days" form:"days"` // 0 Monday … 6 Sunday
	Hours    string `json:"hours" form:"hours"`
}

// MostPoints is how many open points a seller may have.
const MostPoints = 20

// AddPickupPoint opens a place where buyers fetch what they ordered. It refuses with
// "right.edit_products" a member without that right, beside the fields what is missing or
// wrong ("pickup.name", "address.ward", "address.street", "pickup.days", "pickup.hours"),
// and with "pickup.too_many".
func AddPickupPoint(ctx context.Context, tx *gorm.DB, places *division.Directory, sellerID string, in NewPoint, by actor.Actor, now clock.Instant) (Point, error) {
	if err := mayEdit(sellerID, by); err != nil {
		return Point{}, err
	}
	p, err := in.Point(places)
	if err != nil {
		return Point{}, err
	}
	var open int64
	if err := tx.WithContext(ctx).Table("pickup_points").Where("seller_id = ? AND active", sellerID).Count(&open).Error; err != nil {
		return Point{}, err
	}
	if open >= MostPoints {
		return Point{}, fault.New(fault.Conflict, "pickup.too_many").With("most", MostPoints)
	}
	p.ID, p.SellerID, p.Active, p.CreatedAt = db.NewID(), sellerID, true, now
	return p, tx.WithContext(ctx).Create(&p).Error
}

// Point is the pickup point that was described. It refuses what AddPickupPoint refuses beside
// a field.
func (in NewPoint) Point(places *division.Directory) (Point, error) {
	var l fault.List
	p := Point{Scheme: division.Current, WardCode: in.WardCode}
	p.Name = line(&l, "name", "pickup.name", in.Name, 80)
	p.Street = line(&l, "street", "address.street", in.Street, 200)
	p.Hours = line(&l, "hours", "pickup.hours", in.Hours, 60)
	if u, ok := places.Lookup(division.Current, in.WardCode); !ok || u.Level != division.Ward {
		l.Add(fault.New(fault.Invalid, "address.ward").On("ward_code"))
	}
	for _, d := range in.Days {
		if d < 0 || d > 6 {
			p.Days = 0
			break
		}
		p.Days |= 1 << d
	}
	if p.Days == 0 {
		l.Add(fault.New(fault.Invalid, "pickup.days").On("days"))
	}
	return p, l.Err()
}

// line is a short text that must not be empty.
func line(l *fault.List, field, empty, s string, most int) string {
	s, refused := vntext.Input(norm.NFC.String(s), most, false)
	switch {
	case refused != "":
		l.Add(fault.New(fault.Invalid, refused).On(field).With("most", most))
	case s == "":
		l.Add(fault.New(fault.Invalid, empty).On(field))
	}
	return s
}
