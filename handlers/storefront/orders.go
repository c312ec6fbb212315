package storefront

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// groupsAPage is how many purchases stand on a page of the list.
const groupsAPage = 10

func (s *shop) ordersPage(c *fiber.Ctx) error {
	who := session.Who(c)
	f := s.form(c, "orders")
	f.Title = f.T("orders.title")
	p := pages.OrdersPage{Guest: who.PersonID == ""}
	if who.PersonID == "" && who.PhoneID == "" {
		return show(c, fiber.StatusOK, pages.Orders(f, p))
	}
	after, err := db.ParseCursor(c.Query("behind"))
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	groups, err := order.GroupsOf(ctx, s.DB.Read(ctx), who.PersonID, who.PhoneID, order.After(after), groupsAPage+1)
	if err != nil {
		return err
	}
	if after != (db.Cursor{}) {
		p.Pager.Prev = view.PathOrders
	}
	if len(groups) > groupsAPage {
		groups = groups[:groupsAPage]
		last := groups[groupsAPage-1]
		p.Pager.Next = view.PathOrders + "?" + url.Values{"behind": {db.Cursor{At: last.CreatedAt, ID: last.ID}.String()}}.Encode()
	}
	if len(groups) > 0 {
		p.Rows, err = s.orderRows(ctx, f, groups)
	}
	if err != nil {
		return err
	}
	return show(c, fiber.StatusOK, pages.Orders(f, p))
}

// orderRows reads the orders of groups: five statements whatever their number, and one more
// where some wait for a harvest.
func (s *shop) orderRows(ctx context.Context, f *view.Frame, groups []order.Group) ([]pages.OrderRow, error) {
	q := s.DB.Read(ctx)
	groupIDs := make([]string, len(groups))
	for i, g := range groups {
		groupIDs[i] = g.ID
	}
	orders, err := order.OfGroups(ctx, q, groupIDs...)
	if err != nil {
		return nil, err
	}
	owed, err := payment.OfGroups(ctx, q, groupIDs...)
	if err != nil {
		return nil, err
	}
	pays := map[string]payment.Payment{} // of what is paid now: at a door each order has its own
	for _, p := range owed {
		if !p.AtDoor {
			pays[p.GroupID] = p
		}
	}
	ids, sellers := make([]string, len(orders)), make([]string, len(orders))
	for i, o := range orders {
		ids[i], sellers[i] = o.ID, o.SellerID
	}
	lines, err := order.Lines(ctx, q, ids...)
	if err != nil {
		return nil, err
	}
	names, err := seller.Names(ctx, q, sellers)
	if err != nil {
		return nil, err
	}
	of, variants := map[string][]order.Line{}, []string(nil)
	for _, l := range lines {
		of[l.OrderID] = append(of[l.OrderID], l)
		if l.Position == 1 {
			variants = append(variants, l.VariantID)
		}
	}
	sales, err := catalog.SellableVariants(ctx, q, variants)
	if err != nil {
		return nil, err
	}
	awaited, err := s.awaited(ctx, orders)
	if err != nil {
		return nil, err
	}
	byGroup := map[string][]order.Order{}
	for _, o := range orders {
		byGroup[o.GroupID] = append(byGroup[o.GroupID], o)
	}
	var rows []pages.OrderRow
	for _, g := range groups {
		for _, o := range byGroup[g.ID] {
			p := pays[g.ID]
			row := pages.OrderRow{Code: o.Code, PlacedAt: o.CreatedAt, Seller: names[o.SellerID], Goods: goodsOf(f, of[o.ID]), Total: o.Due()}
			row.Tone, row.State = standing(f, o, p)
			if o.Status == order.Placed && o.Waits() {
				h := awaited[*o.HarvestID]
				row.Ahead = expectedIn(f, h.StartsOn, h.EndsOn)
			}
			if p.Status.Open() && p.Status != payment.Checking && o.Status == order.Placed {
				row.PayURL = view.PayPath(p.Code)
			}
			if mine := of[o.ID]; len(mine) > 0 {
				sale := sales[mine[0].VariantID]
				row.Kind, row.Photo = drawingOf(sale.Kind), photoOf(sale.PhotoKey, 0, 0, mine[0].Name(string(f.Lang)))
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// goodsOf names what is in an order: "Chè Shan tuyết và 2 món nữa".
func goodsOf(f *view.Frame, lines []order.Line) string {
	switch len(lines) {
	case 0:
		return ""
	case 1:
		return lines[0].Name(string(f.Lang))
	}
	return f.T("orders.and_more", "name", lines[0].Name(string(f.Lang)), "n", len(lines)-1)
}

// standing says in a word where an order and its money are.
func standing(f *view.Frame, o order.Order, p payment.Payment) (view.Tone, string) {
	switch {
	case o.Status == order.Placed && p.Status.Open():
		return view.Care, f.T("order.status.unpaid")
	case o.Status == order.Placed:
		return view.Plain, f.T("order.status.placed")
	case o.Status == order.Cancelled, o.Status == order.Returned:
		return view.Bad, f.T("order.status." + string(o.Status))
	case o.Status == order.Delivered, o.Status == order.Completed:
		return view.Good, f.T("order.status." + string(o.Status))
	}
	return view.Plain, f.T("order.status." + string(o.Status))
}
