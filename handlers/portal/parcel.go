package portal

import (
	"bytes"
	"io"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/web/pdf"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// printerOf reads which paper is in the printer.
func printerOf(c *fiber.Ctx) (pdf.Paper, error) {
	paper := pdf.Paper(c.Query("paper", string(pdf.OnA4)))
	if !slices.Contains(pdf.Papers, paper) {
		return "", fault.New(fault.Invalid, "input.value").On("paper")
	}
	return paper, nil
}

// printed sends a document that opens on a phone, ready for its printer.
func printed(c *fiber.Ctx, name string, write func(io.Writer, pdf.Paper) error) error {
	paper, err := printerOf(c)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := write(&file, paper); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file.Bytes())
}

// parcelPDF is label and sheet of one order.
func (w *portal) parcelPDF(c *fiber.Ctx, s stall) error {
	p, err := w.Parcel(c.UserContext(), session.Language(c), s.by, c.Params("order"))
	if err != nil {
		return err
	}
	return printed(c, p.Name(), func(to io.Writer, paper pdf.Paper) error { return p.Write(to, session.Language(c), paper) })
}

// labelsPDF are the labels of all parcels that wait to be handed over.
func (w *portal) labelsPDF(c *fiber.Ctx, s stall) error {
	all, err := w.Labels(c.UserContext(), session.Language(c), s.by)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return done(c, s.path(), "")
	}
	return printed(c, "labels.pdf", func(to io.Writer, paper pdf.Paper) error {
		return pdf.Labels(to, session.Language(c), paper, w.Now().Date(), all)
	})
}

// papersOf are the ways to the papers of an order.
func papersOf(sh *pages.Shell, s stall, o order.Order) []view.Link {
	at := s.path("orders", o.Code, "parcel.pdf") + "?paper="
	return []view.Link{{Label: sh.T("portal.print.a4"), URL: at + string(pdf.OnA4)}, {Label: sh.T("portal.print.a6"), URL: at + string(pdf.OnA6)}}
}

// findPage leads from a code, typed or scanned, to its order: at the counter, at the pickup
// point.
func (w *portal) findPage(c *fiber.Ctx, s stall) error {
	in, err := session.Query[struct {
		Code string `form:"code"`
	}](c)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.find", "orders"), s.path(), "portal.today")
	p := pages.FindPage{Action: s.path("orders", "find"), Code: in.Code}
	if in.Code == "" {
		return show(c, pages.Find(sh, p))
	}
	ctx := c.UserContext()
	found, near, err := order.ByTyped(ctx, w.DB.Read(ctx), s.ID, in.Code)
	if found != nil {
		return done(c, s.path("orders", found.Code), "")
	}
	if len(fault.All(err)) > 0 {
		p.Problems, err = view.ProblemsOf(sh.Lang, err), nil
	}
	if err != nil {
		return err
	}
	if p.Near, err = w.rows(ctx, sh, s, near); err != nil {
		return err
	}
	c.Status(fiber.StatusNotFound)
	return show(c, pages.Find(sh, p))
}
