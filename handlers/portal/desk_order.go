package portal

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// findOrderPage leads from a code to its order.
func (w *portal) findOrderPage(c *fiber.Ctx, _ actor.Admin) error {
	in, err := session.Query[struct {
		Code string `form:"code"`
	}](c)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(in.Code)
	sh := w.desk(c, "portal.find_order")
	p := pages.FindOrderPage{Action: pages.DeskPath("orders"), Code: typed}
	if typed != "" {
		o, err := order.FindAny(c.UserContext(), w.DB.Read(c.UserContext()), strings.ToUpper(typed))
		if err == nil {
			return done(c, pages.DeskPath("orders", o.Code), "")
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		c.Status(fiber.StatusNotFound)
		p.Problems = view.ProblemsOf(sh.Lang, fault.New(fault.NotFound, "order.unknown").On("code"))
	}
	return show(c, pages.FindOrder(sh, p))
}

func (w *portal) deskOrderPage(c *fiber.Ctx, _ actor.Admin) error {
	return w.showDeskOrder(c, "", "", nil)
}

// showDeskOrder shows an order to the desk; verb is the form in which reason was chosen.
func (w *portal) showDeskOrder(c *fiber.Ctx, verb, reason string, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	o, err := order.FindAny(ctx, q, c.Params("order"))
	if err != nil {
		return err
	}
	sh := back(w.desk(c, "order.title"), pages.DeskPath("orders"), "portal.find_order")
	sh.Title += " " + o.Code
	names, err := seller.Names(ctx, q, []string{o.SellerID})
	if err != nil {
		return err
	}
	p := pages.DeskOrderPage{
		Code: o.Code, PlacedAt: o.CreatedAt, Tone: toneOf(o.Status), State: sh.T(stateKey(o)), Seller: view.Link{Label: names[o.SellerID]},
		Sums: sums(sh, o, toDesk), Problems: ps,
	}
	lines, err := order.Lines(ctx, q, o.ID)
	if err != nil {
		return err
	}
	if p.Lines, err = w.linesOf(ctx, sh, lines); err != nil {
		return err
	}
	if p.Paid, err = w.paid(ctx, sh, o, toDesk); err != nil {
		return err
	}
	moves, err := order.History(ctx, q, o.ID)
	if err != nil {
		return err
	}
	p.History = history(sh, o, moves)
	tickets, err := complaint.OfOrders(ctx, q, o.ID)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		p.Tickets = append(p.Tickets, pages.Way{
			URL: pages.DeskPath("complaints", t.Code), Icon: "chat", Label: sh.T("complaint.reason." + string(t.Reason)), Hint: sh.T("complaint.state." + string(t.State)),
		})
	}
	if p.Refunds, err = w.refundsOf(ctx, sh, o); err != nil {
		return err
	}
	why := func(at string, keys []string) *pages.WhyForm {
		f := &pages.WhyForm{Action: pages.DeskPath("orders", o.Code, at), Reasons: reasons(sh, keys)}
		if at == verb {
			f.Chosen = reason
		}
		return f
	}
	p.Contact = pages.DeskPath("orders", o.Code, "contact")
	switch o.Status {
	case order.Placed, order.Confirmed, order.Packed:
		p.Cancel = why("cancel", aftersale.DeskReasons)
	case order.Shipped:
		p.Deliver = pages.DeskPath("orders", o.Code, "deliver")
		at, found, err := w.Checkout.AtDoor(ctx, o)
		if err != nil {
			return err
		}
		if found {
			p.Cash, p.Due = pages.DeskPath("orders", o.Code, "cash"), at.Due
		}
		p.Return = why("return", fulfillment.ReturnReasons)
	}
	return show(c, pages.DeskOrder(sh, p))
}

// deskMoved ends a deed of the desk on an order.
func (w *portal) deskMoved(c *fiber.Ctx, verb, reason, word string, err error) error {
	if err == nil {
		return done(c, pages.DeskPath("orders", c.Params("order")), word)
	}
	ps, ok := mendable(c, session.Language(c), err)
	if !ok {
		return err
	}
	o, found := order.FindAny(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("order"))
	if found != nil {
		return found
	}
	if o.Status == order.Cancelled || o.Status == order.Completed || o.Status == order.Returned || o.Status == order.Delivered {
		ps = loose(ps) // its forms are gone
	}
	return w.showDeskOrder(c, verb, reason, ps)
}

// contactPage asks why the desk wants to call a buyer.
func (w *portal) contactPage(c *fiber.Ctx, _ actor.Admin) error {
	return w.askContact(c, "", nil)
}

func (w *portal) askContact(c *fiber.Ctx, reason string, ps view.Problems) error {
	o, err := order.FindAny(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("order"))
	if err != nil {
		return err
	}
	sh := w.contactShell(c, o)
	return show(c, pages.Contact(sh, pages.ContactPage{Code: o.Code, Problems: ps, Why: &pages.WhyForm{
		Action: pages.DeskPath("orders", o.Code, "contact"), Chosen: reason, Reasons: reasons(sh, privacy.ContactReasons),
	}}))
}

func (w *portal) contactShell(c *fiber.Ctx, o order.Order) *pages.Shell {
	return back(w.desk(c, "portal.contact"), pages.DeskPath("orders", o.Code), "order.title")
}

// contactBuyer shows whom to call, after the reason was written down.
func (w *portal) contactBuyer(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[why](c)
	var who privacy.Contact
	if err == nil {
		who, err = w.Privacy.Contact(c.UserContext(), by, c.Params("order"), in.Reason)
	}
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.askContact(c, in.Reason, ps)
		}
		return err
	}
	p := pages.ContactPage{Code: who.Order.Code, Phone: account.LocalPhone(who.Phone), Recipient: who.To.Recipient, Address: w.Places.Line(who.To.Address)}
	if other := account.LocalPhone(who.To.Phone); other != p.Phone {
		p.RecipientPhone = other
	}
	return show(c, pages.Contact(w.contactShell(c, who.Order), p))
}

// cancelByDesk ends an order that was not sent.
func (w *portal) cancelByDesk(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[why](c)
	if err == nil {
		_, err = w.Aftersale.CancelByDesk(c.UserContext(), by, c.Params("order"), in.Reason)
	}
	return w.deskMoved(c, "cancel", in.Reason, "desk_cancelled", err)
}

// deliverByDesk says that the buyer has it.
func (w *portal) deliverByDesk(c *fiber.Ctx, by actor.Admin) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		_, err = w.Fulfillment.Deliver(c.UserContext(), by, c.Params("order"))
	}
	return w.deskMoved(c, "", "", "desk_delivered", err)
}

// cashByDesk says that what was missing was paid at the door in cash.
func (w *portal) cashByDesk(c *fiber.Ctx, by actor.Admin) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		_, err = w.Checkout.TakeCash(c.UserContext(), by, c.Params("order"))
	}
	return w.deskMoved(c, "", "", "desk_cash", err)
}

// returnByDesk says that the parcel came back.
func (w *portal) returnByDesk(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[fulfillment.Return](c)
	if err == nil {
		_, err = w.Fulfillment.ReturnToSender(c.UserContext(), by, c.Params("order"), in)
	}
	return w.deskMoved(c, "return", in.Reason, "returned", err)
}

// refundsOf are the refunds of an order; one that was transferred by hand can come back.
func (w *portal) refundsOf(ctx context.Context, sh *pages.Shell, o order.Order) ([]pages.RefundRow, error) {
	q := w.DB.Read(ctx)
	paid, _, err := payment.OfOrder(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
	all, err := payment.RefundsOf(ctx, q, paid.ID)
	if err != nil {
		return nil, err
	}
	var out []pages.RefundRow
	for _, r := range all {
		if r.OrderID == nil || *r.OrderID != o.ID {
			continue
		}
		row := pages.RefundRow{Amount: r.Amount, State: sh.T("refund.status." + string(r.Status)), Evidence: r.Evidence}
		if r.Status == payment.RefundDone && r.TransferID == nil {
			row.Reopen = pages.DeskPath("orders", o.Code, "refunds", r.ID, "reopen")
		}
		out = append(out, row)
	}
	return out, nil
}

// reopenRefund says that a bank sent back what was transferred by hand.
func (w *portal) reopenRefund(c *fiber.Ctx, by actor.Admin) error {
	_, err := session.Bind[struct{}](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		err = w.Checkout.ReopenTransfer(c.UserContext(), by, c.Params("refund"), key)
	}
	return w.deskMoved(c, "", "", "refund_reopened", err)
}
