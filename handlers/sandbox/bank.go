package sandbox

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/fault"
	bank "github.com/chophien/chophien/payments/sandbox"
	pages "github.com/chophien/chophien/web/sandbox"
	"github.com/chophien/chophien/web/view"
)

func show(c *fiber.Ctx, status int, page templ.Component) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return page.Render(c.UserContext(), c.Status(status).Response().BodyWriter())
}

func (s *play) bankPage(c *fiber.Ctx) error { return s.showBank(c, nil) }

// showBank shows the bank's session, or leads back from one that is decided.
func (s *play) showBank(c *fiber.Ctx, refused error) error {
	v, err := s.Demo.Sandbox.View(c.Params("ref"))
	if err != nil {
		return err
	}
	if len(v.Actions) == 0 && v.BackURL != "" && refused == nil {
		return c.Redirect(v.BackURL, fiber.StatusSeeOther)
	}
	f := s.frame(c, "play.title")
	status := fiber.StatusOK
	if refused != nil {
		status = parts.Status(refused)
	}
	return show(c, status, pages.Bank(f, pages.BankPage{
		Action: "/sandbox/pay/" + v.Ref, Ref: v.Ref, Merchant: s.Market.Name, Text: v.Description, Amount: v.Amount, Until: v.ExpiresAt,
		Problems: view.ProblemsOf(f.Lang, refused),
	}))
}

// act lets the bank do what was pressed and sends the buyer back to the market.
func (s *play) act(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Outcome string `form:"outcome"`
	}](c)
	if err != nil {
		return err
	}
	v, err := s.Demo.Sandbox.Act(c.UserContext(), c.Params("ref"), bank.Action(in.Outcome))
	switch {
	case fault.Has(err, "sandbox.closed"):
		return s.showBank(c, nil) // a second press leads where the first one did
	case len(fault.All(err)) > 0 && !fault.Is(err, fault.NotFound):
		return s.showBank(c, err)
	case err != nil:
		return err
	case v.BackURL == "":
		return c.Redirect(view.PathOrders, fiber.StatusSeeOther)
	}
	return c.Redirect(v.BackURL, fiber.StatusSeeOther)
}
