package feed

import (
	"strconv"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/search"
)

// document is a product as the engine knows it.
func (f *Feed) document(r catalog.Document) search.Document {
	d := search.Document{
		ID: r.ID, Version: r.Version, Names: map[string]string{"vi": r.NameVI}, Descriptions: map[string]string{"vi": r.DescriptionVI},
		Shop: r.SellerName, Seller: r.SellerID, Stars: r.Stars, StarsUntil: r.StarsUntil, Price: r.Price, PricePerKg: r.PricePerKg,
		Season: search.Months(r.Season), Alcohol: r.Class.Adult(), Image: r.PhotoID, PublishedAt: int64(r.PublishedAt),
	}
	if r.NameEN != "" {
		d.Names["en"] = r.NameEN
	}
	if r.DescriptionEN != "" {
		d.Descriptions["en"] = r.DescriptionEN
	}
	if r.OCOPGroup > 0 {
		d.Group = strconv.Itoa(r.OCOPGroup)
	}
	if k, ok := catalog.KindOf(r.Kind); ok {
		d.Kinds = []search.Label{{Value: k.Slug, Names: map[string]string{"vi": k.VI, "en": k.EN}}}
	}
	if r.ProducerName != "" {
		d.Places = append(d.Places, r.ProducerName) // people search a cooperative by its name
	}
	f.origin(&d, r)
	return d
}

// origin files a product under its province and ward, and is found by old names too.
func (f *Feed) origin(d *search.Document, r catalog.Document) {
	if ward, ok := f.Places.Lookup(r.Scheme, r.WardCode); ok {
		if up, ok := f.Places.Lookup(r.Scheme, ward.ParentCode); ok {
			d.Divisions = append(d.Divisions, f.label(up))
		}
		d.Divisions = append(d.Divisions, f.label(ward))
		d.Point = search.Point{Lat: int32(ward.Lat), Lon: int32(ward.Lon)}
		d.Places = append(d.Places, f.Places.ShortName(r.Scheme, r.WardCode))
	}
	if old, ok := f.Places.Lookup(r.LegacyScheme, r.LegacyCode); ok {
		d.Places = append(d.Places, old.Bare)
		for _, up := range f.Places.Parents(old) {
			d.Places = append(d.Places, up.Bare)
		}
	}
	if r.OriginText != "" {
		d.Places = append(d.Places, r.OriginText)
	}
}

// label names a division as it is called today, and as people still call it.
func (f *Feed) label(u division.Division) search.Label {
	l := search.Label{Value: u.Code, Names: map[string]string{"vi": u.Name}}
	for _, old := range f.Places.Sources(u.Code) {
		l.Also = append(l.Also, old.Bare)
	}
	return l
}
