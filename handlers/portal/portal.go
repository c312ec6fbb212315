package portal

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// portal is the work of sellers, officers and the desk over the market's parts.
type portal struct{ parts.Parts }

// perPage is how many rows a list shows.
const perPage = 20

// stall is whose work a request is about: the seller of the address, and what the person
// may do for it.
type stall struct {
	seller.Seller
	by  actor.Member
	why string // it is suspended
}

// stallOf finds the stall of the address. Nobody's stall and one that the person is no
// member of are the same fault.NotFound.
func (w *portal) stallOf(c *fiber.Ctx) (stall, error) {
	if _, err := session.Buyer(c); err != nil {
		return stall{}, err
	}
	q := w.DB.Read(c.UserContext())
	s, err := seller.BySlug(c.UserContext(), q, c.Params("stall"))
	if err != nil {
		return stall{}, err
	}
	m, err := session.Member(c, s.ID, func(ctx context.Context, sellerID, personID string) (actor.Member, error) {
		return seller.Member(ctx, q, sellerID, personID)
	})
	if err != nil || s.State != seller.Suspended {
		return stall{Seller: *s, by: m}, err
	}
	last, err := seller.Suspension(c.UserContext(), q, s.ID)
	return stall{Seller: *s, by: m, why: last.Reason}, err
}

// with finds the stall and refuses a member who holds none of the rights, with the
// sentence of the first.
func (w *portal) with(rights []actor.Right, do func(c *fiber.Ctx, s stall) error) fiber.Handler {
	return func(c *fiber.Ctx) error { return w.admit(c, rights, do) }
}

func (w *portal) admit(c *fiber.Ctx, rights []actor.Right, do func(c *fiber.Ctx, s stall) error) error {
	s, err := w.stallOf(c)
	switch {
	case err != nil:
		return err
	case len(rights) == 0 || slices.ContainsFunc(rights, s.by.Rights.Has):
		return do(c, s)
	case s.by.HelperID != "":
		return fault.New(fault.Forbidden, "assist.money")
	}
	return fault.New(fault.Forbidden, "right."+string(rights[0]))
}

// The rights that pages ask for before they show anything; the verbs ask again.
var (
	anyMember = []actor.Right{}
	ordersTo  = []actor.Right{actor.SeeOrders, actor.HandleOrders}
	handling  = []actor.Right{actor.HandleOrders}
	editing   = []actor.Right{actor.EditProducts}
	seeing    = []actor.Right{actor.SeeMoney}
	banking   = []actor.Right{actor.HandleMoney}
	governing = []actor.Right{actor.EditMembers}
)

// path is an address of the stall's own.
func (s stall) path(more ...string) string { return pages.StallPath(s.Slug, more...) }

// frame is what every page of the portal shows around itself.
func (w *portal) frame(c *fiber.Ctx, title string) *pages.Shell {
	f := &view.Frame{
		Lang: session.Language(c), Origin: w.Market.BaseURL, Path: pathOf(c), NoIndex: true,
		Market: w.Market.Name, Place: w.Market.Place, Desk: w.Market.Desk, Demo: w.Demo != nil,
		Person: session.Who(c).Name, PersonID: session.Who(c).PersonID, Sells: true, CSRF: session.CSRF(c), NewKey: session.NewKey, Now: w.Now(),
		PINDigits: account.PINDigits,
	}
	if c.Query("lang") == string(f.Lang) {
		session.SetLanguage(c, f.Lang)
	}
	f.Title = f.T(title)
	if key := "portal.done." + c.Query("done"); locale.Has(key) && c.Method() == fiber.MethodGet {
		f.Flash = &view.Notice{Tone: view.Good, Text: f.T(key)}
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	sh := &pages.Shell{Frame: f}
	if h, ok := session.Helping(c); ok {
		sh.Helping = &pages.Helping{Name: h.Name, Until: h.Until, End: pages.HelperPath("end")}
	}
	return sh
}

// shell is the frame of a page of the stall, with the ways that its member may go.
func (w *portal) shell(c *fiber.Ctx, s stall, title, active string) *pages.Shell {
	sh := w.frame(c, title)
	sh.Name, sh.Home, sh.Active = s.Name, s.path(), active
	if s.State == seller.Suspended {
		sh.Halt = halted(sh, s)
	}
	tab := func(name, icon, label string, rights []actor.Right, more ...string) {
		for _, r := range rights {
			if s.by.Rights.Has(r) {
				sh.Tabs = append(sh.Tabs, pages.Tab{Name: name, Icon: icon, Label: sh.T(label), URL: s.path(more...)})
				return
			}
		}
	}
	tab("today", "home", "portal.tab.today", ordersTo)
	tab("orders", "box", "portal.tab.orders", ordersTo, "orders")
	tab("products", "leaf", "portal.tab.products", editing, "products")
	if s.may(actor.SeeMoney) {
		tab("money", "money", "portal.tab.money", seeing, "money")
	} else {
		tab("money", "money", "portal.tab.money", banking, "money", "bank")
	}
	tab("stall", "stall", "portal.tab.stall", actor.AllRights, "stall")
	return sh
}

// back puts the way one step up on a page.
func back(sh *pages.Shell, url, label string) *pages.Shell {
	sh.Back = view.Link{URL: url, Label: sh.T(label)}
	return sh
}

// show sends a page, whole or not at all.
func show(c *fiber.Ctx, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(c.UserContext(), &b); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(b.Bytes())
}

// done leads on by GET to a page that says what was done.
func done(c *fiber.Ctx, to, word string) error {
	if word != "" {
		at, mark, marked := strings.Cut(to, "#")
		sign := "?"
		if strings.Contains(at, "?") {
			sign = "&"
		}
		to = at + sign + "done=" + word
		if marked {
			to += "#" + mark
		}
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// mendable reports whether a refusal belongs beside the form that was sent: then it sets
// the status and words the problems. Everything else is a page of its own.
func mendable(c *fiber.Ctx, lang locale.Lang, err error) (view.Problems, bool) {
	all := fault.All(err)
	if len(all) == 0 {
		return nil, false
	}
	switch all[0].Kind {
	case fault.Invalid, fault.Conflict, fault.TooLarge, fault.Unsupported, fault.Limited, fault.Unavailable:
		c.Status(parts.Status(err))
		for _, f := range all {
			if f.Key == "input.unknown" {
				f.Field = "" // the page has no such field to lead to
			}
		}
		return view.ProblemsOf(lang, err), true
	}
	return nil, false
}

// loose are problems whose form is gone: they stand at the top and lead nowhere.
func loose(ps view.Problems) view.Problems {
	for i := range ps {
		ps[i].Field = ""
	}
	return ps
}

// here is the address of a deed, or of a list, with the page of the list from which it is
// done: one comes back there.
func here(c *fiber.Ctx, to string) string {
	if at := c.Query("after"); at != "" {
		to += "?after=" + url.QueryEscape(at)
	}
	return to
}

// after is where a page of a list begins.
func after(c *fiber.Ctx) (db.Cursor, error) { return db.ParseCursor(c.Query("after")) }

// pager leads on behind the last row of a page. list is the address with its filters.
func pager(c *fiber.Ctx, list string, next db.Cursor) pages.Pager {
	sign := "?"
	if strings.Contains(list, "?") {
		sign = "&"
	}
	var p pages.Pager
	if c.Query("after") != "" {
		p.First = list
	}
	if next != (db.Cursor{}) {
		p.Next = list + sign + "after=" + next.String()
	}
	return p
}

// cut keeps a page of rows and says where the next one begins; lists are read one row
// longer than they are shown.
func cut[T any](rows []T, at func(T) db.Cursor) ([]T, db.Cursor) {
	if len(rows) <= perPage {
		return rows, db.Cursor{}
	}
	return rows[:perPage], at(rows[perPage-1])
}

// pathOf is path and query of the page as a GET shows it; the word of a deed is for once.
func pathOf(c *fiber.Ctx) string {
	path := strings.Clone(c.Path())
	if c.Method() != fiber.MethodGet {
		return path
	}
	args := fiber.AcquireArgs()
	defer fiber.ReleaseArgs(args)
	c.Request().URI().QueryArgs().CopyTo(args)
	args.Del("done")
	if q := args.String(); q != "" {
		path += "?" + q
	}
	return path
}
