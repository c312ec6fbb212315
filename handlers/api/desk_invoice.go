package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/invoice"
)

func (a *api) deskInvoiceRoutes() chapter {
	return chapter{"Desk: invoices", []*route{
		on(a, "GET", "/desk/invoices", "listInvoices", "All invoices, newest first", a.allInvoices),
		on(a, "GET", "/desk/invoices/{invoice}", "getInvoice", "One invoice, with who it is made out to", a.anyInvoice),
		on(a, "POST", "/desk/invoices/{invoice}/issued", "deskInvoiceIssued", "Say that an invoice of the market was issued, and its number", a.deskIssued).once().need("serial", "number", "issued_on"),
		on(a, "POST", "/desk/invoices/{invoice}/refuse", "deskRefuseInvoice", "Say why an invoice of the market is not issued", a.deskRefuse).once().need("reason"),
		on(a, "POST", "/desk/invoices/{invoice}/again", "deskReopenInvoice", "Make an invoice of the market due that was refused", a.deskAgain),
		on(a, "POST", "/desk/invoice-batches", "deskHandOverInvoices", "Hand over what the market is to issue, at most 200 invoices, the oldest first", a.deskHandOver).once().made(),
		on(a, "GET", "/desk/invoice-batches", "deskListInvoiceBatches", "What was handed over, newest first", a.deskBatches),
		on(a, "GET", "/desk/invoice-batches/{batch}/json", "deskGetInvoiceBatchJSON", "A batch as it was handed over", a.deskBatchJSON).gives("application/json"),
		on(a, "GET", "/desk/invoice-batches/{batch}/xlsx", "deskGetInvoiceBatchXLSX", "The same as a workbook, with columns for the answers", a.deskBatchXLSX).gives(sheetType),
		on(a, "POST", "/desk/invoice-answers", "deskReadInvoiceAnswers", "Read what became of many invoices, CSV or Excel", a.deskAnswers).takesFile().
			says("Columns: id, serial, number, issued_on, office_code, and reason of what was not issued. Each row is taken by itself; the same file again changes nothing."),
	}}
}

type allInvoicesQuery struct {
	invoiceQuery
	Kind     invoice.Kind   `json:"kind"`
	Issuer   invoice.Issuer `json:"issuer"`
	SellerID string         `json:"seller_id"`
}

func (a *api) allInvoices(c *fiber.Ctx, _ actor.Admin, in allInvoicesQuery) (list[invoiceCard], error) {
	return a.listInvoices(c, in.invoiceQuery, invoice.Filter{SellerID: in.SellerID, Issuer: in.Issuer, Kind: in.Kind, States: in.State, Code: in.Order})
}

func (a *api) anyInvoice(c *fiber.Ctx, _ actor.Admin, _ none) (invoiceOut, error) {
	v, err := invoice.Find(c.UserContext(), a.DB.Read(c.UserContext()), c.Params("invoice"))
	return a.invoiceOf(c, v, err)
}

func (a *api) deskIssued(c *fiber.Ctx, by actor.Admin, in invoice.Result) (invoiceOut, error) {
	v, err := a.Invoices.Issued(c.UserContext(), invoice.DeskClerk(by), c.Params("invoice"), in)
	return a.invoiceOf(c, v, err)
}

func (a *api) deskRefuse(c *fiber.Ctx, by actor.Admin, in whyIn) (invoiceOut, error) {
	v, err := a.Invoices.Refuse(c.UserContext(), invoice.DeskClerk(by), c.Params("invoice"), in.Reason)
	return a.invoiceOf(c, v, err)
}

func (a *api) deskAgain(c *fiber.Ctx, by actor.Admin, _ none) (invoiceOut, error) {
	v, err := a.Invoices.Again(c.UserContext(), invoice.DeskClerk(by), c.Params("invoice"))
	return a.invoiceOf(c, v, err)
}

func (a *api) deskHandOver(c *fiber.Ctx, by actor.Admin, _ none) (invoiceBatch, error) {
	b, err := a.Invoices.HandOver(c.UserContext(), invoice.DeskClerk(by), key(c))
	return invoiceBatchOf(b), err
}

func (a *api) deskBatches(c *fiber.Ctx, by actor.Admin, in paging) (list[invoiceBatch], error) {
	return a.batchesOf(c, invoice.DeskClerk(by), in)
}

func (a *api) deskBatchJSON(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return a.batchFile(c, invoice.DeskClerk(by), "application/json", ".json", invoice.Document.WriteJSON)
}

func (a *api) deskBatchXLSX(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return a.batchFile(c, invoice.DeskClerk(by), sheetType, ".xlsx", invoice.Document.WriteXLSX)
}

func (a *api) deskAnswers(c *fiber.Ctx, by actor.Admin, _ none) (invoiceAnswers, error) {
	return a.answersOf(c, invoice.DeskClerk(by))
}
