package storefront

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/invoice"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// invoiceForm puts what was typed of who an invoice is made out to back into its form.
func invoiceForm(f *view.Frame, prefix string, b invoice.Buyer) pages.InvoiceForm {
	out := pages.InvoiceForm{Prefix: prefix, Kind: string(b.Kind), Name: b.Name, TaxCode: b.TaxCode, BudgetCode: b.BudgetCode, Address: b.Address, Email: b.Email}
	for _, k := range invoice.ByChoice {
		out.Kinds = append(out.Kinds, view.Option{Value: string(k), Label: f.T("invoice.kind." + string(k))})
	}
	if out.Kind == "" || out.Kind == string(invoice.Retail) {
		out.Kind = string(invoice.Organisation)
	}
	return out
}

func (s *shop) fillInvoice(ctx context.Context, f *view.Frame, o purchase, p *pages.OrderPage) error {
	all, err := invoice.OfOrders(ctx, s.DB.Read(ctx), o.ID)
	if err != nil {
		return err
	}
	var v *invoice.Invoice
	var to invoice.Buyer
	card := pages.OrderInvoice{}
	for _, one := range all[o.ID] {
		if one.Kind == invoice.Correction {
			card.Corrections = append(card.Corrections, pages.InvoiceCorrection{Amount: one.Total, State: f.T("invoice.state." + string(one.State)), Number: numberOf(f, one)})
			continue
		}
		v = &one
		if to, err = one.Buyer(s.Keys); err != nil {
			return err
		}
		card.Tone, card.State, card.Text = toneOfInvoice(one.State), f.T("invoice.state."+string(one.State)), f.T("invoice.next."+string(one.State))
		if one.State == invoice.Refused {
			card.Text = f.T("invoice.refused", "reason", one.Reason)
		}
		card.Number, card.OfficeCode, card.Total = numberOf(f, one), one.OfficeCode, one.Total
	}
	for _, line := range []string{to.Name, to.TaxCode, to.BudgetCode, to.Address, to.Email} {
		if line != "" {
			card.To = append(card.To, line)
		}
	}
	if invoice.MayAsk(o.Order, v) {
		form := invoiceForm(f, "", to)
		card.Form, card.Open = &form, v != nil && v.State == invoice.Refused
	}
	if card.State != "" || card.Form != nil {
		p.Invoice = &card
	}
	return nil
}

func toneOfInvoice(s invoice.State) view.Tone {
	switch s {
	case invoice.Issued:
		return view.Good
	case invoice.Refused:
		return view.Bad
	}
	return view.Plain
}

// numberOf is the number of an invoice with its symbol and day; nothing before it is issued.
func numberOf(f *view.Frame, v invoice.Invoice) string {
	if v.Number == "" {
		return ""
	}
	return f.T("invoice.number", "serial", v.Serial, "number", v.Number, "day", v.IssuedOn)
}

func (s *shop) askInvoice(c *fiber.Ctx) error {
	in, err := session.Bind[invoice.Buyer](c)
	if err == nil {
		_, err = s.Invoices.Ask(c.UserContext(), invoice.Asker(buyer(c)), c.Params("code"), in)
	}
	return s.acted(c, err, "invoice_asked", func(p *pages.OrderPage) {
		if p.Invoice != nil && p.Invoice.Form != nil {
			form := p.Invoice.Form
			form.Kind, form.Name, form.TaxCode, form.BudgetCode, form.Address, form.Email = string(in.Kind), in.Name, in.TaxCode, in.BudgetCode, in.Address, in.Email
			p.Invoice.Open = true
		}
	})
}
