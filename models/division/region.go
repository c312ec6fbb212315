package division

// Region is a third of the country, as carriers price it.
type Region string

// The regions.
const (
	North   Region = "north"
	Central Region = "central"
	South   Region = "south"
)

// regions is the region of every current province.
var regions = map[string]Region{
	"01": North, "04": North, "08": North, "11": North, "12": North, "14": North, "15": North, "19": North,
	"20": North, "22": North, "24": North, "25": North, "31": North, "33": North, "37": North,
	"38": Central, "40": Central, "42": Central, "44": Central, "46": Central, "48": Central, "51": Central,
	"52": Central, "56": Central, "66": Central, "68": Central,
	"75": South, "79": South, "80": South, "82": South, "86": South, "91": South, "92": South, "96": South,
}

// RegionOf is the region of a current province, or empty for another code.
func RegionOf(province string) Region { return regions[province] }

// Distance is how far a parcel goes, as a tariff counts it.
type Distance string

// The distances, the nearest first.
const (
	SameWard     Distance = "ward"
	SameProvince Distance = "province"
	SameRegion   Distance = "region"
	Far          Distance = "far"
)

// Distances are all distances, the nearest first.
var Distances = []Distance{SameWard, SameProvince, SameRegion, Far}

// Between is the distance from one current ward to another. ok is false when either code
// is no current ward.
func (d *Directory) Between(fromWard, toWard string) (Distance, bool) {
	from, ok := d.Lookup(Current, fromWard)
	to, ok2 := d.Lookup(Current, toWard)
	switch {
	case !ok || !ok2 || from.Level != Ward || to.Level != Ward:
		return "", false
	case from.Code == to.Code:
		return SameWard, true
	case from.ParentCode == to.ParentCode:
		return SameProvince, true
	case regions[from.ParentCode] == regions[to.ParentCode]:
		return SameRegion, true
	}
	return Far, true
}
