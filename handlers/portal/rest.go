package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// napping is what was typed of a sleep.
type napping struct {
	BySeason string     `form:"by_season"`
	Until    clock.Date `form:"until"`
}

func (in napping) sleep() season.Sleep {
	return season.Sleep{BySeason: in.BySeason != "", Until: in.Until}
}

func (w *portal) restPage(c *fiber.Ctx, s stall) error { return w.askRest(c, s, napping{}, nil) }

func (w *portal) askRest(c *fiber.Ctx, s stall, in napping, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	months, err := catalog.SeasonOf(ctx, q, s.ID)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.rest", "stall"), s.path("stall"), "portal.tab.stall")
	if s.State == seller.Applied {
		return show(c, pages.Rest(sh, pages.RestPage{State: view.Notice{Tone: view.Care, Text: sh.T("portal.rest.closed")}}))
	}
	p := pages.RestPage{State: resting(sh, s.BySeason, s.Asleep, s.WakesOn), Holiday: s.path("rest", "holiday"), Day: string(in.Until), Problems: ps}
	p.Offer(s.path("rest"), s.BySeason, s.Asleep)
	if p.Season != "" && months != 0 {
		p.Months = monthList(sh, months)
	} else {
		p.Season = ""
	}
	cards, err := catalog.List(ctx, q, catalog.Filter{SellerID: s.ID, State: catalog.Published}, w.Now().Date(), db.Cursor{}, 200)
	if err != nil {
		return err
	}
	for _, card := range cards {
		way := pages.Way{URL: s.path("rest", card.Slug), Icon: "leaf", Label: card.Name(string(sh.Lang))}
		if card.Season != 0 {
			way.Hint = monthList(sh, card.Season)
		}
		if asleep, until := card.Sleeps(); asleep {
			way.Hint = view.Rests(sh.Lang, until)
		}
		p.Goods = append(p.Goods, way)
	}
	return show(c, pages.Rest(sh, p))
}

// resting says in a notice what holds now.
func resting(sh *pages.Shell, bySeason, asleep bool, wakesOn clock.Date) view.Notice {
	n := view.Notice{Tone: view.Good, Text: sh.T("portal.rest.awake")}
	if asleep {
		n = view.Notice{Tone: view.Care, Title: view.Rests(sh.Lang, wakesOn), Text: sh.T("portal.rest.asleep")}
	}
	if bySeason {
		n.Text += " " + sh.T("portal.rest.calendar")
	}
	return n
}

// monthList says months as people do: "tháng 9 đến tháng 11".
func monthList(sh *pages.Shell, m catalog.Months) string {
	if m == catalog.AllYear {
		return sh.T("season.all_year")
	}
	return view.Months(sh.Lang, m.Has)
}

func (w *portal) sleepStall(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[napping](c)
	if err == nil {
		err = w.Season.SleepStall(c.UserContext(), s.ID, in.or(c).sleep(), s.by)
	}
	if err == nil {
		return done(c, s.path("rest"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askRest(c, s, in, ps)
	}
	return err
}

// or takes what the address of a button says.
func (in napping) or(c *fiber.Ctx) napping {
	if c.Query("by_season") != "" {
		in.BySeason = "1"
	}
	return in
}

func (w *portal) wakeStall(c *fiber.Ctx, s stall) error {
	if err := w.Season.WakeStall(c.UserContext(), s.ID, s.by); err != nil {
		return err
	}
	return done(c, s.path("rest"), "woken")
}

// productRestPage is the same for one product.
func (w *portal) productRestPage(c *fiber.Ctx, s stall) error {
	return w.askProductRest(c, s, napping{}, nil)
}

func (w *portal) askProductRest(c *fiber.Ctx, s stall, in napping, ps view.Problems) error {
	page, err := w.restingProduct(c, s)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.rest", "stall"), s.path("rest"), "portal.rest")
	sh.Title = page.Name(string(sh.Lang))
	p := pages.RestPage{Name: sh.Title, State: resting(sh, page.Product.BySeason, page.Product.Asleep, page.Product.WakesOn), Day: string(in.Until), Problems: ps}
	p.Offer(s.path("rest", page.Slug), page.Product.BySeason, page.Product.Asleep)
	if m := page.Product.Season; p.Season != "" && m != 0 && m != catalog.AllYear {
		p.Months = monthList(sh, m)
	} else {
		p.Season = ""
	}
	return show(c, pages.Rest(sh, p))
}

// restingProduct finds the product of the address; another stall's is "product.unknown".
func (w *portal) restingProduct(c *fiber.Ctx, s stall) (*catalog.Page, error) {
	page, err := catalog.PageOf(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("product"), w.Now().Date())
	if err == nil && page.SellerID != s.ID {
		err = fault.New(fault.NotFound, "product.unknown")
	}
	return page, err
}

func (w *portal) sleepProduct(c *fiber.Ctx, s stall) error {
	page, err := w.restingProduct(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[napping](c)
	if err == nil {
		err = w.Season.SleepProduct(c.UserContext(), s.ID, page.Product.ID, in.or(c).sleep(), s.by)
	}
	if err == nil {
		return done(c, s.path("rest", page.Slug), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askProductRest(c, s, in, ps)
	}
	return err
}

func (w *portal) wakeProduct(c *fiber.Ctx, s stall) error {
	page, err := w.restingProduct(c, s)
	if err == nil {
		err = w.Season.WakeProduct(c.UserContext(), s.ID, page.Product.ID, s.by)
	}
	if err != nil {
		return err
	}
	return done(c, s.path("rest", page.Slug), "woken_good")
}

func (w *portal) holidayPage(c *fiber.Ctx, s stall) error {
	return w.askHoliday(c, s, seller.Holiday{From: s.AwayFrom, To: s.AwayTo, Words: s.AwayWords}, nil)
}

func (w *portal) askHoliday(c *fiber.Ctx, s stall, in seller.Holiday, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.holiday", "stall"), s.path("rest"), "portal.rest")
	p := pages.HolidayPage{Action: s.path("rest", "holiday"), From: string(in.From), To: string(in.To), Words: in.Words, Problems: ps}
	if s.AwayFrom != "" {
		p.Back = s.path("rest", "holiday", "end")
		p.Standing = &view.Notice{Tone: view.Care, Text: sh.T("portal.holiday.standing", "from", s.AwayFrom.Format(), "to", s.AwayTo.Format())}
	}
	return show(c, pages.Holiday(sh, p))
}

func (w *portal) goAway(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[seller.Holiday](c)
	if err == nil {
		err = w.Season.GoAway(c.UserContext(), s.ID, in, s.by)
	}
	if err == nil {
		return done(c, s.path("rest", "holiday"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askHoliday(c, s, in, ps)
	}
	return err
}

func (w *portal) comeBack(c *fiber.Ctx, s stall) error {
	if err := w.Season.ComeBack(c.UserContext(), s.ID, s.by); err != nil {
		return err
	}
	return done(c, s.path("rest", "holiday"), "woken")
}
