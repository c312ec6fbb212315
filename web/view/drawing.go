package view

import "github.com/chophien/chophien/web/static"

// Kinds are the kinds of goods that have a drawing, in the order of the home page.
var Kinds = []string{
	"tea", "honey", "rice", "cinnamon", "citrus", "pome", "vegetable", "meat", "fish", "noodle",
	"oil", "spirit", "herbal", "craft", "flower", "animal", "homestay",
}

// Drawing is the address of the drawing that stands in where a product of kind has no
// photo. Any other kind gets the basket.
func Drawing(kind string) string {
	if name := "draw/" + kind + ".svg"; static.Has(name) {
		return static.URL(name)
	}
	return static.URL("draw/basket.svg")
}
