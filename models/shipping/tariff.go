package shipping

import (
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// Tariff is the price list of one service, in force from a day on until the next one of
// the same service begins.
type Tariff struct {
	Service  string
	From     clock.Date
	Zones    map[division.Distance]Zone // a distance that is not named is not served
	MaxGrams int64                      // the heaviest parcel, packing included
	Takes    []string                   // product classes
}

// Zone is what one distance costs and how long it takes.
type Zone struct {
	Steps   []Step    // by weight, the lightest first
	Further money.VND // each Beyond grams above the last step, or part of them
	Beyond  int64
	Days    [2]int // of transit: at best, at worst
}

// Step is the fee of parcels up to a weight.
type Step struct {
	Grams int64
	Fee   money.VND
}

// Packing is what a box and what fills it weigh: a part of its goods and never less than
// Least. In force since 2026-11-01.
var Packing = struct {
	Percent int64
	Least   int64 // grams
}{Percent: 8, Least: 150}

// Packed is the weight of a parcel of so many grams of goods, with its packing.
func Packed(grams int64) int64 {
	return grams + max(Packing.Least, (grams*Packing.Percent+99)/100)
}

// Fee is the price of a parcel of so many grams, packing included.
func (z Zone) Fee(grams int64) money.VND {
	for _, s := range z.Steps {
		if grams <= s.Grams {
			return s.Fee
		}
	}
	last := z.Steps[len(z.Steps)-1]
	steps := (grams - last.Grams + z.Beyond - 1) / z.Beyond
	more, err := z.Further.Times(steps)
	if err != nil {
		return last.Fee // no parcel is that heavy: MaxGrams refuses it before
	}
	return last.Fee.Add(more)
}

// Fits reports whether goods that keep so many days (0: they keep) still have a day left
// when they arrive at the latest.
func Fits(transit, shelfLifeDays int) bool { return shelfLifeDays == 0 || transit < shelfLifeDays }

// Offer is what the tariffs in force on ready ask for a parcel over a distance: no quote
// for a parcel that is too heavy, would spoil, or holds what the service does not take.
func Offer(carrier string, earner order.Earner, tariffs []Tariff, p Parcel, d division.Distance, s Settings, ready clock.Date) []Quote {
	if s.Farthest != "" && slices.Index(division.Distances, d) > slices.Index(division.Distances, s.Farthest) {
		return nil
	}
	var out []Quote
	for _, t := range inForce(tariffs, ready) {
		z, served := t.Zones[d]
		grams := Packed(p.Grams)
		if !served || grams > t.MaxGrams || !Fits(z.Days[1], p.ShelfLifeDays) || !takesAll(t.Takes, p.Classes) {
			continue
		}
		q := Quote{Carrier: carrier, Service: t.Service, Fee: z.Fee(grams), From: ready.AddDays(z.Days[0]), To: ready.AddDays(z.Days[1]), Earner: earner}
		// What a carrier is owed somebody must pay; only a seller can give it away.
		if s.FreeFrom.Positive() && p.Goods.Cmp(s.FreeFrom) >= 0 && earner == order.EarnedBySeller {
			q.Fee = money.VND{}
		}
		if p.ShelfLifeDays > 0 && p.ShelfLifeDays <= FreshDays {
			q.Note = "delivery.note.fresh"
		}
		out = append(out, q)
	}
	return out
}

// AtDoor are the quotes of a carrier for which taker takes money where parcels arrive.
func AtDoor(taker order.Taker, quotes []Quote) []Quote {
	for i := range quotes {
		quotes[i].Door = taker
	}
	return quotes
}

// FreshDays is the shelf life up to which a buyer is asked to be there when goods come.
const FreshDays = 10

// inForce are the tariffs that are in force on a day, one for each service, in the order in
// which services are first named.
func inForce(tariffs []Tariff, on clock.Date) []Tariff {
	var out []Tariff
	for _, t := range tariffs {
		if t.From > on {
			continue
		}
		i := slices.IndexFunc(out, func(o Tariff) bool { return o.Service == t.Service })
		switch {
		case i < 0:
			out = append(out, t)
		case out[i].From < t.From:
			out[i] = t
		}
	}
	return out
}

func takesAll(takes, classes []string) bool {
	for _, c := range classes {
		if !slices.Contains(takes, c) {
			return false
		}
	}
	return true
}
