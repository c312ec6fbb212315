package storefront

import (
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

// drawingOf names the drawing of a kind.
func drawingOf(kind string) string {
	if k, ok := catalog.KindOf(kind); ok {
		return k.Drawing
	}
	return kind
}

func kindName(lang locale.Lang, slug string) string {
	k, ok := catalog.KindOf(slug)
	switch {
	case !ok:
		return slug
	case lang == locale.En:
		return k.EN
	}
	return k.VI
}

// photoOf is a photo of the album; the zero Photo, which shows a drawing, for none.
func photoOf(id string, width, height int, alt string) view.Photo {
	if id == "" {
		return view.Photo{Alt: alt}
	}
	return view.Photo{Small: media.URL(id, 320), Middle: media.URL(id, 640), Large: media.URL(id, 1280), Width: width, Height: height, Alt: alt}
}

// unitOf is what a price buys: "hộp 200 g", or "kg".
func unitOf(lang locale.Lang, v catalog.Variant) string {
	if v.Basis == measure.Gram {
		return catalog.Kilogram
	}
	unit := catalog.UnitIn(string(lang), v.Unit)
	if label := v.Label(); label != "" {
		unit += " " + label
	}
	return unit
}

func (s *shop) cardsOf(lang locale.Lang, rows []catalog.Card) []view.Card {
	today := s.Now().Date()
	out := make([]view.Card, len(rows))
	for i, r := range rows {
		out[i] = s.cardOf(lang, r, today)
	}
	return out
}

func (s *shop) cardOf(lang locale.Lang, r catalog.Card, today clock.Date) view.Card {
	name := r.Name(string(lang))
	v := view.Card{
		Slug: r.Slug, Name: name, Photo: photoOf(r.PhotoID, r.PhotoWidth, r.PhotoHeight, name), Kind: drawingOf(r.Kind),
		Seller: r.SellerName, Stars: r.Stars, OCOP: r.OCOP(), InSeason: r.Season.In(today), SoldOut: r.SoldOut(),
		Contact: r.Class.ContactOnly(), Adult: r.Class.Adult(), Sample: r.Sample,
	}
	v.Ahead = r.Ahead()
	if resting, until := r.Resting(); resting && !v.Ahead {
		v.Rests = view.Rests(lang, until)
	}
	if ward, ok := s.Places.Lookup(r.Scheme, r.WardCode); ok {
		v.Place = ward.Name
	}
	if form, ok := r.Cheapest(); ok && !v.Contact {
		v.Price, v.Unit, v.From = form.Price, unitOf(lang, form.Variant), len(r.Variants) > 1
		if perKg := form.PerKg(); form.Basis != measure.Gram {
			v.PerKg = perKg
		}
	}
	return v
}

// stallOf is the card of a product's seller.
func (s *shop) stallOf(st catalog.Stall) view.SellerCard {
	card := view.SellerCard{
		Slug: st.Slug, Name: st.Name, Kind: st.Kind, Place: s.Places.FullName(st.Scheme, st.WardCode), OldPlace: s.oldNames(st.WardCode),
		Since: st.Since, Registered: st.BusinessNo, Checked: st.Active && !st.Sample, Sample: st.Sample,
	}
	if st.PhotoID != "" {
		card.Photo = media.URL(st.PhotoID, 320)
	}
	return card
}

func (s *shop) sellerCard(r seller.Card) view.SellerCard {
	card := view.SellerCard{
		Slug: r.Slug, Name: r.Name, Kind: string(r.Kind), Place: s.Places.FullName(r.Scheme, r.WardCode), OldPlace: s.oldNames(r.WardCode),
		Since: r.Since, Registered: r.BusinessNo, Checked: r.Checked && !r.Sample, Sample: r.Sample,
	}
	if r.PhotoID != "" {
		card.Photo = media.URL(r.PhotoID, 320)
	}
	return card
}

// oldNames are the places of which a ward was made, by the names that people still say.
func (s *shop) oldNames(ward string) string {
	text := ""
	for _, old := range s.Places.Sources(ward) {
		if text != "" {
			text += ", "
		}
		text += old.Bare
	}
	return text
}
