package portal

import (
	"context"
	"fmt"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/shipping"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// guidesOf is how the goods of lines are packed, by product, as a page lists it.
func (w *portal) guidesOf(ctx context.Context, sh *pages.Shell, lines []order.Line) (map[string][]string, error) {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.ProductID
	}
	all, err := catalog.PackingGuides(ctx, w.DB.Read(ctx), ids...)
	out := map[string][]string{}
	for id, g := range all {
		if g.Words != "" {
			out[id] = append(out[id], g.Words)
		}
		for _, b := range g.Boxes {
			size := fmt.Sprintf("%d × %d × %d cm", b.Length, b.Width, b.Height)
			if b.Holds == "" {
				out[id] = append(out[id], sh.T("portal.packing.size", "name", b.Name, "size", size))
			} else {
				out[id] = append(out[id], sh.T("portal.packing.size_holds", "name", b.Name, "size", size, "holds", b.Holds))
			}
		}
	}
	return out, err
}

// postOf is when the post takes the stall's parcels, and the next such day; nothing where the
// stall never said, or the buyer fetches the goods.
func (w *portal) postOf(ctx context.Context, sh *pages.Shell, s stall, o sale) (when, next string, err error) {
	if o.Carrier == shipping.PickupCode {
		return "", "", nil
	}
	p, found, err := seller.PostDaysOf(ctx, w.DB.Read(ctx), s.ID)
	if err != nil || !found {
		return "", "", err
	}
	return sh.T("portal.post.takes", "point", p.Point, "when", view.MarketWhen(sh.Lang, p.Weekdays.List(), nil, p.Hours)), sh.T("portal.post.next", "day", p.Next(w.Now().Date())), nil
}
