package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/moderation"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) reportPage(c *fiber.Ctx) error {
	return s.showReport(c, moderation.ReportListing{}, nil)
}

// listing is the product that is reported; one that nobody sees cannot be.
func (s *shop) listing(c *fiber.Ctx) (*catalog.Page, error) {
	ctx := c.UserContext()
	page, err := catalog.PageOf(ctx, s.DB.Read(ctx), c.Params("slug"), s.Now().Date())
	if err == nil && !page.Public() {
		err = fault.New(fault.NotFound, "product.unknown")
	}
	return page, err
}

func (s *shop) showReport(c *fiber.Ctx, in moderation.ReportListing, refused error) error {
	page, err := s.listing(c)
	if err != nil {
		return err
	}
	f := s.form(c, "")
	f.Title, f.Path = f.T("report.title"), view.ReportPath(page.Slug)
	p := pages.ReportPage{
		Slug: page.Slug, Name: page.Name(string(f.Lang)), Reason: in.Reason, Text: in.Text, Phone: in.Phone,
		Problems: problemsOf(f.Lang, refused), Sent: c.Query("sent") != "" && c.Method() == fiber.MethodGet,
	}
	for _, reason := range moderation.Reasons {
		p.Reasons = append(p.Reasons, view.Option{Value: reason, Label: f.T("moderation.reason." + reason)})
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Report(f, p))
}

func (s *shop) report(c *fiber.Ctx) error {
	in, err := session.Bind[moderation.ReportListing](c)
	if err == nil {
		err = s.leaveReport(c, in)
	}
	if err != nil {
		if len(fault.All(err)) == 0 || fault.Is(err, fault.NotFound) {
			return err
		}
		return s.showReport(c, in, err)
	}
	return goOn(c, view.ReportPath(c.Params("slug"))+"?sent=1")
}

func (s *shop) leaveReport(c *fiber.Ctx, in moderation.ReportListing) error {
	page, err := s.listing(c)
	if err != nil {
		return err
	}
	key, err := session.Key(c)
	if err != nil {
		return err
	}
	_, err = s.Moderation.Report(c.UserContext(), session.Shopper(c), page.ID, in, key)
	return err
}
