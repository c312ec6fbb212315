package storefront

import (
	"net/url"
	"strings"

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
	page := pages.ErrorPage{Status: status}
	if who := session.Who(c); status == fiber.StatusUnauthorized || status == fiber.StatusNotFound && owned(c.Path()) && who.PersonID == "" && who.PhoneID == "" {
		page.SignIn = view.PathSignIn
		if at := returnPath(c); at != "" {
			page.SignIn += "?" + url.Values{session.ReturnField: {at}}.Encode()
		}
	}
	if c.Method() != fiber.MethodGet && fault.Has(err, "session.pin") {
		page.SignIn, page.PIN = view.PathPIN+"?"+url.Values{session.ReturnField: {returnPath(c)}, "mode": {"enter"}}.Encode(), true
	}
	page.Unsent = c.Method() != fiber.MethodGet && (page.SignIn != "" || fault.Has(err, "session.csrf"))
	if status >= 500 {
		page.Request = request
	}
	lang := session.Language(c)
	if all := fault.All(err); len(all) > 0 && status < 500 {
		page.Sentence = locale.Fault(lang, all[0])
	}
	if c.Method() != fiber.MethodGet {
		page.Back = returnPath(c)
	}
	f := s.frame(c, "")
	f.Title, f.NoIndex = page.Title(lang), true
	if err := show(c, status, pages.Error(f, page)); err == nil {
		return nil
	}
	return show(c, status, pages.Plain(lang, status, request))
}

// owned reports whether what stands at a path is seen by its owner alone, so that it may
// be there for whoever signs in.
func owned(path string) bool {
	for _, under := range []string{view.PathOrders + "/", view.PayPath(""), view.ComplaintPath("")} {
		if strings.HasPrefix(path, under) {
			return true
		}
	}
	return false
}

// returnPath is the page to go back to: the one that was asked for, or the one that a form
// was sent from; "" when that is none of ours.
func returnPath(c *fiber.Ctx) string {
	if c.Method() == fiber.MethodGet {
		return pathOf(c)
	}
	return session.SafePath(refererPath(c), "")
}

// refererPath is the page of ours that the request came from, or "".
func refererPath(c *fiber.Ctx) string {
	u, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || u.Host != string(c.Request().Host()) {
		return ""
	}
	return u.RequestURI()
}
