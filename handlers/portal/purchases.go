package portal

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/seller"
)

// purchases hands out what a cooperative took from its growers in a period.
func (w *portal) purchases(c *fiber.Ctx, s stall) error {
	in, err := session.Query[struct {
		From   string `form:"from"`
		To     string `form:"to"`
		Format string `form:"format"`
	}](c)
	if err != nil {
		return err
	}
	period := invoice.Period{From: clock.Date(in.From), To: clock.Date(in.To)}
	all, err := w.Invoices.Purchases(c.UserContext(), s.by, period)
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok && s.Kind == seller.Cooperative {
			return w.showGrowers(c, s, period, ps)
		}
		return err
	}
	var file bytes.Buffer
	kind, ending, write := "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", all.WriteXLSX
	if in.Format == "csv" {
		kind, ending, write = "text/csv; charset=utf-8", ".csv", all.WriteCSV
	}
	if err := write(&file); err != nil {
		return err
	}
	c.Attachment(all.FileName() + ending)
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file.Bytes())
}
