package search

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Document is one published product as the engine knows it.
type Document struct {
	ID      string // product id
	Version int64  // grows with every change of the product, its shop, or its certificates

	// Names and Descriptions are keyed by language ("vi", "en"). The Vietnamese name is
	// required; the others are found as well.
	Names        map[string]string
	Descriptions map[string]string
	Shop         string // the seller's public name

	Seller string // seller id
	Group  string // OCOP group code, or empty

	// Kinds are the categories from the widest to the narrowest; their names in every
	// language find the product, so that "tea" finds trà.
	Kinds []Label

	// Divisions are what the product is filed under: province and ward of today. Their
	// names complete what is typed and find no product: every one is of some "xã".
	Divisions []Label
	// Places are the names of the origin by which it is found, new and old: "Văn Chấn",
	// "Suối Giàng".
	Places []string
	Point  Point // of the origin

	// Stars is the highest rank that may be shown on the day the document is made, 0 for
	// none, and StarsUntil the last day on which it may. Engines count and filter by the
	// day of the question, so that midnight costs nothing; a product whose rank becomes
	// another one on a day is put again on that day.
	Stars      int
	StarsUntil clock.Date

	Price      money.VND // the lowest price of a variant; 0 đ means "on request" and sorts last
	PricePerKg money.VND // the lowest price per kilogram, 0 đ when sold by piece alone

	Season  Months // the harvest; 0 when the product is not tied to one
	Alcohol bool   // behind the age gate: hidden unless the query says otherwise

	Image       string // key of the first photo or drawing, for suggestions
	PublishedAt int64  // unix milliseconds
	Sold        int64  // orders completed, a gentle push among equal matches
}

// Label is a value that products are filed under, with what people call it.
type Label struct {
	Value string            // slug or code
	Names map[string]string // by language, "vi" at least
	Also  []string          // other names by which people look for it: the old ones of a place
}

// Point is a place on the map in micro-degrees; the zero value means "not known".
type Point struct{ Lat, Lon int32 }

// Known reports whether the point is one.
func (p Point) Known() bool { return p != Point{} }

// Metres is the distance to other over the great circle, for orders and words such as
// "12 km", not for freight.
func (p Point) Metres(other Point) float64 {
	const earth = 6_371_000
	rad := func(micro int32) float64 { return float64(micro) / 1e6 * math.Pi / 180 }
	lat, lon := rad(other.Lat-p.Lat), rad(other.Lon-p.Lon)
	a := math.Pow(math.Sin(lat/2), 2) + math.Cos(rad(p.Lat))*math.Cos(rad(other.Lat))*math.Pow(math.Sin(lon/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(min(a, 1)))
}

// StarsOn is the rank that may be shown on a day; the empty day asks nothing of the end.
func (d Document) StarsOn(day clock.Date) int {
	if d.StarsUntil < day {
		return 0
	}
	return d.Stars
}

// Digest is the same for documents that say the same, whatever their version.
func (d Document) Digest() string {
	d.Version = 0
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // only maps of text and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// ErrDocument is returned for a document that no engine can hold.
var ErrDocument = errors.New("search: document without id or Vietnamese name")

// Check refuses with ErrDocument what lacks an id or a Vietnamese name.
func (d Document) Check() error {
	if d.ID == "" || d.Names["vi"] == "" {
		return ErrDocument
	}
	return nil
}

// Months is a set of months: bit 0 is January, bit 11 December.
type Months uint16

// MonthsOf makes a set of months 1 to 12; other numbers are left out.
func MonthsOf(months ...int) Months {
	var m Months
	for _, n := range months {
		if n >= 1 && n <= 12 {
			m |= 1 << (n - 1)
		}
	}
	return m
}

// Has reports whether month n (1 to 12) is in the set.
func (m Months) Has(n int) bool { return n >= 1 && n <= 12 && m&(1<<(n-1)) != 0 }

// List returns the months in order.
func (m Months) List() []int {
	var out []int
	for n := 1; n <= 12; n++ {
		if m.Has(n) {
			out = append(out, n)
		}
	}
	return out
}
