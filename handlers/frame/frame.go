// Package frame keeps what every page says around its contents true: the reader's
// language, who is signed in, and how the market presents itself. Pages of buyers and of
// sellers take their frame here, so that no menu knows more than another.
package frame

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

// Of is the frame of the page that answers c; title is a message key, or empty for the
// home page. What a page adds (Active, NoIndex, the cart's count) it sets afterwards.
func Of(p parts.Parts, c *fiber.Ctx, title string) (*view.Frame, error) {
	who, lang := session.Who(c), session.Language(c)
	f := &view.Frame{
		Lang: lang, Origin: p.Market.BaseURL, Path: strings.Clone(c.OriginalURL()),
		Market: p.Market.Name, Place: p.Market.Place, Desk: p.Market.Desk, Demo: p.Demo != nil,
		Person: who.Name, CSRF: session.CSRF(c), NewKey: session.NewKey, Now: p.Now(),
	}
	if title != "" {
		f.Title = f.T(title)
	}
	if key := "done." + c.Query(doneField); locale.Has(key) {
		f.Flash = &view.Notice{Tone: view.Good, Text: f.T(key)}
	}
	if who.PersonID == "" {
		return f, nil
	}
	if session.Has(c, account.Helper) || session.Has(c, account.Officer) || session.Has(c, account.Admin) {
		f.Sells = true
		return f, nil
	}
	stalls, err := seller.MembershipsOf(c.UserContext(), p.DB.Read(c.UserContext()), who.PersonID)
	f.Sells = len(stalls) > 0
	return f, err
}

// doneField carries over a redirect which deed was done.
const doneField = "done"

// Done is path with the word of a deed, of which the page there says that it is done: its
// sentence is "done.<word>".
func Done(path, word string) string {
	at, mark, _ := strings.Cut(path, "#")
	sign := "?"
	if strings.Contains(at, "?") {
		sign = "&"
	}
	at += sign + url.Values{doneField: {word}}.Encode()
	if mark != "" {
		at += "#" + mark
	}
	return at
}
