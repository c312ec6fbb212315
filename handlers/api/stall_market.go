package api

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) stallMarketRoutes() chapter {
	return chapter{"Markets, post and boxes of a stall", []*route{
		on(a, "GET", "/sellers/{seller}/market-days", "listMarketDays", "When and where a seller stands at a real market", a.marketDays),
		on(a, "POST", "/stalls/{seller}/market-days", "addMarketDay", "Tell buyers of a market at which the stall stands", a.addMarketDay).
			may(actor.EditProducts).once().made().need("market").says("Weekdays (0 Monday to 6 Sunday), or dates where the market goes by the moon or by turns; not both."),
		on(a, "DELETE", "/stalls/{seller}/market-days/{market_day}", "removeMarketDay", "Take a market back", a.removeMarketDay).may(actor.EditProducts),
		on(a, "GET", "/sellers/{seller}/post-days", "getPostDays", "On which days the post takes a seller's parcels", a.postDays),
		on(a, "PUT", "/stalls/{seller}/post-days", "setPostDays", "Say on which days the post takes the stall's parcels", a.setPostDays).may(actor.EditProducts).
			says("Without place and days nothing is said any more."),
		on(a, "GET", "/stalls/{seller}/products/{product}/packing", "getPackingGuide", "How a product is packed, and in which boxes", a.packingGuide).may(actor.EditProducts),
		on(a, "PUT", "/stalls/{seller}/products/{product}/packing", "setPackingGuide", "Say how a product is packed, and in which boxes", a.setPackingGuide).may(actor.EditProducts),
	}}
}

type marketDayOut struct {
	ID       string       `json:"id"`
	Market   string       `json:"market"`
	Place    string       `json:"place"`
	Weekdays []int        `json:"weekdays" doc:"0 Monday to 6 Sunday"`
	Dates    []clock.Date `json:"dates"`
	Hours    string       `json:"hours"`
	Next     clock.Date   `json:"next" doc:"the first market day from today on; empty when none is known"`
}

func (a *api) marketDayOf(m seller.MarketDay) marketDayOut {
	next, _ := m.Next(a.Now().Date())
	return marketDayOut{m.ID, m.Market, m.Place, append([]int{}, m.Weekdays.List()...), append([]clock.Date{}, m.Days()...), m.Hours, next}
}

// openSeller is a seller whose stall everybody may see.
func (a *api) openSeller(c *fiber.Ctx) (seller.Card, error) {
	card, err := seller.CardOf(c.UserContext(), a.DB.Read(c.UserContext()), c.Params("seller"))
	if err == nil && !card.Public() {
		err = fault.New(fault.NotFound, "seller.unknown")
	}
	return card, err
}

func (a *api) marketDays(c *fiber.Ctx, _ nobody, _ none) (list[marketDayOut], error) {
	card, err := a.openSeller(c)
	if err != nil {
		return list[marketDayOut]{}, err
	}
	rows, err := seller.MarketDays(c.UserContext(), a.DB.Read(c.UserContext()), card.ID)
	return full(rows, err, a.marketDayOf)
}

func (a *api) addMarketDay(c *fiber.Ctx, by actor.Member, in seller.NewMarketDay) (marketDayOut, error) {
	ctx := c.UserContext()
	id, err := a.Onboarding.AddMarketDay(ctx, by.SellerID, in, key(c), by)
	if err != nil {
		return marketDayOut{}, err
	}
	rows, err := seller.MarketDays(ctx, a.DB.Read(ctx), by.SellerID)
	if err != nil {
		return marketDayOut{}, err
	}
	if i := slices.IndexFunc(rows, func(m seller.MarketDay) bool { return m.ID == id }); i >= 0 {
		return a.marketDayOf(rows[i]), nil
	}
	return marketDayOut{}, fault.New(fault.NotFound, "market.unknown")
}

func (a *api) removeMarketDay(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Onboarding.RemoveMarketDay(c.UserContext(), by.SellerID, c.Params("market_day"), by)
}

type postDaysOut struct {
	Point    string     `json:"point" doc:"where the stall hands parcels in; empty when nothing is said"`
	Weekdays []int      `json:"weekdays" doc:"0 Monday to 6 Sunday"`
	Hours    string     `json:"hours"`
	Next     clock.Date `json:"next" doc:"the first of these days from today on"`
}

func (a *api) postDays(c *fiber.Ctx, _ nobody, _ none) (postDaysOut, error) {
	card, err := a.openSeller(c)
	if err != nil {
		return postDaysOut{}, err
	}
	p, _, err := seller.PostDaysOf(c.UserContext(), a.DB.Read(c.UserContext()), card.ID)
	return postDaysOut{p.Point, append([]int{}, p.Weekdays.List()...), p.Hours, p.Next(a.Now().Date())}, err
}

func (a *api) setPostDays(c *fiber.Ctx, by actor.Member, in seller.NewPostDays) (none, error) {
	return none{}, a.Onboarding.SetPostDays(c.UserContext(), by.SellerID, in, by)
}

type packingOut struct {
	Words string   `json:"words"`
	Boxes []boxOut `json:"boxes"`
}

type boxOut struct {
	Name   string `json:"name"`
	Length int    `json:"length" doc:"centimetres, as width and height"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Holds  string `json:"holds" doc:"in words"`
}

func (a *api) packingGuide(c *fiber.Ctx, by actor.Member, _ none) (packingOut, error) {
	if err := has(by, actor.EditProducts, actor.HandleOrders); err != nil {
		return packingOut{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	p, err := catalog.Find(ctx, q, c.Params("product"))
	if err == nil && p.SellerID != by.SellerID {
		err = fault.New(fault.NotFound, "product.unknown")
	}
	if err != nil {
		return packingOut{}, err
	}
	all, err := catalog.PackingGuides(ctx, q, p.ID)
	g := all[p.ID]
	return packingOut{g.Words, each(g.Boxes, func(b catalog.Box) boxOut { return boxOut(b) })}, err
}

func (a *api) setPackingGuide(c *fiber.Ctx, by actor.Member, in catalog.PackingGuide) (packingOut, error) {
	if err := a.Onboarding.SetPackingGuide(c.UserContext(), by.SellerID, c.Params("product"), in, by); err != nil {
		return packingOut{}, err
	}
	return a.packingGuide(c, by, none{})
}
