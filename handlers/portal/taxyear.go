package portal

import (
	"bytes"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/declaration"
	"github.com/chophien/chophien/models/tax"
	"github.com/chophien/chophien/web/pdf"
	pages "github.com/chophien/chophien/web/portal"
)

func (w *portal) yearOf(c *fiber.Ctx, s stall) (declaration.Year, error) {
	n, _ := strconv.Atoi(c.Params("year")) // what is no number is no year
	return w.Declaration.Year(c.UserContext(), s.by, n)
}

// yearPage shows what was withheld in a year, and how near it is to what is tax-free.
func (w *portal) yearPage(c *fiber.Ctx, s stall) error {
	y, err := w.yearOf(c, s)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.tax", "money"), s.path("money", "tax"), "portal.tax")
	sh.Title = sh.T("portal.tax.year", "year", strconv.Itoa(y.Year))
	p := pages.YearPage{Year: y.Year, Declares: !y.Withheld, PDF: s.path("money", "tax", strconv.Itoa(y.Year), "pdf"), Total: yearMonth(y.Total, false)}
	for _, m := range y.Months {
		p.Months = append(p.Months, yearMonth(m.Month, m.Declared))
	}
	if t := y.Threshold; t.Amount.Positive() {
		p.Meter = &pages.Meter{Base: y.Total.Base, Amount: t.Amount, Percent: y.Share(), From: t.ValidFrom, Source: t.Source}
	}
	this, _ := strconv.Atoi(string(y.Today[:4]))
	for n := this; n > this-3 && n >= 2025; n-- {
		p.Others = append(p.Others, pages.Filter{URL: s.path("money", "tax", strconv.Itoa(n)), Label: strconv.Itoa(n), On: n == y.Year})
	}
	return show(c, pages.Year(sh, p))
}

func yearMonth(m tax.Month, declared bool) pages.YearMonth {
	return pages.YearMonth{Period: monthOf(m.Period), Declared: declared, Base: m.Base, Reversed: m.Reversed, VAT: m.VAT, PIT: m.PIT}
}

// yearPDF is the same to print and hand in.
func (w *portal) yearPDF(c *fiber.Ctx, s stall) error {
	y, err := w.yearOf(c, s)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := pdf.Year(&file, session.Language(c), w.Market.Name, parts.Statement(y)); err != nil {
		return err
	}
	c.Attachment(parts.Statement(y).Name())
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file.Bytes())
}
