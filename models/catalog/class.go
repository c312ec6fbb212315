package catalog

import "slices"

// Class says what a product is to the law and to a checkout: what must be stated, who may
// buy it, how it may travel.
type Class string

// The classes of product.
const (
	Raw        Class = "raw"        // produce of the grower, unprocessed or dried only
	Packed     Class = "packed"     // packed food: needs its label
	Alcohol    Class = "alcohol"    // packed, from 18 years on, paid before delivery
	Herbal     Class = "herbal"     // herbs, oils, cosmetics: needs a number, heals nothing
	Handicraft Class = "handicraft" // things made by hand
	Living     Class = "living"     // plants and animals alive
	Service    Class = "service"    // a stay or a trip: contact only, never in a cart
)

// Classes lists the classes in the order in which pages offer them.
var Classes = []Class{Raw, Packed, Alcohol, Herbal, Handicraft, Living, Service}

// Valid reports whether c is a class.
func (c Class) Valid() bool { return slices.Contains(Classes, c) }

// Adult reports whether only people of 18 and more may see and buy it.
func (c Class) Adult() bool { return c == Alcohol }

// PackedFood reports whether it is food in a package, which carries label data and waits
// for the seller's food-safety paper.
func (c Class) PackedFood() bool { return c == Packed || c == Alcohol }

// ContactOnly reports whether it is shown with a contact and never put in a cart.
func (c Class) ContactOnly() bool { return c == Service }

// Tax classes, as the tax rules name them.
const (
	TaxGoods   = "goods"
	TaxService = "service"
	TaxOwnRaw  = "own_raw_produce" // grown by the seller and unprocessed
)

// TaxClasses are those as which products of c may be taxed. Where there are two, the grower
// alone can say which.
func (c Class) TaxClasses() []string {
	var all []string
	for _, t := range []string{TaxGoods, TaxService, TaxOwnRaw} {
		if c.taxes(t) {
			all = append(all, t)
		}
	}
	return all
}

// taxes reports whether products of c may be taxed as class t.
func (c Class) taxes(t string) bool {
	switch t {
	case TaxService:
		return c == Service
	case TaxGoods:
		return c != Service
	case TaxOwnRaw:
		return c == Raw || c == Living
	}
	return false
}
