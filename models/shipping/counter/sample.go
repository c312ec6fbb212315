package counter

import (
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
)

// Sample is no post's real price list: it stands in for the demo, and an operator gives
// the carrier the list of the counter that sellers use.
var Sample = []shipping.Tariff{
	{Service: "parcel", From: "2026-11-01", MaxGrams: 30_000, Takes: []string{"raw", "packed", "herbal", "handicraft"},
		Zones: map[division.Distance]shipping.Zone{
			division.SameWard:     zone(1, 2, 2_000, 10_000, 13_000, 17_000),
			division.SameProvince: zone(2, 3, 2_500, 16_000, 19_000, 24_000),
			division.SameRegion:   zone(3, 5, 3_500, 22_000, 26_000, 34_000),
			division.Far:          zone(5, 8, 5_000, 28_000, 34_000, 46_000),
		}},
}

// zone is a zone with fees up to 500 g, 1 and 2 kg, and a fee for each further 500 g.
func zone(best, worst int, further int64, fees ...int64) shipping.Zone {
	z := shipping.Zone{Further: money.Of(further), Beyond: 500, Days: [2]int{best, worst}}
	for i, grams := range []int64{500, 1_000, 2_000} {
		z.Steps = append(z.Steps, shipping.Step{Grams: grams, Fee: money.Of(fees[i])})
	}
	return z
}
