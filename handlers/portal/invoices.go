package portal

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// invoicesPage lists what a seller issues, or has issued.
func (w *portal) invoicesPage(c *fiber.Ctx, s stall) error {
	sh := back(w.shell(c, s, "portal.invoices", "orders"), s.path("orders"), "portal.orders")
	p := pages.InvoicesPage{Text: sh.T("portal.invoices.own"), Find: s.path("invoices")}
	if s.TaxEntity == seller.Individual {
		p.Text = sh.T("portal.invoices.household")
	}
	if s.may(actor.HandleOrders) {
		p.Ways = []pages.Way{{URL: s.path("invoices", "batches"), Icon: "copy", Label: sh.T("portal.invoicebatches"), Hint: sh.T("portal.invoicebatches.hint")}}
	}
	return w.listInvoices(c, sh, p, invoice.Filter{SellerID: s.ID, But: invoice.Fee}, func(v invoice.Invoice) string { return s.path("invoices", v.ID) })
}

// listInvoices shows a page of the invoices of a filter, narrowed by the address.
func (w *portal) listInvoices(c *fiber.Ctx, sh *pages.Shell, p pages.InvoicesPage, f invoice.Filter, at func(invoice.Invoice) string) error {
	ctx := c.UserContext()
	behind, err := after(c)
	if err != nil {
		return err
	}
	typed, err := session.Query[struct {
		State invoice.State `form:"state"`
		Order string        `form:"order"`
	}](c)
	if err != nil {
		return err
	}
	chosen := typed.State
	if !slices.Contains(invoice.States, chosen) {
		chosen = ""
	}
	p.Code = typed.Order
	with := func(st invoice.State) string {
		q := url.Values{}
		if st != "" {
			q.Set("state", string(st))
		}
		if p.Code != "" {
			q.Set("order", p.Code)
		}
		if len(q) == 0 {
			return p.Find
		}
		return p.Find + "?" + q.Encode()
	}
	p.Filters = []pages.Filter{{URL: with(""), Label: sh.T("portal.all"), On: chosen == ""}}
	for _, st := range invoice.States {
		p.Filters = append(p.Filters, pages.Filter{URL: with(st), Label: sh.T("invoice.state." + string(st)), On: chosen == st})
	}
	if f.Code = p.Code; chosen != "" {
		f.States = []invoice.State{chosen}
	}
	rows, err := invoice.List(ctx, w.DB.Read(ctx), f, behind, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, invoice.Listed.Cursor)
	for _, v := range rows {
		row := pages.InvoiceRow{URL: at(v.Invoice), Title: v.OrderCode, State: sh.T("invoice.state." + string(v.State)), Tone: invoiceTone(v.State),
			Total: v.Total, Frozen: v.State.Frozen() || v.Kind != invoice.Sale, At: v.CreatedAt}
		if v.Kind != invoice.Sale {
			row.Kind = sh.T("portal.invoice.kind." + string(v.Kind))
		}
		if v.Kind == invoice.Fee {
			row.Title = monthOf(v.Period)
			card, err := seller.CardOf(ctx, w.DB.Read(ctx), v.SellerID)
			if err != nil {
				return err
			}
			row.Seller = card.Name
		}
		p.Rows = append(p.Rows, row)
	}
	p.Pager = pager(c, with(chosen), next)
	return show(c, pages.Invoices(sh, p))
}

func invoiceTone(s invoice.State) view.Tone {
	switch s {
	case invoice.Due:
		return view.Care
	case invoice.Issued:
		return view.Good
	case invoice.Refused:
		return view.Bad
	}
	return view.Plain
}

// typedInvoice is what was typed into a form of an invoice.
type typedInvoice struct {
	invoice.Result
	Reason string `form:"reason"`
}

// ownInvoice is an invoice of the stall; another's is nothing.
func (w *portal) ownInvoice(c *fiber.Ctx, s stall) (invoice.Invoice, error) {
	v, err := invoice.Find(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("invoice"))
	if err == nil && (v.SellerID != s.ID || v.Kind == invoice.Fee) {
		err = fault.New(fault.NotFound, "invoice.unknown")
	}
	return v, err
}

func (w *portal) invoicePage(c *fiber.Ctx, s stall) error {
	return w.showInvoice(c, s, typedInvoice{}, nil)
}

func (w *portal) showInvoice(c *fiber.Ctx, s stall, in typedInvoice, ps view.Problems) error {
	v, err := w.ownInvoice(c, s)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.invoice", "orders"), s.path("invoices"), "portal.invoices")
	p := pages.InvoicePage{Problems: ps}
	if v.Issuer == invoice.BySeller {
		w.deeds(&p, v, func(deed string) string { return s.path("invoices", v.ID, deed) })
	}
	if !v.Named() {
		v.BuyerSealed = ""
	}
	o, err := order.Find(c.UserContext(), w.DB.Read(c.UserContext()), *v.OrderID)
	if err != nil {
		return err
	}
	p.Order = view.Link{Label: sh.T("order.title") + " " + o.Code, URL: s.path("orders", o.Code)}
	if v.CorrectsID != nil {
		p.Corrects = view.Link{Label: sh.T("portal.invoice.corrects"), URL: s.path("invoices", *v.CorrectsID)}
	}
	if err := w.fillInvoice(c, sh, &p, v, in); err != nil {
		return err
	}
	return show(c, pages.Invoice(sh, p))
}

// deeds names what can be done to an invoice now.
func (w *portal) deeds(p *pages.InvoicePage, v invoice.Invoice, at func(string) string) {
	switch v.State {
	case invoice.Due, invoice.Handed:
		p.Issued, p.Refuse = at("issued"), at("refuse")
	case invoice.Refused:
		p.Again = at("again")
	}
}

// fillInvoice tells who an invoice is made out to, its lines and how far it is.
func (w *portal) fillInvoice(c *fiber.Ctx, sh *pages.Shell, p *pages.InvoicePage, v invoice.Invoice, in typedInvoice) error {
	to, err := v.Buyer(w.Keys)
	if err != nil {
		return err
	}
	return w.fillInvoiceTo(c, sh, p, v, to, in)
}

// fillInvoiceTo is fillInvoice where the reader may not see all of who it is made out to.
func (w *portal) fillInvoiceTo(c *fiber.Ctx, sh *pages.Shell, p *pages.InvoicePage, v invoice.Invoice, to invoice.Buyer, in typedInvoice) error {
	p.Tone, p.State, p.Text = invoiceTone(v.State), sh.T("invoice.state."+string(v.State)), sh.T("portal.invoice.next."+string(v.State))
	if v.State == invoice.Refused {
		p.Text = sh.T("invoice.refused", "reason", v.Reason)
	}
	if v.Number != "" {
		p.Number, p.OfficeCode = sh.T("invoice.number", "serial", v.Serial, "number", v.Number, "day", v.IssuedOn), v.OfficeCode
	}
	p.Typed = pages.InvoiceTyped{Serial: in.Serial, Number: in.Number, IssuedOn: string(in.IssuedOn), OfficeCode: in.OfficeCode, Reason: in.Reason}
	if p.Typed.IssuedOn == "" {
		p.Typed.IssuedOn = string(w.Now().Date())
	}
	p.To = []pages.Fact{
		{Name: sh.T("invoice.kind"), Value: sh.T("invoice.kind." + string(v.BuyerKind))}, {Name: sh.T("invoice.name"), Value: to.Name},
		{Name: sh.T("invoice.tax_code"), Value: to.TaxCode}, {Name: sh.T("invoice.budget_code"), Value: to.BudgetCode},
		{Name: sh.T("invoice.address"), Value: to.Address}, {Name: sh.T("invoice.email"), Value: to.Email},
	}
	lines, err := invoice.Lines(c.UserContext(), w.DB.Read(c.UserContext()), v)
	if err != nil {
		return err
	}
	p.Total = invoice.Sum(lines)
	for _, l := range lines {
		row := pages.InvoiceLine{Name: l.Name, VAT: sh.T("invoice.vat." + string(l.VAT)), Sum: l.Amount.Add(l.VATAmount)}
		if l.Kind == "goods" {
			row.Amount, row.Price = sh.Quantity(l.Basis, l.Quantity, l.Unit), sh.Money(l.Price)
			if l.Basis == measure.Gram {
				row.Price += "/kg"
			}
		}
		p.Lines = append(p.Lines, row)
	}
	return nil
}

// answered ends a form of an invoice's page.
func (w *portal) answered(c *fiber.Ctx, s stall, in typedInvoice, word string, err error) error {
	if err == nil {
		return done(c, s.path("invoices", c.Params("invoice")), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showInvoice(c, s, in, ps)
	}
	return err
}

func (w *portal) invoiceIssued(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[invoice.Result](c)
	if err == nil {
		_, err = w.Invoices.Issued(c.UserContext(), invoice.SellerClerk(s.by), c.Params("invoice"), in)
	}
	return w.answered(c, s, typedInvoice{Result: in}, "invoice_issued", err)
}

func (w *portal) refuseInvoice(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[struct {
		Reason string `form:"reason"`
	}](c)
	if err == nil {
		_, err = w.Invoices.Refuse(c.UserContext(), invoice.SellerClerk(s.by), c.Params("invoice"), in.Reason)
	}
	return w.answered(c, s, typedInvoice{Reason: in.Reason}, "invoice_refused", err)
}

func (w *portal) reopenInvoice(c *fiber.Ctx, s stall) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		_, err = w.Invoices.Again(c.UserContext(), invoice.SellerClerk(s.by), c.Params("invoice"))
	}
	return w.answered(c, s, typedInvoice{}, "invoice_again", err)
}
