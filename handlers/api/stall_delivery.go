package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
)

func (a *api) stallDeliveryRoutes() chapter {
	return chapter{"Delivery of a stall", []*route{
		on(a, "GET", "/stalls/{seller}/delivery", "getDelivery", "How a stall sends: packing days, carriers and pickup points", a.delivery).may(actor.EditProducts),
		on(a, "PUT", "/stalls/{seller}/delivery", "setDelivery", "Send by a carrier, or not, and on what terms", a.setDelivery).may(actor.EditProducts).need("carrier", "active"),
		on(a, "PUT", "/stalls/{seller}/packing-days", "setPackingDays", "Say how many days packing takes", a.setPackingDays).may(actor.EditProducts).need("days"),
		on(a, "POST", "/stalls/{seller}/pickup-points", "addPickupPoint", "Open a place where buyers fetch what they ordered", a.addPickupPoint).
			may(actor.EditProducts).once().made().need("name", "ward_code", "street", "days", "hours"),
		on(a, "DELETE", "/stalls/{seller}/pickup-points/{point}", "closePickupPoint", "Take a pickup point off the offer", a.closePickupPoint).
			may(actor.EditProducts).says("Orders that wait there still do."),
	}}
}

type stallDelivery struct {
	PackingDays int          `json:"packing_days"`
	Carriers    []carrierOut `json:"carriers"`
	Points      []pointOut   `json:"pickup_points"`
}

// carrierOut is a carrier and what the stall said of it.
type carrierOut struct {
	Carrier       string            `json:"carrier"`
	Active        bool              `json:"active" doc:"the stall sends by it"`
	FreeFrom      money.VND         `json:"free_from" doc:"goods of this much are brought free; 0 never"`
	Farthest      division.Distance `json:"farthest" doc:"does not send farther; empty sends everywhere"`
	NeedsTracking bool              `json:"needs_tracking" doc:"a parcel is sent only with a tracking number"`
}

func (a *api) delivery(c *fiber.Ctx, by actor.Member, _ none) (stallDelivery, error) {
	if err := has(by, actor.EditProducts, actor.HandleOrders); err != nil {
		return stallDelivery{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	chosen, err := shipping.Deliveries(ctx, q, by.SellerID)
	if err != nil {
		return stallDelivery{}, err
	}
	points, err := shipping.Points(ctx, q, by.SellerID)
	if err != nil {
		return stallDelivery{}, err
	}
	days, err := shipping.PackingDaysOf(ctx, q, by.SellerID)
	return stallDelivery{days, each(a.Carriers.All(), func(cr shipping.Carrier) carrierOut {
		d, ok := chosen[cr.Code()]
		active := ok && d.Active
		switch {
		case cr.Code() == shipping.PickupCode:
			active = len(points) > 0
		case len(chosen) == 0:
			active = cr.Code() == shipping.Standard
		}
		return carrierOut{cr.Code(), active, d.FreeFrom, d.Farthest, cr.NeedsTracking()}
	}), each(points, a.pointOf)}, err
}

func (a *api) setDelivery(c *fiber.Ctx, by actor.Member, in shipping.Delivery) (stallDelivery, error) {
	if err := a.Onboarding.SetDelivery(c.UserContext(), a.Carriers, by.SellerID, in, by); err != nil {
		return stallDelivery{}, err
	}
	return a.delivery(c, by, none{})
}

type packingDays struct {
	Days int `json:"days" doc:"counted from confirming, 0 to 14"`
}

func (a *api) setPackingDays(c *fiber.Ctx, by actor.Member, in packingDays) (none, error) {
	return none{}, a.Onboarding.SetPackingDays(c.UserContext(), by.SellerID, in.Days, by)
}

func (a *api) addPickupPoint(c *fiber.Ctx, by actor.Member, in shipping.NewPoint) (pointOut, error) {
	ctx := c.UserContext()
	id, err := a.Onboarding.AddPickupPoint(ctx, by.SellerID, in, key(c), by)
	if err != nil {
		return pointOut{}, err
	}
	p, err := shipping.FindPoint(ctx, a.DB.Read(ctx), id)
	return a.pointOf(p), err
}

func (a *api) closePickupPoint(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Onboarding.ClosePickupPoint(c.UserContext(), by.SellerID, c.Params("point"), by)
}
