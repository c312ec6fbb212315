package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
)

func (a *api) stallInvoiceRoutes() chapter {
	return chapter{"Invoices of a stall", []*route{
		on(a, "GET", "/stalls/{seller}/invoices", "listStallInvoices", "Invoices that buyers want of the seller's orders, with their corrections, newest first", a.stallInvoices).may(actor.SeeOrders),
		on(a, "GET", "/stalls/{seller}/invoices/{invoice}", "getStallInvoice", "One invoice, with who it is made out to", a.stallInvoice).may(actor.HandleOrders),
		on(a, "POST", "/stalls/{seller}/invoices/{invoice}/issued", "invoiceIssued", "Say that an invoice was issued, and its number", a.invoiceIssued).may(actor.HandleOrders).once().
			need("serial", "number", "issued_on").says("Its figures are frozen with it; money that goes back later becomes a correction."),
		on(a, "POST", "/stalls/{seller}/invoices/{invoice}/refuse", "refuseInvoice", "Say why an invoice is not issued", a.refuseInvoice).may(actor.HandleOrders).once().need("reason").
			says("The buyer reads the reason, and may state anew who it is made out to: it is due again then."),
		on(a, "POST", "/stalls/{seller}/invoices/{invoice}/again", "reopenInvoice", "Make an invoice due that was refused", a.reopenInvoice).may(actor.HandleOrders),
		on(a, "POST", "/stalls/{seller}/invoice-batches", "handOverInvoices", "Hand over what is due, at most 200 invoices, the oldest first", a.handOver).may(actor.HandleOrders).once().made().
			says("Their figures are frozen. None is handed over twice, unless it was refused and is due again."),
		on(a, "GET", "/stalls/{seller}/invoice-batches", "listInvoiceBatches", "What was handed over, newest first", a.invoiceBatches).may(actor.HandleOrders),
		on(a, "GET", "/stalls/{seller}/invoice-batches/{batch}/json", "getInvoiceBatchJSON", "A batch as it was handed over", a.batchJSON).may(actor.HandleOrders).gives("application/json"),
		on(a, "GET", "/stalls/{seller}/invoice-batches/{batch}/xlsx", "getInvoiceBatchXLSX", "The same as a workbook, with columns for the answers", a.batchXLSX).may(actor.HandleOrders).gives(sheetType),
		on(a, "POST", "/stalls/{seller}/invoice-answers", "readInvoiceAnswers", "Read what became of many invoices, CSV or Excel", a.readAnswers).may(actor.HandleOrders).takesFile().
			says("Columns: id, serial, number, issued_on, office_code, and reason of what was not issued. Each row is taken by itself; the same file again changes nothing."),
		on(a, "GET", "/stalls/{seller}/fee-invoices", "listFeeInvoices", "The market's own invoices to the seller, a month each, newest first", a.feeInvoices).may(actor.SeeMoney),
	}}
}

// invoicesOf are the invoices of the buyer's own order.
func (a *api) invoicesOf(c *fiber.Ctx, by orderer, _ none) (list[invoiceOut], error) {
	id, err := a.part(c, by)
	if err != nil {
		return list[invoiceOut]{}, err
	}
	all, err := invoice.OfOrders(c.UserContext(), a.DB.Read(c.UserContext()), id)
	out := list[invoiceOut]{Items: []invoiceOut{}}
	for _, v := range all[id] {
		one, err := a.invoiceOf(c, v, nil)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, one)
	}
	return out, err
}

func (a *api) askInvoice(c *fiber.Ctx, by orderer, in invoice.Buyer) (invoiceOut, error) {
	id, err := a.part(c, by)
	if err != nil {
		return invoiceOut{}, err
	}
	v, err := a.Invoices.Ask(c.UserContext(), invoice.Asker(by), id, in)
	return a.invoiceOf(c, v, err)
}

type invoiceQuery struct {
	paging
	State []invoice.State `json:"state" doc:"several for any of them"`
	Order string          `json:"order" doc:"code of an order"`
}

func (a *api) stallInvoices(c *fiber.Ctx, by actor.Member, in invoiceQuery) (list[invoiceCard], error) {
	if err := has(by, actor.SeeOrders, actor.HandleOrders); err != nil {
		return list[invoiceCard]{}, err
	}
	return a.listInvoices(c, in, invoice.Filter{SellerID: by.SellerID, But: invoice.Fee, States: in.State, Code: in.Order})
}

func (a *api) listInvoices(c *fiber.Ctx, in invoiceQuery, f invoice.Filter) (list[invoiceCard], error) {
	if err := listed("state", in.State...); err != nil {
		return list[invoiceCard]{}, err
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]invoice.Listed, error) {
		return invoice.List(ctx, a.DB.Read(ctx), f, after, limit)
	}, func(v invoice.Listed) db.Cursor { return v.Cursor() }, listedInvoice)
}

func (a *api) stallInvoice(c *fiber.Ctx, by actor.Member, _ none) (invoiceOut, error) {
	if err := has(by, actor.HandleOrders); err != nil {
		return invoiceOut{}, err
	}
	v, err := invoice.Find(c.UserContext(), a.DB.Read(c.UserContext()), c.Params("invoice"))
	if err == nil && (v.SellerID != by.SellerID || v.Kind == invoice.Fee) {
		err = fault.New(fault.NotFound, "invoice.unknown")
	}
	if !v.Named() {
		v.BuyerSealed = ""
	}
	return a.invoiceOf(c, v, err)
}

func (a *api) invoiceIssued(c *fiber.Ctx, by actor.Member, in invoice.Result) (invoiceOut, error) {
	v, err := a.Invoices.Issued(c.UserContext(), invoice.SellerClerk(by), c.Params("invoice"), in)
	return a.invoiceOf(c, v, err)
}

func (a *api) refuseInvoice(c *fiber.Ctx, by actor.Member, in whyIn) (invoiceOut, error) {
	v, err := a.Invoices.Refuse(c.UserContext(), invoice.SellerClerk(by), c.Params("invoice"), in.Reason)
	return a.invoiceOf(c, v, err)
}

func (a *api) reopenInvoice(c *fiber.Ctx, by actor.Member, _ none) (invoiceOut, error) {
	v, err := a.Invoices.Again(c.UserContext(), invoice.SellerClerk(by), c.Params("invoice"))
	return a.invoiceOf(c, v, err)
}
