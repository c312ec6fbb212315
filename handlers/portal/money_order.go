package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// orderMoneysPage lists what each order brought.
func (w *portal) orderMoneysPage(c *fiber.Ctx, s stall) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Cashier.Orders(c.UserContext(), s.by, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, settlement.OrderMoney.Cursor)
	p := pages.OrderMoneysPage{Pager: pager(c, s.path("money", "orders"), next)}
	for _, r := range rows {
		p.Rows = append(p.Rows, pages.OrderMoneyRow{URL: s.path("money", "orders", r.Code), Code: r.Code, At: r.At, Paid: r.Paid, Net: r.Net, Ended: r.Ended})
	}
	return show(c, pages.OrderMoneys(w.moneyShell(c, s, "portal.order_money"), p))
}

// orderMoneyPage explains one order to the đồng.
func (w *portal) orderMoneyPage(c *fiber.Ctx, s stall) error {
	o, err := w.Cashier.OfOrder(c.UserContext(), s.by, c.Params("order"))
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.order_money", "money"), s.path("money", "orders"), "portal.order_money")
	p := pages.OrderMoneyPage{Code: o.Code, State: sh.T("portal.order_money.ended"), Buyer: []view.Sum{{Name: sh.T("portal.order_money.paid"), Amount: o.Paid}}}
	if !o.Ended {
		p.State = sh.T("portal.order_money.expected")
	}
	if !o.Back.IsZero() {
		p.Buyer = append(p.Buyer, view.Sum{Name: sh.T("portal.order_money.back"), Amount: o.Back.Neg()},
			view.Sum{Name: sh.T("portal.order_money.stays"), Amount: o.Paid.Sub(o.Back), Total: true})
	}
	p.Mine = mine(sh, o)
	if !o.Had.IsZero() {
		p.Had = []view.Sum{{Name: sh.T("portal.order_money.had"), Amount: o.Had.Neg()}, {Name: sh.T("portal.order_money.left"), Amount: o.Net.Sub(o.Had), Total: true}}
	}
	if s.may(actor.SeeOrders) || s.may(actor.HandleOrders) {
		p.Order = view.Link{URL: s.path("orders", o.Code), Label: sh.T("portal.order_money.order")}
	}
	return show(c, pages.OrderMoney(sh, p))
}

// mine are the lines of what the seller gets; what is nothing is left out, but for the fee.
func mine(sh *pages.Shell, o settlement.OrderMoney) []view.Sum {
	sums := []view.Sum{{Name: sh.T("sum.goods"), Amount: o.Goods}}
	for _, l := range []struct {
		name   string
		amount money.VND
	}{
		{"portal.sum.delivery_seller", o.Shipping}, {"portal.order_money.refunds", o.Refunds.Neg()}, {"portal.row.commission", o.Commission.Neg()},
		{"portal.row.commission_vat", o.CommissionVAT.Neg()}, {"portal.net.vat", o.VAT.Neg()}, {"portal.net.pit", o.PIT.Neg()},
	} {
		if !l.amount.IsZero() {
			sums = append(sums, view.Sum{Name: sh.T(l.name), Amount: l.amount})
		}
	}
	return append(sums, view.Sum{Name: sh.T("portal.net.amount"), Amount: o.Net, Total: true})
}
