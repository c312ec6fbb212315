package api

import (
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
)

type invoiceBatch struct {
	ID        string        `json:"id"`
	Invoices  int           `json:"invoices"`
	Total     money.VND     `json:"total"`
	Hash      string        `json:"hash" doc:"SHA-256 of its JSON"`
	CreatedAt clock.Instant `json:"created_at"`
}

func invoiceBatchOf(b invoice.Batch) invoiceBatch {
	return invoiceBatch{b.ID, b.Invoices, b.Total, b.Hash, b.CreatedAt}
}

func (a *api) handOver(c *fiber.Ctx, by actor.Member, _ none) (invoiceBatch, error) {
	b, err := a.Invoices.HandOver(c.UserContext(), invoice.SellerClerk(by), key(c))
	return invoiceBatchOf(b), err
}

func (a *api) invoiceBatches(c *fiber.Ctx, by actor.Member, in paging) (list[invoiceBatch], error) {
	return a.batchesOf(c, invoice.SellerClerk(by), in)
}

func (a *api) batchesOf(c *fiber.Ctx, by invoice.Clerk, in paging) (list[invoiceBatch], error) {
	return paged(in, func(after db.Cursor, limit int) ([]invoice.Batch, error) {
		return a.Invoices.Batches(c.UserContext(), by, after, limit)
	}, invoice.Batch.Cursor, invoiceBatchOf)
}

func (a *api) batchJSON(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return a.batchFile(c, invoice.SellerClerk(by), "application/json", ".json", invoice.Document.WriteJSON)
}

func (a *api) batchXLSX(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return a.batchFile(c, invoice.SellerClerk(by), sheetType, ".xlsx", invoice.Document.WriteXLSX)
}

func (a *api) batchFile(c *fiber.Ctx, by invoice.Clerk, kind, ending string, write func(invoice.Document, io.Writer) error) (none, error) {
	doc, err := a.Invoices.Fetch(c.UserContext(), by, c.Params("batch"))
	if err != nil {
		return none{}, err
	}
	c.Attachment(doc.FileName() + ending)
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return none{}, write(doc, c.Response().BodyWriter())
}

type invoiceAnswers struct {
	Issued  int           `json:"issued"`
	Refused int           `json:"refused" doc:"invoices that the issuer refused"`
	Wrong   []wrongAnswer `json:"wrong" doc:"rows that were not taken, at most 50"`
}

type wrongAnswer struct {
	Row int    `json:"row" doc:"of the file"`
	Why string `json:"why"`
}

func (a *api) readAnswers(c *fiber.Ctx, by actor.Member, _ none) (invoiceAnswers, error) {
	return a.answersOf(c, invoice.SellerClerk(by))
}

func (a *api) answersOf(c *fiber.Ctx, by invoice.Clerk) (invoiceAnswers, error) {
	raw := []byte{}
	if head, err := c.FormFile("file"); err == nil {
		file, err := head.Open()
		if err != nil {
			return invoiceAnswers{}, err
		}
		defer file.Close()
		if raw, err = io.ReadAll(file); err != nil {
			return invoiceAnswers{}, err
		}
	}
	all, err := a.Invoices.ReadBack(c.UserContext(), by, raw)
	lang := session.Language(c)
	return invoiceAnswers{all.Issued, all.Refused, each(all.Wrong, func(w invoice.WrongAnswer) wrongAnswer {
		why := ""
		for _, f := range fault.All(w.Why) {
			if why != "" {
				why += " "
			}
			why += locale.Fault(lang, f)
		}
		return wrongAnswer{w.Row, why}
	})}, err
}

func (a *api) feeInvoices(c *fiber.Ctx, by actor.Member, in paging) (list[feeInvoice], error) {
	if err := has(by, actor.SeeMoney); err != nil {
		return list[feeInvoice]{}, err
	}
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]invoice.Listed, error) {
		return invoice.List(ctx, a.DB.Read(ctx), invoice.Filter{SellerID: by.SellerID, Kind: invoice.Fee}, after, limit)
	}, invoice.Listed.Cursor, func(v invoice.Listed) feeInvoice { return feeInvoice{v.Period, invoiceCardOf(v.Invoice)} })
}

type feeInvoice struct {
	Period string `json:"period" doc:"month in Vietnam, YYYY-MM"`
	invoiceCard
}
