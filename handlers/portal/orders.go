package portal

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// most is how much waiting work is counted; beyond that the page says "99+".
const most = 100

// todayPage is what waits for the seller, the most urgent first.
func (w *portal) todayPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	sh := w.shell(c, s, "portal.today", "today")
	open, err := order.ForSeller(ctx, q, s.ID, []order.Status{order.Placed, order.Confirmed, order.Packed}, order.After{}, 3*most)
	if err != nil {
		return err
	}
	tickets, err := complaint.ForSeller(ctx, q, s.ID, []complaint.State{complaint.Open}, db.Cursor{}, most)
	if err != nil {
		return err
	}
	p := pages.TodayPage{State: stateOf(sh, s.State)}
	var shown []order.Order
	work := map[string][]order.Order{}
	for _, o := range open {
		if waits(o) {
			work[string(o.Status)] = append(work[string(o.Status)], o)
		}
	}
	for _, kind := range todo {
		rows := work[kind.id]
		slices.SortFunc(rows, func(a, b order.Order) int { return int(deadline(a) - deadline(b)) })
		shown = append(shown, rows[:min(5, len(rows))]...)
	}
	rows, err := w.rows(ctx, sh, s, shown)
	if err != nil {
		return err
	}
	for _, kind := range todo {
		n := len(work[kind.id])
		sec := pages.Section{ID: kind.id, Icon: kind.icon, Title: sh.T("portal.todo." + kind.id), Count: n}
		sec.Rows, rows = rows[:min(5, n)], rows[min(5, n):]
		if n > 5 {
			sec.More = s.path("orders") + "?status=" + kind.id
		}
		p.Sections = append(p.Sections, sec)
	}
	if n := len(tickets); n > 0 {
		p.Rest = append(p.Rest, pages.Way{URL: s.path("complaints"), Icon: "chat", Label: sh.T("portal.todo.complaints"), Count: count(n)})
	}
	due, err := w.dueInvoices(ctx, s)
	if err != nil {
		return err
	}
	if due > 0 {
		p.Rest = append(p.Rest, pages.Way{URL: s.path("invoices") + "?state=due", Icon: "copy", Label: sh.T("portal.todo.invoices"), Count: count(due)})
	}
	return show(c, pages.Today(sh, p))
}

// dueInvoices counts, up to most, the invoices that the seller is to issue.
func (w *portal) dueInvoices(ctx context.Context, s stall) (int, error) {
	rows, err := invoice.List(ctx, w.DB.Read(ctx), invoice.Filter{SellerID: s.ID, Issuer: invoice.BySeller, States: []invoice.State{invoice.Due}}, db.Cursor{}, most)
	return len(rows), err
}

// todo is the work with a deadline, in its order; ids are those of statuses.
var todo = []struct{ id, icon string }{{string(order.Placed), "clock"}, {string(order.Confirmed), "box"}, {string(order.Packed), "truck"}}

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

// stateOf says why a stall does not sell.
func stateOf(sh *pages.Shell, s seller.State) *view.Notice {
	if s == seller.Active || s == seller.Suspended { // every page says it of a suspended one
		return nil
	}
	tone := view.Care
	if s == seller.Closed {
		tone = view.Bad
	}
	return &view.Notice{Tone: tone, Title: sh.T("portal.stall." + string(s)), Text: sh.T("portal.stall." + string(s) + "_text")}
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
