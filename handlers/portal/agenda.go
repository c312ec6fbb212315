package portal

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
	pages "github.com/chophien/chophien/web/portal"
)

// agendaPage is the work of a day on one sheet of paper: what to fetch from the store, what to
// pack, what to hand over and where. It holds the most urgent hundred of each.
func (w *portal) agendaPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	sh := back(w.shell(c, s, "portal.day_list", "today"), s.path(), "portal.today")
	p := pages.AgendaPage{Day: w.Now().Date()}
	for _, st := range []order.Status{order.Confirmed, order.Packed} {
		todo, err := order.TodoOf(ctx, q, s.ID, []order.Status{st}, db.Cursor{}, most)
		if err != nil {
			return err
		}
		part := pages.AgendaPart{ID: string(st), Title: sh.T("portal.todo." + string(st))}
		ids := make([]string, len(todo))
		for i, t := range todo {
			ids[i] = t.ID
		}
		lines, err := order.Lines(ctx, q, ids...)
		if err != nil {
			return err
		}
		for _, t := range todo {
			mine := slices.DeleteFunc(slices.Clone(lines), func(l order.Line) bool { return l.OrderID != t.ID })
			part.Rows = append(part.Rows, pages.AgendaRow{
				Code: t.Code, Goods: allGoods(sh, mine), When: sh.When(t.Due), Way: w.wayOf(ctx, sh, sale{Order: t.Order}),
			})
		}
		switch {
		case st == order.Confirmed:
			p.Fetch = fetched(sh, lines)
		case len(todo) > 0:
			p.Labels = s.path("orders", "labels.pdf") + "?paper=a4"
		}
		p.Parts = append(p.Parts, part)
	}
	return show(c, pages.Agenda(sh, p))
}

// allGoods names every line of an order, as packed once it is.
func allGoods(sh *pages.Shell, lines []order.Line) string {
	var out []string
	for _, l := range lines {
		n := l.Quantity
		if l.PackedQuantity != order.Unpacked {
			n = l.PackedQuantity
		}
		out = append(out, l.Name(string(sh.Lang))+", "+amountOf(sh, l.Basis, n, l.Unit))
	}
	return strings.Join(out, "; ")
}

// fetched sums up what all the orders together need of each thing, in the order of lines.
func fetched(sh *pages.Shell, lines []order.Line) []string {
	sum := map[string]int64{}
	for _, l := range lines {
		sum[l.VariantID] += l.Quantity
	}
	var out []string
	for _, l := range lines {
		if n := sum[l.VariantID]; n > 0 {
			out = append(out, l.Name(string(sh.Lang))+": "+amountOf(sh, l.Basis, n, l.Unit))
			delete(sum, l.VariantID)
		}
	}
	return out
}
