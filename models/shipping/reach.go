package shipping

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Reaches reports whether a parcel can come to anybody: whether its seller sends it, or lets it
// be fetched, at least in the ward from which it goes. Who is farther away may still have no way.
func Reaches(ctx context.Context, q *gorm.DB, carriers *Carriers, p Parcel, today clock.Date) (bool, error) {
	p.To = p.From
	ways, err := Quotes(ctx, q, carriers, []Parcel{p}, today)
	return len(ways[p.Key()]) > 0, err
}
