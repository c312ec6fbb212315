package storefront

import (
	"bytes"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/web/view"
)

// frame is what stands around a page: one statement where there may be a cart, one more
// for a person, none otherwise. active names the place in the menu.
func (s *shop) frame(c *fiber.Ctx, active string) *view.Frame {
	who := session.Who(c)
	f := &view.Frame{
		Lang: session.Language(c), Origin: s.Market.BaseURL, Path: pathOf(c), Market: s.Market.Name, Place: s.Market.Place,
		Desk: s.Market.Desk, Demo: s.Demo != nil, Person: who.Name, Nobody: session.Looked(c) && who.PersonID == "", Active: active, Flash: takeFlash(c, s), Now: s.Now(),
		Sells: who.PersonID != "" && s.sells(c, who.PersonID), PINDigits: account.PINDigits,
	}
	if c.Query("lang") == string(f.Lang) {
		session.SetLanguage(c, f.Lang)
	}
	if who.PersonID != "" || session.HasVisitor(c) {
		n, err := cart.Count(c.UserContext(), s.DB.Read(c.UserContext()), session.Shopper(c))
		if err != nil {
			s.Log.WarnContext(c.UserContext(), "the cart was not counted", "error", err)
		}
		f.Cart = n
	}
	return f
}

// form is a frame for a page with forms, which belongs to one person: no search engine
// and no cache keeps it.
func (s *shop) form(c *fiber.Ctx, active string) *view.Frame {
	f := s.frame(c, active)
	f.CSRF, f.NewKey = session.CSRF(c), session.NewKey
	f.NoIndex = true
	c.Set(fiber.HeaderCacheControl, "no-store")
	return f
}

// phoneHint is the proved phone, masked; empty when none is proved.
func (s *shop) phoneHint(c *fiber.Ctx) string {
	who := session.Who(c)
	if who.PhoneID == "" {
		return ""
	}
	number, err := s.Accounts.PhoneNumber(c.UserContext(), s.DB.Read(c.UserContext()), who.PhoneID)
	if err != nil {
		return ""
	}
	return maskPhone(number)
}

// maskPhone shows the end of a number to the person who knows the rest.
func maskPhone(e164 string) string {
	return crypt.MaskPhone(strings.ReplaceAll(account.LocalPhone(e164), " ", ""))
}

// pathOf is path and query of the page as a GET shows it: after a refused POST, the page
// that the form stands on is unknown, so its path alone.
func pathOf(c *fiber.Ctx) string {
	path := strings.Clone(c.Path())
	if q := string(c.Request().URI().QueryString()); q != "" && c.Method() == fiber.MethodGet {
		path += "?" + q
	}
	return path
}

// show sends a page with a status. It is written as a whole, so that a fault in a
// template is answered as one and not in the middle of a page.
func show(c *fiber.Ctx, status int, page templ.Component) error {
	b := new(bytes.Buffer) // its own: the answer is written after this returns
	if err := page.Render(c.UserContext(), b); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(status).Send(b.Bytes())
}

// goOn leads on by GET, so that a reload sends nothing again.
func goOn(c *fiber.Ctx, to string) error { return c.Redirect(to, fiber.StatusSeeOther) }
