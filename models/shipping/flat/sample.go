package flat

import (
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
)

// takes leaves out what is alive: it waits for its buyer at a pickup point.
var takes = []string{"raw", "packed", "alcohol", "herbal", "handicraft"}

// Sample is a price list that nobody has agreed to: it opens the market for a demo, and an
// operator gives the carrier the list of a real contract.
var Sample = []shipping.Tariff{
	{Service: "standard", From: "2026-11-01", MaxGrams: 30_000, Takes: takes, Zones: map[division.Distance]shipping.Zone{
		division.SameWard:     zone(1, 2, 2_000, 12_000, 14_000, 16_000, 18_000),
		division.SameProvince: zone(1, 3, 2_500, 18_000, 20_000, 23_000, 28_000),
		division.SameRegion:   zone(2, 4, 4_000, 25_000, 28_000, 33_000, 41_000),
		division.Far:          zone(4, 7, 6_000, 32_000, 36_000, 44_000, 56_000),
	}},
	{Service: "express", From: "2026-11-01", MaxGrams: 20_000, Takes: takes, Zones: map[division.Distance]shipping.Zone{
		division.SameProvince: zone(1, 1, 4_000, 28_000, 32_000, 38_000, 48_000),
		division.SameRegion:   zone(1, 2, 6_500, 38_000, 44_000, 54_000, 68_000),
		division.Far:          zone(2, 3, 12_000, 52_000, 62_000, 80_000, 106_000),
	}},
}

// zone is a zone with fees up to 500 g, 1, 2 and 4 kg, and a fee for each further 500 g.
func zone(best, worst int, further int64, fees ...int64) shipping.Zone {
	z := shipping.Zone{Further: money.Of(further), Beyond: 500, Days: [2]int{best, worst}}
	for i, grams := range []int64{500, 1_000, 2_000, 4_000} {
		z.Steps = append(z.Steps, shipping.Step{Grams: grams, Fee: money.Of(fees[i])})
	}
	return z
}
