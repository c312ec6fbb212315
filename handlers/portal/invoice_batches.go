package portal

import (
	"bytes"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// office is where a clerk issues invoices: the pages of a stall, or of the desk.
type office struct {
	clerk invoice.Clerk
	shell func(title string) *pages.Shell
	at    func(more ...string) string // an address below the list of invoices
}

func (w *portal) officeOf(c *fiber.Ctx, s stall) office {
	return office{invoice.SellerClerk(s.by), func(title string) *pages.Shell {
		return back(w.shell(c, s, title, "orders"), s.path("invoices"), "portal.invoices")
	}, func(more ...string) string { return s.path(append([]string{"invoices"}, more...)...) }}
}

// inOffice lets a stall's clerk do what the desk's does.
func (w *portal) inOffice(do func(*fiber.Ctx, office) error) func(*fiber.Ctx, stall) error {
	return func(c *fiber.Ctx, s stall) error { return do(c, w.officeOf(c, s)) }
}

func (w *portal) invoiceBatchesPage(c *fiber.Ctx, o office) error {
	return w.showInvoiceBatches(c, o, pages.BatchesOfInvoices{})
}

func (w *portal) showInvoiceBatches(c *fiber.Ctx, o office, p pages.BatchesOfInvoices) error {
	ctx := c.UserContext()
	behind, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Invoices.Batches(ctx, o.clerk, behind, perPage+1)
	if err != nil {
		return err
	}
	due := o.clerk.Filter()
	due.States = []invoice.State{invoice.Due}
	waiting, err := invoice.List(ctx, w.DB.Read(ctx), due, db.Cursor{}, most)
	if err != nil {
		return err
	}
	rows, next := cut(rows, invoice.Batch.Cursor)
	sh := o.shell("portal.invoicebatches")
	if n := len(waiting); n > 0 {
		p.HandOver, p.Due = o.at("batches"), sh.T("portal.invoicebatches.due", "n", count(n))
	}
	p.Answers, p.Pager = o.at("answers"), pager(c, o.at("batches"), next)
	for _, b := range rows {
		p.Rows = append(p.Rows, pages.BatchOfInvoices{Count: sh.T("portal.invoicebatches.count", "n", b.Invoices), Total: b.Total, At: b.CreatedAt,
			JSON: o.at("batches", b.ID, "json"), XLSX: o.at("batches", b.ID, "xlsx")})
	}
	return show(c, pages.InvoiceBatches(sh, p))
}

func (w *portal) handOver(c *fiber.Ctx, o office) error {
	_, err := session.Bind[struct{}](c)
	var key string
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		_, err = w.Invoices.HandOver(c.UserContext(), o.clerk, key)
	}
	if err == nil {
		return done(c, o.at("batches"), "invoice_handed")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showInvoiceBatches(c, o, pages.BatchesOfInvoices{Problems: ps})
	}
	return err
}

// batchFile hands a batch out once more; who opened it is kept.
func (w *portal) batchFile(c *fiber.Ctx, o office) error {
	var file bytes.Buffer
	kind, ending, write := "application/json", ".json", invoice.Document.WriteJSON
	if c.Params("format") == "xlsx" {
		kind, ending, write = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", invoice.Document.WriteXLSX
	}
	doc, err := w.Invoices.Fetch(c.UserContext(), o.clerk, c.Params("batch"))
	if err == nil {
		err = write(doc, io.Writer(&file))
	}
	if err != nil {
		return err
	}
	c.Attachment(doc.FileName() + ending)
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file.Bytes())
}

// readAnswers takes a file of answers and says row by row what was not taken.
func (w *portal) readAnswers(c *fiber.Ctx, o office) error {
	_, err := session.Bind[struct{}](c)
	var file []byte
	if err == nil {
		file, err = fileOf(c)
	}
	var all invoice.Answers
	if err == nil {
		all, err = w.Invoices.ReadBack(c.UserContext(), o.clerk, file)
	}
	lang := session.Language(c)
	if err != nil {
		if ps, ok := mendable(c, lang, err); ok {
			return w.showInvoiceBatches(c, o, pages.BatchesOfInvoices{Problems: ps})
		}
		return err
	}
	p := pages.BatchesOfInvoices{Said: &view.Notice{Tone: view.Good, Text: locale.Sentence(lang, "portal.invoicebatches.read", map[string]any{"issued": all.Issued, "refused": all.Refused})}}
	for _, wrong := range all.Wrong {
		var whys []string
		for _, f := range fault.All(wrong.Why) {
			whys = append(whys, locale.Fault(lang, f))
		}
		p.Wrong = append(p.Wrong, locale.Sentence(lang, "portal.invoicebatches.wrong", map[string]any{"row": wrong.Row, "why": strings.Join(whys, " ")}))
		p.Said.Tone = view.Care
	}
	return w.showInvoiceBatches(c, o, p)
}
