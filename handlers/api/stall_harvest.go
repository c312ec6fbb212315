package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/harvest"
)

func (a *api) stallHarvestRoutes() chapter {
	edit := func(r *route) *route { return r.may(actor.EditProducts) }
	return chapter{"Harvests ordered ahead", []*route{
		edit(on(a, "GET", "/stalls/{seller}/harvests", "listHarvests", "A stall's harvests that are or were ordered ahead, newest first", a.harvests)),
		edit(on(a, "POST", "/stalls/{seller}/harvests", "announceHarvest", "Take orders ahead of a harvest of one form", a.announce)).made().need("variant_id", "from", "to", "until", "most").
			says("The last day is at most 45 days away, the days are at most 14. Until no more orders are taken, the form is sold of this harvest alone. Saying the same again changes nothing."),
		edit(on(a, "GET", "/stalls/{seller}/harvests/{harvest}", "getHarvest", "One harvest, with what is ordered of it", a.harvest)),
		edit(on(a, "PUT", "/stalls/{seller}/harvests/{harvest}/days", "moveHarvest", "Give a harvest other days, once; its buyers are told", a.moveHarvest)).need("from", "to").
			says("The last day moves by at most 14 days. Buyers may cancel for all their money, as always before an order is packed."),
		edit(on(a, "POST", "/stalls/{seller}/harvests/{harvest}/stop", "stopHarvest", "Take no more orders; those that stand wait on", a.stopHarvest)),
		edit(on(a, "POST", "/stalls/{seller}/harvests/{harvest}/arrive", "arriveHarvest", "Say that the harvest is here, and how much of it", a.arriveHarvest)).need("quantity").
			says("Orders are served in the order in which they were placed, and are to be confirmed within a day. Whom it does not reach gets all the money back. What is left is on the shelf."),
		edit(on(a, "POST", "/stalls/{seller}/harvests/{harvest}/fail", "failHarvest", "Say that the harvest will not come: all money goes back", a.failHarvest)),
	}}
}

func init() { set(harvest.Open, harvest.Closed, harvest.Here, harvest.Failed, harvest.Missed) }

type harvestOut struct {
	ID        string        `json:"id"`
	VariantID string        `json:"variant_id"`
	State     harvest.State `json:"state"`
	From      clock.Date    `json:"from" doc:"the first day on which it is expected"`
	To        clock.Date    `json:"to"`
	Until     clock.Date    `json:"until" doc:"the last day on which orders are taken"`
	Most      int64         `json:"most" doc:"that may be ordered, in pieces or grams"`
	Held      int64         `json:"held" doc:"that is ordered and waits"`
	Waiting   int           `json:"waiting" doc:"orders that wait"`
	Moved     bool          `json:"moved" doc:"its days moved, and move no more"`
	Decides   clock.Date    `json:"decides_on" doc:"when the money goes back if nobody says a word"`
	CreatedAt clock.Instant `json:"created_at"`
	EndedAt   clock.Instant `json:"ended_at"`
}

func harvestOf(v harvest.View) harvestOut {
	return harvestOut{v.Harvest.ID, v.Harvest.VariantID, v.State, v.StartsOn, v.EndsOn, v.OrdersUntil, v.Most, v.Held, v.Waiting, v.Moved, v.Decide(), v.CreatedAt, v.EndedAt}
}

func (a *api) harvests(c *fiber.Ctx, by actor.Member, in paging) (list[harvestOut], error) {
	if err := has(by, actor.EditProducts); err != nil {
		return list[harvestOut]{}, err
	}
	return paged(in, func(after db.Cursor, limit int) ([]harvest.View, error) {
		return harvest.List(c.UserContext(), a.DB.Read(c.UserContext()), by.SellerID, after, limit)
	}, harvest.View.Cursor, harvestOf)
}

func (a *api) harvest(c *fiber.Ctx, by actor.Member, _ none) (harvestOut, error) {
	if err := has(by, actor.EditProducts); err != nil {
		return harvestOut{}, err
	}
	v, err := harvest.Find(c.UserContext(), a.DB.Read(c.UserContext()), by.SellerID, c.Params("harvest"))
	return harvestOf(v), err
}

func (a *api) announce(c *fiber.Ctx, by actor.Member, in harvest.Announcement) (harvestOut, error) {
	v, err := a.Harvests.Announce(c.UserContext(), by.SellerID, in, by)
	return harvestOf(v), err
}

func (a *api) moveHarvest(c *fiber.Ctx, by actor.Member, in harvest.Days) (harvestOut, error) {
	v, err := a.Harvests.Move(c.UserContext(), by.SellerID, c.Params("harvest"), in, by)
	return harvestOf(v), err
}

func (a *api) stopHarvest(c *fiber.Ctx, by actor.Member, _ none) (harvestOut, error) {
	v, err := a.Harvests.Stop(c.UserContext(), by.SellerID, c.Params("harvest"), by)
	return harvestOf(v), err
}

type arrival struct {
	Quantity int64 `json:"quantity" doc:"what came in, in pieces or grams"`
}

func (a *api) arriveHarvest(c *fiber.Ctx, by actor.Member, in arrival) (harvestOut, error) {
	v, err := a.Harvests.Arrive(c.UserContext(), by.SellerID, c.Params("harvest"), in.Quantity, by)
	return harvestOf(v), err
}

func (a *api) failHarvest(c *fiber.Ctx, by actor.Member, _ none) (harvestOut, error) {
	v, err := a.Harvests.Fail(c.UserContext(), by.SellerID, c.Params("harvest"), by)
	return harvestOf(v), err
}
