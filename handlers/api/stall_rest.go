package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) stallRestRoutes() chapter {
	return chapter{"When a stall rests", []*route{
		on(a, "GET", "/stalls/{seller}/rest", "getRest", "Whether a stall sleeps or is on holiday, and until when", a.rest).may(actor.EditProducts),
		on(a, "PUT", "/stalls/{seller}/sleep", "sleepStall", "Let a stall sleep: by its season, until a day, or until it is woken", a.sleepStall).may(actor.EditProducts).
			says("It is seen and found, and nothing of it can be bought. Orders that stand are finished by their own clocks."),
		on(a, "DELETE", "/stalls/{seller}/sleep", "wakeStall", "Wake a stall; the calendar no longer decides", a.wakeStall).may(actor.EditProducts),
		on(a, "PUT", "/stalls/{seller}/products/{product}/sleep", "sleepProduct", "Let one product sleep", a.sleepProduct).may(actor.EditProducts),
		on(a, "DELETE", "/stalls/{seller}/products/{product}/sleep", "wakeProduct", "Wake a product; the calendar no longer decides", a.wakeProduct).may(actor.EditProducts),
		on(a, "PUT", "/stalls/{seller}/holiday", "goAway", "Say when a stall is on holiday", a.goAway).may(actor.EditProducts).need("from", "to").
			says("Orders that came before are still confirmed and packed in time: their clocks do not wait."),
		on(a, "DELETE", "/stalls/{seller}/holiday", "endHoliday", "End a holiday, or take back one that is to come", a.endHoliday).may(actor.EditProducts),
	}}
}

type restOut struct {
	BySeason  bool       `json:"by_season" doc:"the calendar decides, by the months of the goods"`
	Asleep    bool       `json:"asleep"`
	WakesOn   clock.Date `json:"wakes_on" doc:"empty until somebody wakes it"`
	Months    []int      `json:"season_months" doc:"of the goods on the shelf"`
	Away      bool       `json:"away" doc:"on holiday now"`
	AwayFrom  clock.Date `json:"away_from"`
	AwayTo    clock.Date `json:"away_to" doc:"included"`
	AwayWords string     `json:"away_words"`
}

func (a *api) rest(c *fiber.Ctx, by actor.Member, _ none) (restOut, error) {
	if err := has(by, actor.EditProducts); err != nil {
		return restOut{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	s, err := seller.Find(ctx, q, by.SellerID)
	if err != nil {
		return restOut{}, err
	}
	months, err := catalog.SeasonOf(ctx, q, by.SellerID)
	return restOut{s.BySeason, s.Asleep, s.WakesOn, append([]int{}, months.List()...), s.Away, s.AwayFrom, s.AwayTo, s.AwayWords}, err
}

func (a *api) sleepStall(c *fiber.Ctx, by actor.Member, in season.Sleep) (restOut, error) {
	if err := a.Season.SleepStall(c.UserContext(), by.SellerID, in, by); err != nil {
		return restOut{}, err
	}
	return a.rest(c, by, none{})
}

func (a *api) wakeStall(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Season.WakeStall(c.UserContext(), by.SellerID, by)
}

func (a *api) sleepProduct(c *fiber.Ctx, by actor.Member, in season.Sleep) (none, error) {
	return none{}, a.Season.SleepProduct(c.UserContext(), by.SellerID, c.Params("product"), in, by)
}

func (a *api) wakeProduct(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Season.WakeProduct(c.UserContext(), by.SellerID, c.Params("product"), by)
}

func (a *api) goAway(c *fiber.Ctx, by actor.Member, in seller.Holiday) (restOut, error) {
	if err := a.Season.GoAway(c.UserContext(), by.SellerID, in, by); err != nil {
		return restOut{}, err
	}
	return a.rest(c, by, none{})
}

func (a *api) endHoliday(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Season.ComeBack(c.UserContext(), by.SellerID, by)
}
