package storefront

import (
	"github.com/chophien/chophien/models/catalog"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// aheadOf says what a buyer must know of a form that is ordered ahead of its harvest.
func aheadOf(f *view.Frame, form catalog.Form) *pages.Ahead {
	a := form.Ahead
	if !a.Taking() {
		return nil
	}
	left := f.Quantity(form.Basis, a.Free(), catalog.UnitIn(string(f.Lang), form.Unit))
	return &pages.Ahead{Days: expected(f, a), Left: f.T("ahead.left", "amount", left, "until", a.Until)}
}

// expected says when goods ordered ahead are expected.
func expected(f *view.Frame, a catalog.Ahead) string {
	if a.From == a.To {
		return f.T("ahead.day", "day", a.From)
	}
	return f.T("ahead.days", "from", a.From, "to", a.To)
}

// parcelAhead is the same over a parcel of the basket; "" for what is on the shelf.
func parcelAhead(f *view.Frame, a catalog.Ahead) string {
	if !a.Taking() {
		return ""
	}
	return f.T("ahead.title") + ". " + expected(f, a)
}
