package storefront

import (
	"context"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/order"
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
func expected(f *view.Frame, a catalog.Ahead) string { return expectedIn(f, a.From, a.To) }

func expectedIn(f *view.Frame, from, to clock.Date) string {
	if from == to {
		return f.T("ahead.day", "day", from)
	}
	return f.T("ahead.days", "from", from, "to", to)
}

// awaited are the harvests for which orders wait, by id.
func (s *shop) awaited(ctx context.Context, orders []order.Order) (map[string]harvest.Harvest, error) {
	var ids []string
	for _, o := range orders {
		if o.Waits() {
			ids = append(ids, *o.HarvestID)
		}
	}
	return harvest.ByIDs(ctx, s.DB.Read(ctx), ids)
}

// parcelAhead is the same over a parcel of the basket; "" for what is on the shelf.
func parcelAhead(f *view.Frame, a catalog.Ahead) string {
	if !a.Taking() {
		return ""
	}
	return f.T("ahead.title") + ". " + expected(f, a)
}
