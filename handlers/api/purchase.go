package api

import (
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/invoice"
)

func (a *api) purchasesCSV(c *fiber.Ctx, by actor.Member, in invoice.Period) (none, error) {
	return a.purchases(c, by, in, "text/csv; charset=utf-8", ".csv", invoice.PurchaseList.WriteCSV)
}

func (a *api) purchasesXLSX(c *fiber.Ctx, by actor.Member, in invoice.Period) (none, error) {
	return a.purchases(c, by, in, sheetType, ".xlsx", invoice.PurchaseList.WriteXLSX)
}

func (a *api) purchases(c *fiber.Ctx, by actor.Member, in invoice.Period, kind, ending string, write func(invoice.PurchaseList, io.Writer) error) (none, error) {
	all, err := a.Invoices.Purchases(c.UserContext(), by, in)
	if err != nil {
		return none{}, err
	}
	c.Attachment(all.FileName() + ending)
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return none{}, write(all, c.Response().BodyWriter())
}
