package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/order"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

func (w *portal) deskOffice(c *fiber.Ctx, by actor.Admin) office {
	return office{invoice.DeskClerk(by), func(title string) *pages.Shell {
		return back(w.desk(c, title), pages.DeskPath("invoices"), "portal.invoices")
	}, func(more ...string) string { return pages.DeskPath(append([]string{"invoices"}, more...)...) }}
}

// atDesk lets the desk's clerk do what a stall's does.
func (w *portal) atDesk(do func(*fiber.Ctx, office) error) fiber.Handler {
	return w.asDesk(func(c *fiber.Ctx, by actor.Admin) error { return do(c, w.deskOffice(c, by)) })
}

// deskInvoicesPage lists all invoices, those of sellers too.
func (w *portal) deskInvoicesPage(c *fiber.Ctx, _ actor.Admin) error {
	sh := w.desk(c, "portal.invoices")
	p := pages.InvoicesPage{Text: sh.T("portal.invoices.desk"), Find: pages.DeskPath("invoices"),
		Ways: []pages.Way{{URL: pages.DeskPath("invoices", "batches"), Icon: "copy", Label: sh.T("portal.invoicebatches"), Hint: sh.T("portal.invoicebatches.hint")}}}
	return w.listInvoices(c, sh, p, invoice.Filter{}, func(v invoice.Invoice) string { return pages.DeskPath("invoices", v.ID) })
}

func (w *portal) deskInvoicePage(c *fiber.Ctx, _ actor.Admin) error {
	return w.showDeskInvoice(c, typedInvoice{}, nil)
}

func (w *portal) showDeskInvoice(c *fiber.Ctx, in typedInvoice, ps view.Problems) error {
	ctx := c.UserContext()
	v, err := invoice.Find(ctx, w.DB.Read(ctx), c.Params("invoice"))
	if err != nil {
		return err
	}
	sh := back(w.desk(c, "portal.invoice"), pages.DeskPath("invoices"), "portal.invoices")
	p := pages.InvoicePage{Problems: ps}
	if v.Issuer == invoice.ByMarket {
		w.deeds(&p, v, func(deed string) string { return pages.DeskPath("invoices", v.ID, deed) })
	}
	if v.OrderID != nil {
		o, err := order.Find(ctx, w.DB.Read(ctx), *v.OrderID)
		if err != nil {
			return err
		}
		p.Order = view.Link{Label: sh.T("order.title") + " " + o.Code, URL: pages.DeskPath("orders", o.Code)}
	}
	if v.CorrectsID != nil {
		p.Corrects = view.Link{Label: sh.T("portal.invoice.corrects"), URL: pages.DeskPath("invoices", *v.CorrectsID)}
	}
	if err := w.fillInvoice(c, sh, &p, v, in); err != nil {
		return err
	}
	return show(c, pages.Invoice(sh, p))
}

// deskAnswered ends a form of an invoice's page at the desk.
func (w *portal) deskAnswered(c *fiber.Ctx, in typedInvoice, word string, err error) error {
	if err == nil {
		return done(c, pages.DeskPath("invoices", c.Params("invoice")), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showDeskInvoice(c, in, ps)
	}
	return err
}

func (w *portal) deskInvoiceIssued(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[invoice.Result](c)
	if err == nil {
		_, err = w.Invoices.Issued(c.UserContext(), invoice.DeskClerk(by), c.Params("invoice"), in)
	}
	return w.deskAnswered(c, typedInvoice{Result: in}, "invoice_issued", err)
}

func (w *portal) deskRefuseInvoice(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[struct {
		Reason string `form:"reason"`
	}](c)
	if err == nil {
		_, err = w.Invoices.Refuse(c.UserContext(), invoice.DeskClerk(by), c.Params("invoice"), in.Reason)
	}
	return w.deskAnswered(c, typedInvoice{Reason: in.Reason}, "invoice_refused", err)
}

func (w *portal) deskReopenInvoice(c *fiber.Ctx, by actor.Admin) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		_, err = w.Invoices.Again(c.UserContext(), invoice.DeskClerk(by), c.Params("invoice"))
	}
	return w.deskAnswered(c, typedInvoice{}, "invoice_again", err)
}

// feesPage lists what the market has invoiced to a seller, month by month.
func (w *portal) feesPage(c *fiber.Ctx, s stall) error {
	sh := back(w.shell(c, s, "portal.fees", "money"), s.path("money"), "portal.money")
	p := pages.InvoicesPage{Text: sh.T("portal.fees.text"), Find: s.path("money", "fees")}
	return w.listInvoices(c, sh, p, invoice.Filter{SellerID: s.ID, Kind: invoice.Fee}, func(v invoice.Invoice) string { return s.path("money", "fees", v.ID) })
}

// feePage shows one of them; another seller's, or one of an order, is nothing here.
func (w *portal) feePage(c *fiber.Ctx, s stall) error {
	v, err := invoice.FeeOf(c.UserContext(), w.DB.Read(c.UserContext()), s.ID, c.Params("invoice"))
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.fees", "money"), s.path("money", "fees"), "portal.fees")
	sh.Title = monthOf(v.Period)
	to, err := v.Buyer(w.Keys)
	if err != nil {
		return err
	}
	to.TaxCode = lastFour(to.TaxCode) // it is the owner's card, which those who see the money need not read
	var p pages.InvoicePage
	if err := w.fillInvoiceTo(c, sh, &p, v, to, typedInvoice{}); err != nil {
		return err
	}
	return show(c, pages.Invoice(sh, p))
}

// lastFour leaves the end of a number, by which who knows it knows it again.
func lastFour(number string) string {
	if len(number) <= 4 {
		return number
	}
	return "…" + number[len(number)-4:]
}
