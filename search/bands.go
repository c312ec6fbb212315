package search

import (
	"strconv"

	"github.com/chophien/chophien/models/money"
)

// Band is a range of prices, both ends inclusive, so that its ends serve as PriceMin and
// PriceMax of the query that shows what it counted. The last band has no end (Max 0 đ).
type Band struct {
	Min, Max money.VND
}

// Bands are the ranges that ByPrice counts, lowest first. Products without a price are in none.
var Bands = []Band{
	{money.Of(1), money.Of(49_999)},
	{money.Of(50_000), money.Of(99_999)},
	{money.Of(100_000), money.Of(199_999)},
	{money.Of(200_000), money.Of(499_999)},
	{money.Of(500_000), money.Of(999_999)},
	{money.Of(1_000_000), money.VND{}},
}

// Key is the value of the band in a facet: "50000-99999", "1000000-".
func (b Band) Key() string {
	key := strconv.FormatInt(b.Min.Dong(), 10) + "-"
	if b.Max.IsZero() {
		return key
	}
	return key + strconv.FormatInt(b.Max.Dong(), 10)
}

// Holds reports whether price lies in the band.
func (b Band) Holds(price money.VND) bool {
	return price.Cmp(b.Min) >= 0 && (b.Max.IsZero() || price.Cmp(b.Max) <= 0)
}

// BandOf finds the band of a price; it reports false for 0 đ and below.
func BandOf(price money.VND) (Band, bool) {
	for _, b := range Bands {
		if b.Holds(price) {
			return b, true
		}
	}
	return Band{}, false
}
