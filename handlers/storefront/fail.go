package storefront

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// Fail answers an error as a page. Somebody who only has to sign in, or to type the PIN,
// is led there and back when nothing was sent.
func Fail(p parts.Parts, c *fiber.Ctx, err error) error {
	status := parts.Status(err)
	c.Set(fiber.HeaderCacheControl, "no-store")
	if c.Method() == fiber.MethodGet {
		back := "?" + url.Values{session.ReturnField: {pathOf(c)}}.Encode()
		switch {
		case fault.Has(err, "session.pin"):
			return goOn(c, view.PathPIN+back+"&mode=enter")
		case fault.Has(err, "account.phone.again"), status == fiber.StatusUnauthorized:
			return goOn(c, view.PathSignIn+back)
		}
	}
	s := &shop{Parts: p}
	request, _ := c.Locals("request").(string)
	page := pages.ErrorPage{Status: status, SignIn: status == fiber.StatusUnauthorized}
	if status >= 500 {
		page.Request = request
	}
	lang := session.Language(c)
	if all := fault.All(err); len(all) > 0 && status < 500 {
		page.Sentence = locale.Fault(lang, all[0])
	}
	if c.Method() != fiber.MethodGet {
		page.Back = session.SafePath(refererPath(c), "")
	}
	f := s.frame(c, "")
	f.Title, f.NoIndex = page.Title(lang), true
	if err := show(c, status, pages.Error(f, page)); err == nil {
		return nil
	}
	return show(c, status, pages.Plain(lang, status, request))
}

// refererPath is the page of ours that the request came from, or "".
func refererPath(c *fiber.Ctx) string {
	u, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || u.Host != string(c.Request().Host()) {
		return ""
	}
	return u.RequestURI()
}
