package portal

import (
	"context"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/order"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// most is how much waiting work is counted; beyond that the page says "99+".
const most = 100

// dueInvoices counts, up to most, the invoices that the seller is to issue.
func (w *portal) dueInvoices(ctx context.Context, s stall) (int, error) {
	rows, err := invoice.List(ctx, w.DB.Read(ctx), invoice.Filter{SellerID: s.ID, Issuer: invoice.BySeller, States: []invoice.State{invoice.Due}}, db.Cursor{}, most)
	return len(rows), err
}

// waits reports whether an order waits for its seller: one that is not paid does not yet.
func waits(o order.Order) bool {
	return o.Status != order.Placed || o.ConfirmBy != 0 || o.PayableAt == order.Door
}

// deadline is when the seller must have done the next step; 0 where no clock runs.
func deadline(o order.Order) clock.Instant {
	switch o.Status {
	case order.Placed:
		return o.ConfirmBy
	case order.Confirmed:
		return o.PackBy
	}
	return 0
}

func count(n int) string {
	if n >= most {
		return "99+"
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// rows are orders as lists show them: two statements for all.
func (w *portal) rows(ctx context.Context, sh *pages.Shell, s stall, orders []order.Order) ([]pages.OrderRow, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	ids, groupIDs := make([]string, len(orders)), make([]string, len(orders))
	for i, o := range orders {
		ids[i], groupIDs[i] = o.ID, o.GroupID
	}
	q := w.DB.Read(ctx)
	lines, err := order.Lines(ctx, q, ids...)
	if err != nil {
		return nil, err
	}
	groups, err := order.Groups(ctx, q, groupIDs...)
	if err != nil {
		return nil, err
	}
	byOrder := map[string][]order.Line{}
	for _, l := range lines {
		byOrder[l.OrderID] = append(byOrder[l.OrderID], l)
	}
	out := make([]pages.OrderRow, len(orders))
	for i, o := range orders {
		out[i] = pages.OrderRow{
			URL: s.path("orders", o.Code), Code: o.Code, Goods: goodsOf(sh, byOrder[o.ID]), Where: w.placeOf(groups[o.GroupID]),
			Tone: toneOf(o.Status), State: sh.T(stateKey(o)), Until: deadline(o), At: o.CreatedAt, Total: o.Due(),
		}
		if !waits(o) {
			out[i].Tone = view.Plain
		}
	}
	return out, nil
}

// stateKey words where an order stands, for its seller.
func stateKey(o order.Order) string {
	if o.Status == order.Placed && o.Waits() {
		return "portal.state.ahead"
	}
	if !waits(o) {
		return "portal.state.unpaid"
	}
	return "portal.state." + string(o.Status)
}

// ordersPage lists the orders of a stall.
func (w *portal) ordersPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := w.shell(c, s, "portal.orders", "orders")
	list, chosen := s.path("orders"), c.Query("status")
	due, err := w.dueInvoices(ctx, s)
	if err != nil {
		return err
	}
	p := pages.OrdersPage{Ways: []pages.Way{{URL: s.path("invoices"), Icon: "copy", Label: sh.T("portal.invoices"), Count: count(due)}}, Filters: []pages.Filter{{URL: list, Label: sh.T("portal.all"), On: chosen == ""}}}
	var statuses []order.Status
	for _, st := range order.Statuses {
		on := chosen == string(st)
		if on {
			statuses = []order.Status{st}
		}
		p.Filters = append(p.Filters, pages.Filter{URL: list + "?" + url.Values{"status": {string(st)}}.Encode(), Label: sh.T("portal.state." + string(st)), On: on})
	}
	if len(statuses) > 0 {
		list += "?" + url.Values{"status": {chosen}}.Encode()
	}
	orders, err := order.ForSeller(ctx, w.DB.Read(ctx), s.ID, statuses, order.After{At: at.At, ID: at.ID}, perPage+1)
	if err != nil {
		return err
	}
	orders, next := cut(orders, func(o order.Order) db.Cursor { return db.Cursor{At: o.CreatedAt, ID: o.ID} })
	if p.Rows, err = w.rows(ctx, sh, s, orders); err != nil {
		return err
	}
	p.Pager = pager(c, list, next)
	return show(c, pages.Orders(sh, p))
}

// may reports whether a button that needs a right is shown.
func (s stall) may(r actor.Right) bool { return s.by.Rights.Has(r) }
