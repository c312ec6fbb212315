package portal

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// directSteps are what a seller does about the money of an order that they collect: say that
// it is there, and pay back what must go back.
func (w *portal) directSteps(ctx context.Context, sh *pages.Shell, s stall, o order.Order) ([]pages.Step, error) {
	if !o.Direct() || !s.may(actor.HandleMoney) {
		return nil, nil
	}
	q := w.DB.Read(ctx)
	p, _, err := payment.OfOrder(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
	var steps []pages.Step
	switch {
	case p.Status.Open():
		steps = append(steps, pages.Step{URL: s.path("orders", o.Code, "received"), Icon: "money", Label: sh.T("portal.received"), Class: "main", Ask: true})
	case p.Status != payment.Paid:
		steps = append(steps, pages.Step{URL: s.path("orders", o.Code, "received"), Icon: "money", Label: sh.T("portal.received_late"), Ask: true})
	}
	all, err := payment.RefundsOf(ctx, q, p.ID)
	for _, r := range all {
		if r.Status != payment.RefundDone {
			steps = append(steps, pages.Step{URL: s.path("orders", o.Code, "refunds", r.ID), Icon: "return", Label: sh.T("portal.paidback", "amount", r.Amount), Ask: true})
		}
	}
	return steps, err
}

func (w *portal) receivedPage(c *fiber.Ctx, s stall) error {
	return w.askReceived(c, s, checkout.ReceivedMoney{}, nil)
}

func (w *portal) askReceived(c *fiber.Ctx, s stall, in checkout.ReceivedMoney, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	o, err := order.OfSeller(ctx, q, s.ID, c.Params("order"))
	if err != nil {
		return err
	}
	p, _, err := payment.OfOrder(ctx, q, o.ID)
	if err == nil && !p.Direct() {
		err = fault.New(fault.NotFound, "order.unknown")
	}
	if err != nil {
		return err
	}
	payee, err := seller.FindPayee(ctx, q, *p.PayeeID)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.received", "orders"), s.path("orders", o.Code), "portal.back_order")
	page := pages.ReceivedPage{
		Action: s.path("orders", o.Code, "received"), Code: p.Code, Due: p.Missing(), Account: w.payeeText(*payee), Claimed: p.ClaimedAt > 0,
		Amount: p.Missing().String(), Text: in.Text, Problems: ps,
	}
	if typed := session.Typed(c, "amount"); typed != "" {
		page.Amount = typed
	}
	return show(c, pages.Received(sh, page))
}

func (w *portal) received(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[checkout.ReceivedMoney](c)
	if err == nil {
		_, err = w.Checkout.ConfirmReceived(c.UserContext(), s.by, c.Params("order"), in)
	}
	if err == nil {
		return w.backToOrder(c, s, "received")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askReceived(c, s, in, ps)
	}
	return err
}

// backToOrder leads to the order, or for who may not see it to the list of what waits.
func (w *portal) backToOrder(c *fiber.Ctx, s stall, word string) error {
	if s.may(actor.SeeOrders) || s.may(actor.HandleOrders) {
		return done(c, s.path("orders", c.Params("order")), word)
	}
	return done(c, s.path("money", "collected"), word)
}

type sentBack struct {
	Evidence string `form:"evidence"`
}

func (w *portal) paidBackPage(c *fiber.Ctx, s stall) error { return w.askPaidBack(c, s, "", nil) }

func (w *portal) askPaidBack(c *fiber.Ctx, s stall, evidence string, ps view.Problems) error {
	all, err := w.Checkout.Owings(c.UserContext(), s.by, c.Params("order"))
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.ID != c.Params("refund") {
			continue
		}
		sh := back(w.shell(c, s, "portal.paidback_yes", "orders"), s.path("orders", c.Params("order")), "portal.back_order")
		page := pages.PaidBackPage{Action: s.path("orders", c.Params("order"), "refunds", r.ID), Amount: r.Amount, Evidence: evidence, Problems: ps}
		if r.Named {
			page.Bank, page.Account, page.Holder = bankName(w.Parts, r.To.BankBIN), r.To.Number, r.To.Holder
		}
		return show(c, pages.PaidBack(sh, page))
	}
	return fault.New(fault.NotFound, "payment.unknown")
}

func (w *portal) paidBack(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[sentBack](c)
	if err == nil {
		_, err = w.Checkout.PaidBack(c.UserContext(), s.by, c.Params("order"), c.Params("refund"), in.Evidence)
	}
	if err == nil {
		return w.backToOrder(c, s, "paidback")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askPaidBack(c, s, in.Evidence, ps)
	}
	return err
}

// collectedPage lists what waits of the money that the stall collects.
func (w *portal) collectedPage(c *fiber.Ctx, s stall) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	rows, err := payment.OfStall(ctx, w.DB.Read(ctx), s.ID, "", at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(r payment.Waiting) db.Cursor { return r.Cursor() })
	sh := w.moneyShell(c, s, "portal.collected")
	p := pages.CollectedPage{Pager: pager(c, s.path("money", "collected"), next)}
	for _, r := range rows {
		way := pages.Way{URL: s.path("orders", r.OrderCode, "received"), Icon: "money", Label: sh.T("portal.collected.under", "amount", r.Amount), Hint: sh.T("complaint.order", "code", r.OrderCode)}
		if r.Kind == payment.TaskTransfer {
			way.URL, way.Icon, way.Label = s.path("orders", r.OrderCode, "refunds", r.RefundID), "return", sh.T("portal.paidback", "amount", r.Amount)
		}
		p.Rows = append(p.Rows, way)
	}
	return show(c, pages.Collected(sh, p))
}
