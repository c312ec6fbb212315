package portal

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// signingUp are the sign-up days: officers and the desk open them, helpers watch over them.
func (w *portal) signingUp(r fiber.Router) {
	r.Get("/", w.daysPage)
	r.Get("/new", w.newDayPage)
	r.Post("/new", w.openDay)
	r.Get("/:day", w.dayPage)
	r.Get("/:day/qr.png", w.dayQR)
	r.Post("/:day/here", w.dayDeed("day_here", func(c *fiber.Ctx, by actor.Actor) error {
		return w.Accounts.DayHere(c.UserContext(), by, c.Params("day"), session.Address(c))
	}))
	r.Post("/:day/end", w.dayDeed("day_ended", func(c *fiber.Ctx, by actor.Actor) error {
		return w.Accounts.EndDay(c.UserContext(), by, c.Params("day"))
	}))
}

func mayOpenDays(by actor.Actor) bool { return by.Stamp().Kind != actor.KindHelper }

func (w *portal) daysPage(c *fiber.Ctx) error {
	by, err := session.Crew(c)
	if err != nil {
		return err
	}
	days, err := account.Days(c.UserContext(), w.DB.Read(c.UserContext()), by)
	if err != nil {
		return err
	}
	sh := back(w.frame(c, "portal.days"), view.PathPortal+"?all=1", "portal.choose")
	var p pages.DaysPage
	if mayOpenDays(by) {
		p.New = pages.DaysPath("new")
	}
	for _, d := range days {
		hint := sh.Moment(d.StartsAt)
		if !d.Runs(w.Now()) {
			hint += " · " + sh.T("portal.days.over")
		}
		p.Rows = append(p.Rows, pages.Way{URL: pages.DaysPath(d.ID), Icon: "calendar", Label: d.Place, Hint: hint})
	}
	return show(c, pages.Days(sh, p))
}

// newDay is what is typed to open a day; Phone and Name of who watches are empty for the
// typist.
type newDay struct {
	Place    string `form:"place"`
	WardCode string `form:"ward_code"`
	Hours    string `form:"hours"`
	Expected string `form:"expected"`
	Phone    string `form:"phone"`
	Name     string `form:"name"`
}

func (w *portal) newDayPage(c *fiber.Ctx) error {
	by, err := session.Crew(c)
	if err != nil {
		return err
	}
	in := newDay{Hours: "2", Expected: "60"}
	if o, ok := by.(actor.Officer); ok {
		in.WardCode = o.Code
	}
	return w.askDay(c, in, nil)
}

func (w *portal) askDay(c *fiber.Ctx, in newDay, ps view.Problems) error {
	sh := back(w.frame(c, "portal.days.new"), pages.PathDays, "portal.days")
	return show(c, pages.NewDay(sh, pages.NewDayPage{
		Action: pages.DaysPath("new"), Place: in.Place, Ward: in.WardCode, Hours: in.Hours, Expected: in.Expected, Phone: in.Phone, Name: in.Name,
		Wards: w.wardOptions(in.WardCode), Problems: ps,
	}))
}

func (w *portal) openDay(c *fiber.Ctx) error {
	by, err := session.Crew(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[newDay](c)
	var d account.Day
	if err == nil {
		to := account.NewDay{Scheme: division.Current, WardCode: in.WardCode, Place: in.Place, Hours: whole(in.Hours), Expected: whole(in.Expected)}
		to.SupervisorID, err = w.watcher(c, in)
		if err == nil {
			d, err = w.Accounts.OpenDay(c.UserContext(), by, to)
		}
	}
	if err == nil {
		return done(c, pages.DaysPath(d.ID), "day_opened")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askDay(c, in, ps)
	}
	return err
}

// watcher is who was named to watch over a day; empty for nobody.
func (w *portal) watcher(c *fiber.Ctx, in newDay) (string, error) {
	if in.Phone == "" && in.Name == "" {
		return "", nil
	}
	one, err := w.Accounts.FindPerson(c.UserContext(), w.DB.Read(c.UserContext()), in.Phone, in.Name)
	if fault.Has(err, "person.unknown") {
		err = fault.New(fault.Invalid, "person.unknown").On("name")
	}
	return one.ID, err
}

func (w *portal) dayPage(c *fiber.Ctx) error { return w.showDay(c, nil) }

func (w *portal) showDay(c *fiber.Ctx, ps view.Problems) error {
	by, err := session.Crew(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	d, err := account.FindDay(ctx, q, by, c.Params("day"))
	if err != nil {
		return err
	}
	names, err := account.Names(ctx, q, []string{d.SupervisorID})
	if err != nil {
		return err
	}
	sh := back(w.frame(c, "portal.days.one"), pages.PathDays, "portal.days")
	p := pages.DayPage{
		Place: d.Place, Where: w.Places.FullName(d.Scheme, d.WardCode), Supervisor: names[d.SupervisorID], Code: d.Code, At: d.Here(), Problems: ps,
		Facts: []pages.Pair{
			{Name: sh.T("portal.days.supervisor"), Value: names[d.SupervisorID]}, {Name: sh.T("portal.days.until"), Value: sh.Moment(d.EndsAt)},
			{Name: sh.T("portal.days.used"), Value: sh.T("portal.days.of", "used", d.Used, "purse", d.Purse)},
		},
	}
	if d.Runs(w.Now()) {
		p.URL, p.QR, p.End = w.Market.BaseURL+view.DayPath(d.Code), pages.DaysPath(d.ID, "qr.png"), pages.DaysPath(d.ID, "end")
		if by.Stamp().ID == d.SupervisorID {
			p.Here = pages.DaysPath(d.ID, "here")
		}
	}
	return show(c, pages.Day(sh, p))
}

// dayQR draws the address that devices at the place open.
func (w *portal) dayQR(c *fiber.Ctx) error {
	by, err := session.Crew(c)
	if err != nil {
		return err
	}
	d, err := account.FindDay(c.UserContext(), w.DB.Read(c.UserContext()), by, c.Params("day"))
	if err != nil {
		return err
	}
	picture, err := qrcode.Encode(w.Market.BaseURL+view.DayPath(d.Code), qrcode.Medium, 528)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "image/png")
	return c.Send(picture)
}

// dayDeed is one press on a day.
func (w *portal) dayDeed(word string, do func(*fiber.Ctx, actor.Actor) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		by, err := session.Crew(c)
		if err == nil {
			_, err = session.Bind[struct{}](c)
		}
		if err == nil {
			err = do(c, by)
		}
		if err == nil {
			return done(c, pages.DaysPath(c.Params("day")), word)
		}
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showDay(c, loose(ps))
		}
		return err
	}
}

// whole reads a typed number; what is none is 0, which the verbs refuse.
func whole(typed string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(typed))
	return n
}
