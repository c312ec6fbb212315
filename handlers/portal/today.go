package portal

import (
	"context"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// kinds is the work of a day, in its order; the words belong to the statuses.
var kinds = []struct {
	status order.Status
	icon   string
}{{order.Placed, "clock"}, {order.Confirmed, "box"}, {order.Packed, "truck"}}

// todayPage is what waits for the seller, the most urgent first.
func (w *portal) todayPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := w.shell(c, s, "portal.today", "today")
	chosen := order.Status(c.Query("do"))
	counts, late, err := order.CountTodo(ctx, q, s.ID, w.Now())
	if err != nil {
		return err
	}
	state, err := w.stateOf(ctx, sh, s)
	if err != nil {
		return err
	}
	p := pages.TodayPage{State: state, Late: late}
	if s.State != seller.Applied && s.State != seller.Checked { // before it sells there is no order to look for
		p.Find, p.List = s.path("orders", "find"), s.path("orders", "day")
	}
	list, only := s.path(), []order.Status(nil)
	for _, k := range kinds {
		on := chosen == k.status
		if on {
			only, list = []order.Status{k.status}, s.path()+"?"+url.Values{"do": {string(k.status)}}.Encode()
		}
		p.Tiles = append(p.Tiles, pages.Tile{URL: s.path() + "?" + url.Values{"do": {string(k.status)}}.Encode(), Icon: k.icon, Label: sh.T("portal.todo." + string(k.status)), Count: counts[k.status], On: on})
	}
	if len(only) > 0 {
		p.All = s.path()
	}
	rows, err := order.TodoOf(ctx, q, s.ID, only, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(t order.Todo) db.Cursor { return db.Cursor{At: t.Due, ID: t.ID} })
	p.Pager = pager(c, list, next)
	if p.Cards, err = w.cards(ctx, sh, s, rows); err != nil {
		return err
	}
	if len(p.Cards) == 0 && len(only) == 0 {
		if p.Meanwhile, err = w.meanwhile(ctx, sh, s); err != nil {
			return err
		}
	}
	if p.Asked, err = w.waitingFor(ctx, sh, s); err != nil {
		return err
	}
	if p.Rest, err = w.besides(ctx, sh, s); err != nil {
		return err
	}
	return show(c, pages.Today(sh, p))
}

// cards are orders with the button of their next step.
func (w *portal) cards(ctx context.Context, sh *pages.Shell, s stall, todo []order.Todo) ([]pages.TodoCard, error) {
	orders := make([]order.Order, len(todo))
	for i, t := range todo {
		orders[i] = t.Order
	}
	rows, err := w.rows(ctx, sh, s, orders)
	if err != nil {
		return nil, err
	}
	asked, err := fulfillment.AskedOf(ctx, w.DB.Read(ctx), orders)
	if err != nil {
		return nil, err
	}
	out := make([]pages.TodoCard, len(todo))
	for i, t := range todo {
		card := pages.TodoCard{OrderRow: rows[i]}
		card.Until = t.Due
		card.Due, card.Late, card.Then = dueOf(sh, t)
		if asked[t.ID] {
			card.State, card.Due, card.Late, card.Then = sh.T("portal.todo.asked"), "", false, ""
		} else if s.may(actor.HandleOrders) {
			if steps := w.steps(sh, s, sale{Order: t.Order}); len(steps) > 0 {
				i := slices.IndexFunc(steps, func(st pages.Step) bool { return st.Class == "main" })
				card.Step = &steps[max(i, 0)]
			}
		}
		out[i] = card
	}
	return out, nil
}

// dueOf says until when the next step is done, and calmly what follows where it was not.
func dueOf(sh *pages.Shell, t order.Todo) (due string, late bool, then string) {
	if t.Due.IsZero() {
		return "", false, ""
	}
	if t.Due > sh.Now {
		return sh.T("portal.before", "when", sh.When(t.Due)), false, ""
	}
	var end clock.Instant
	switch t.Status {
	case order.Confirmed:
		end = t.Due.Add(fulfillment.PackGrace)
	case order.Packed:
		end = t.Due.Add(fulfillment.ShipWithin - order.HandOver)
	default:
		end = t.Due
	}
	return sh.T("portal.overdue", "when", sh.When(t.Due)), true, sh.T("portal.overdue.then", "when", sh.When(end))
}

// meanwhile is what to do while no order waits. A stall that is not open yet has no page to
// send to friends, but papers to finish; one without goods has a first one to put up.
func (w *portal) meanwhile(ctx context.Context, sh *pages.Shell, s stall) ([]pages.Way, error) {
	var out []pages.Way
	if s.State == seller.Applied || s.State == seller.Checked {
		out = append(out, pages.Way{URL: s.path("papers"), Icon: "shield", Label: sh.T("portal.meanwhile.papers")})
	}
	if s.may(actor.EditProducts) {
		goods, err := catalog.IDsOf(ctx, w.DB.Read(ctx), s.ID)
		if err != nil {
			return nil, err
		}
		if len(goods) == 0 {
			out = append(out, pages.Way{URL: s.path("products", "new"), Icon: "plus", Label: sh.T("portal.meanwhile.first")})
		} else {
			out = append(out, pages.Way{URL: s.path("products", "new"), Icon: "plus", Label: sh.T("portal.meanwhile.product")},
				pages.Way{URL: s.path("products"), Icon: "leaf", Label: sh.T("portal.meanwhile.stock")})
		}
	}
	if s.State == seller.Active {
		out = append(out, pages.Way{URL: view.SellerPath(s.Slug), Icon: "share", Label: sh.T("portal.meanwhile.share")})
	}
	return out, nil
}

// waitingFor is what went wrong and who waits for a word of the seller.
func (w *portal) waitingFor(ctx context.Context, sh *pages.Shell, s stall) ([]pages.Way, error) {
	out, err := w.mishaps(ctx, sh, s)
	if err != nil {
		return nil, err
	}
	tickets, err := complaint.ForSeller(ctx, w.DB.Read(ctx), s.ID, []complaint.State{complaint.Open}, db.Cursor{}, most)
	if err != nil {
		return nil, err
	}
	if n := len(tickets); n > 0 {
		out = append(out, pages.Way{URL: s.path("complaints"), Icon: "chat", Label: sh.T("portal.todo.complaints"), Count: count(n)})
	}
	if !s.may(actor.HandleOrders) {
		return out, nil
	}
	wrote, err := conversation.UnreadOf(ctx, w.DB.Read(ctx), s.ID, w.Now(), 3)
	for _, o := range wrote {
		out = append(out, pages.Way{URL: s.path("orders", o.Code, "talk"), Icon: "chat", Label: sh.T("talk.wrote", "code", pages.Spaced(o.Code))})
	}
	return out, err
}

// besides are the lists without a deadline of an order.
func (w *portal) besides(ctx context.Context, sh *pages.Shell, s stall) ([]pages.Way, error) {
	out := w.atRest(sh, s)
	ripe, err := w.dueHarvests(ctx, sh, s)
	if err != nil {
		return nil, err
	}
	out = append(out, ripe...)
	papers, err := w.endingPapers(ctx, sh, s)
	if err != nil {
		return nil, err
	}
	out = append(out, papers...)
	due, err := w.dueInvoices(ctx, s)
	if err == nil && due > 0 {
		out = append(out, pages.Way{URL: s.path("invoices") + "?state=due", Icon: "copy", Label: sh.T("portal.todo.invoices"), Count: count(due)})
	}
	return out, err
}

// atRest leads a stall that nobody can buy from now to where it is opened again: who forgets
// that it sleeps waits for orders that cannot come.
func (w *portal) atRest(sh *pages.Shell, s stall) []pages.Way {
	switch {
	case !s.may(actor.EditProducts):
		return nil
	case s.Asleep:
		return []pages.Way{{URL: s.path("rest"), Icon: "calendar", Label: view.Rests(sh.Lang, s.WakesOn), Hint: sh.T("portal.rest.asleep")}}
	case s.Away:
		return []pages.Way{{URL: s.path("rest", "holiday"), Icon: "calendar", Label: sh.T("portal.holiday.standing", "from", s.AwayFrom.Format(), "to", s.AwayTo.Format()), Hint: sh.T("portal.rest.asleep")}}
	}
	return nil
}

// stateOf says why a stall does not sell.
func (w *portal) stateOf(ctx context.Context, sh *pages.Shell, s stall) (*view.Notice, error) {
	if s.State == seller.Active || s.State == seller.Suspended { // every page says it of a suspended one
		return nil, nil
	}
	word := string(s.State)
	if s.State == seller.Checked {
		why, err := seller.Unshown(ctx, w.DB.Read(ctx), s.ID)
		if err != nil {
			return nil, err
		}
		if why != "" {
			word = "unshown"
		}
	}
	tone := view.Care
	if s.State == seller.Closed {
		tone = view.Bad
	}
	return &view.Notice{Tone: tone, Title: sh.T("portal.stall." + word), Text: sh.T("portal.stall." + word + "_text")}, nil
}
