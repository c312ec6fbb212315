package portal

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/pdf"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// marketsPage lists the markets at which the stall stands.
func (w *portal) marketsPage(c *fiber.Ctx, s stall) error {
	rows, err := seller.MarketDays(c.UserContext(), w.DB.Read(c.UserContext()), s.ID)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.markets", "stall"), s.path("stall"), "portal.tab.stall")
	p := pages.MarketsPage{Add: s.path("markets", "new")}
	for _, m := range rows {
		p.Rows = append(p.Rows, pages.MarketRow{Name: m.Market, When: view.MarketWhen(sh.Lang, m.Weekdays.List(), m.Days(), m.Hours), Place: m.Place, Remove: s.path("markets", m.ID, "remove")})
	}
	return show(c, pages.Markets(sh, p))
}

// standing is a market as it is typed.
type standing struct {
	Market   string `form:"market"`
	Place    string `form:"place"`
	Weekdays []int  `form:"weekdays"`
	Dates    string `form:"dates"`
	Hours    string `form:"hours"`
}

func (w *portal) newMarketPage(c *fiber.Ctx, s stall) error {
	return w.askMarket(c, s, standing{}, nil)
}

func (w *portal) askMarket(c *fiber.Ctx, s stall, in standing, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.markets", "stall"), s.path("markets"), "portal.markets")
	return show(c, pages.Market(sh, pages.MarketPage{Action: s.path("markets", "new"), Market: in.Market, Place: in.Place, Dates: in.Dates, Hours: in.Hours,
		Days: dayTicks(sh, in.Weekdays), Problems: ps}))
}

// dayTicks are Monday to Sunday, those chosen ticked.
func dayTicks(sh *pages.Shell, chosen []int) []pages.Month {
	on, _ := seller.WeekdaysOf(chosen...)
	out := make([]pages.Month, 7)
	for d := range out {
		out[d] = pages.Month{Value: strconv.Itoa(d), Label: sh.T("portal.day." + strconv.Itoa(d)), On: on&(1<<d) != 0}
	}
	return out
}

// datesOf reads days as people write them, "5/12/2026", one after the other; what is no day
// stays as it is, and the verb refuses it.
func datesOf(text string) (out []clock.Date) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;\r\n\t", r) }) {
		if parts := strings.Split(word, "/"); len(parts) == 3 {
			pad := func(s string, n int) string { return strings.Repeat("0", max(0, n-len(s))) + s }
			word = pad(parts[2], 4) + "-" + pad(parts[1], 2) + "-" + pad(parts[0], 2)
		}
		out = append(out, clock.Date(word))
	}
	return out
}

func (w *portal) addMarket(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[standing](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		_, err = w.Onboarding.AddMarketDay(c.UserContext(), s.ID, seller.NewMarketDay{Market: in.Market, Place: in.Place, Weekdays: in.Weekdays, Dates: datesOf(in.Dates), Hours: in.Hours}, key, s.by)
	}
	if err == nil {
		return done(c, s.path("markets"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askMarket(c, s, in, ps)
	}
	return err
}

func (w *portal) removeMarket(c *fiber.Ctx, s stall) error {
	if err := w.Onboarding.RemoveMarketDay(c.UserContext(), s.ID, c.Params("market"), s.by); err != nil {
		return err
	}
	return done(c, s.path("markets"), "removed")
}

func (w *portal) postPage(c *fiber.Ctx, s stall) error {
	p, _, err := seller.PostDaysOf(c.UserContext(), w.DB.Read(c.UserContext()), s.ID)
	if err != nil {
		return err
	}
	return w.askPost(c, s, newPost{NewPostDays: seller.NewPostDays{Point: p.Point, Weekdays: p.Weekdays.List(), Hours: p.Hours}, At: postTurns[0].at}, nil)
}

// newPost is what was answered of the post, and the question that was.
type newPost struct {
	seller.NewPostDays
	At string `form:"at"`
}

func (w *portal) askPost(c *fiber.Ctx, s stall, in newPost, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.post", "stall"), s.path("stall"), "portal.tab.stall")
	return show(c, pages.Post(sh, pages.PostPage{Action: s.path("post"), At: in.At, Told: ps == nil && in.Point != "", Point: in.Point, Hours: in.Hours, Days: dayTicks(sh, in.Weekdays), Problems: ps}))
}

func (w *portal) setPost(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[newPost](c)
	next := ""
	if err == nil {
		_, wrong := in.PostDays()
		next, err = postTurns.next(in.At, wrong)
	}
	if next != "" {
		in.At = next
		return w.askPost(c, s, in, nil)
	}
	if err == nil {
		err = w.Onboarding.SetPostDays(c.UserContext(), s.ID, in.NewPostDays, s.by)
	}
	if err == nil {
		return done(c, s.path("stall"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		in.At, ps = postTurns.mend(ps)
		return w.askPost(c, s, in, ps)
	}
	return err
}

// spreadPage shows how the stall is made known.
func (w *portal) spreadPage(c *fiber.Ctx, s stall) error {
	if s.State != seller.Active {
		return fault.New(fault.NotFound, "seller.unknown")
	}
	sh := back(w.shell(c, s, "portal.spread", "stall"), s.path("stall"), "portal.tab.stall")
	p := pages.SpreadPage{Address: w.Market.BaseURL + view.SellerPath(s.Slug), Card: "/share/s/" + s.Slug + ".jpg"}
	for _, size := range []string{pdf.A4, pdf.A5} {
		p.Posters = append(p.Posters, pages.Way{URL: s.path("spread", strings.ToLower(size)), Icon: "qr", Label: sh.T("portal.spread.size", "size", size), Hint: sh.T("portal.spread.size_" + strings.ToLower(size))})
	}
	return show(c, pages.Spread(sh, p))
}

// poster is a sheet of a size with the stall's name and a code that leads to its page.
func (w *portal) poster(size string) func(c *fiber.Ctx, s stall) error {
	return func(c *fiber.Ctx, s stall) error {
		if s.State != seller.Active {
			return fault.New(fault.NotFound, "seller.unknown")
		}
		address := w.Market.BaseURL + view.SellerPath(s.Slug)
		_, short, _ := strings.Cut(address, "://")
		var file bytes.Buffer
		err := pdf.WritePoster(&file, session.Language(c), size, pdf.Poster{Name: s.Name, Place: w.Places.FullName(s.Scheme, s.WardCode), Address: address, Short: short,
			Market: w.Market.Name, Day: w.Now().Date()})
		if err != nil {
			return err
		}
		c.Attachment(s.Slug + "-" + strings.ToLower(size) + ".pdf")
		c.Set(fiber.HeaderContentType, "application/pdf")
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.Send(file.Bytes())
	}
}

// packingsPage lists the goods of which the packing can be told.
func (w *portal) packingsPage(c *fiber.Ctx, s stall) error {
	cards, err := catalog.List(c.UserContext(), w.DB.Read(c.UserContext()), catalog.Filter{SellerID: s.ID, AnyState: true}, w.Now().Date(), db.Cursor{}, 200)
	if err != nil {
		return err
	}
	ids := make([]string, len(cards))
	for i, card := range cards {
		ids[i] = card.ID
	}
	told, err := catalog.PackingGuides(c.UserContext(), w.DB.Read(c.UserContext()), ids...)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.packing", "stall"), s.path("stall"), "portal.tab.stall")
	p := pages.PackingsPage{}
	for _, card := range cards {
		way := pages.Way{URL: s.path("packing", card.Slug), Icon: "box", Label: card.Name(string(sh.Lang))}
		if _, ok := told[card.ID]; ok {
			way.Hint = sh.T("portal.packing.told")
		}
		p.Goods = append(p.Goods, way)
	}
	return show(c, pages.Packings(sh, p))
}
