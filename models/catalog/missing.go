package catalog

import (
	"strconv"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
)

// Missing lists everything that keeps a product off the shelf, each beside its field; an
// empty list means that it may be published by an active seller. Variants are named by
// their place in vs: "variants.0.price".
func Missing(p Product, vs []Variant) fault.List {
	var l fault.List
	lacks := func(absent bool, key, field string) {
		if absent {
			l.Add(fault.New(fault.Invalid, key).On(field))
		}
	}
	lacks(p.SellerID == "", "product.seller", "seller")
	lacks(p.TaxClass == "", "product.tax_class", "tax_class")
	lacks(p.WardCode == "" && p.OriginText == "", "product.origin", "origin_text")
	switch p.Class {
	case Packed, Alcohol:
		lacks(p.ProducerName == "", "product.producer", "producer_name")
		lacks(p.ProducerAddress == "", "product.producer_address", "producer_address")
		lacks(p.IngredientsVI == "", "product.ingredients", "ingredients_vi")
		lacks(p.UsageVI == "", "product.usage", "usage_vi")
		lacks(p.StorageVI == "", "product.storage", "storage_vi")
		lacks(p.WarningsVI == "", "product.warnings", "warnings_vi")
		if p.Class == Alcohol {
			lacks(p.DeclarationNo == "", "product.registration", "declaration_no")
		} else {
			lacks(p.DeclarationNo == "" || p.DeclarationType == "", "product.declaration", "declaration_no")
		}
	case Herbal:
		lacks(p.ProducerName == "", "product.producer", "producer_name")
		lacks(p.IngredientsVI == "", "product.ingredients", "ingredients_vi")
		lacks(p.UsageVI == "", "product.usage", "usage_vi")
		lacks(p.WarningsVI == "", "product.warnings", "warnings_vi")
		lacks(p.DeclarationNo == "", "product.registration", "declaration_no")
	case Handicraft:
		lacks(p.DescriptionVI == "", "product.description", "description_vi")
	case Living:
		lacks(p.UsageVI == "", "product.care", "usage_vi")
	case Service:
		lacks(p.DescriptionVI == "", "product.description", "description_vi")
	}
	l = append(l, claims(p)...)
	if p.Class != Service {
		l = append(l, unsellable(p.Class, vs)...)
	}
	return l
}

// claims refuses promises of a cure for everything that is eaten, drunk or rubbed in.
func claims(p Product) fault.List {
	var l fault.List
	if p.Class == Handicraft || p.Class == Living || p.Class == Service {
		return nil
	}
	for _, t := range []struct{ field, text string }{
		{"name_vi", p.NameVI}, {"name_en", p.NameEN}, {"description_vi", p.DescriptionVI},
		{"description_en", p.DescriptionEN}, {"usage_vi", p.UsageVI}, {"ingredients_vi", p.IngredientsVI},
	} {
		if word := HealingClaim(t.text); word != "" {
			l.Add(fault.New(fault.Invalid, "product.healing_claim").On(t.field).With("word", word))
		}
	}
	return l
}

func unsellable(class Class, vs []Variant) fault.List {
	var l fault.List
	active := 0
	for i, v := range vs {
		if !v.Active {
			continue
		}
		active++
		at := "variants." + strconv.Itoa(i) + "."
		if !v.Price.Positive() {
			l.Add(fault.New(fault.Invalid, "product.price").On(at + "price"))
		}
		if v.Basis == measure.Gram {
			continue
		}
		if (class == Packed || class == Alcohol) && v.NetGrams == 0 && v.NetML == 0 {
			l.Add(fault.New(fault.Invalid, "product.net").On(at + "net_grams"))
		}
		if v.ShipGrams == 0 {
			l.Add(fault.New(fault.Invalid, "product.ship_grams").On(at + "ship_grams"))
		}
	}
	if active == 0 {
		l.Add(fault.New(fault.Invalid, "product.variants").On("variants"))
	}
	return l
}
