package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/shipping"
)

func (a *api) stallRoutes() chapter {
	return chapter{"Selling: the stall", []*route{
		on(a, "GET", "/stalls", "listStalls", "The sellers that the person may act for", a.stalls),
		on(a, "POST", "/stalls", "applyToSell", "Ask to sell", a.applyToSell).once().made().need("name", "kind", "scheme", "ward_code"),
		on(a, "GET", "/stalls/{seller}", "getStall", "A seller as its members see it", a.stall),
		on(a, "PATCH", "/stalls/{seller}", "editStall", "Change a seller's own words, photo and pickup address", a.editStall).may(actor.EditProducts),
		on(a, "GET", "/stalls/{seller}/deliveries", "listDeliveries", "By which carriers the seller sends", a.deliveries),
		on(a, "PUT", "/stalls/{seller}/deliveries/{carrier}", "setDelivery", "Say whether and how to send by a carrier", a.setDelivery).may(actor.EditProducts),
		on(a, "PUT", "/stalls/{seller}/packing-days", "setPackingDays", "Say how many days packing takes", a.setPackingDays).may(actor.EditProducts).need("days"),
		on(a, "GET", "/stalls/{seller}/pickup-points", "listPickupPoints", "Where buyers fetch what they ordered", a.pickupPoints),
		on(a, "POST", "/stalls/{seller}/pickup-points", "addPickupPoint", "Open a pickup point", a.addPickupPoint).may(actor.EditProducts).once().made().
			need("name", "ward_code", "street", "days"),
		on(a, "DELETE", "/stalls/{seller}/pickup-points/{point}", "closePickupPoint", "Close a pickup point", a.closePickupPoint).may(actor.EditProducts),
	}}
}

func (a *api) stalls(c *fiber.Ctx, by actor.Buyer, _ none) (list[stallRef], error) {
	ctx := c.UserContext()
	rows, err := seller.MembershipsOf(ctx, a.DB.Read(ctx), by.PersonID)
	return full(rows, err, stallRefOf)
}

func (a *api) applyToSell(c *fiber.Ctx, by actor.Buyer, in seller.NewSeller) (stallOut, error) {
	in.OwnerID, in.PhoneID = by.PersonID, session.Who(c).PhoneID
	id, err := a.Onboarding.Apply(c.UserContext(), in, key(c), by)
	if err != nil {
		return stallOut{}, err
	}
	c.Set(fiber.HeaderLocation, prefix+"/stalls/"+id)
	return a.stallByID(c, id)
}

// stallOut is a seller as its members, its officer and the desk see it.
type stallOut struct {
	sellerCard
	State     seller.State     `json:"state"`
	Residency seller.Residency `json:"tax_residency"`
	Entity    seller.Entity    `json:"tax_entity"`
	Pickup    pickupOut        `json:"pickup" doc:"where carriers collect"`
	History   []stallMove      `json:"history"`
	CreatedAt clock.Instant    `json:"created_at"`
}

type pickupOut struct {
	Contact string `json:"contact"`
	Street  string `json:"street"`
	Note    string `json:"note"`
}

type stallMove struct {
	From   seller.State  `json:"from"`
	To     seller.State  `json:"to"`
	By     actor.Kind    `json:"by"`
	Reason string        `json:"reason,omitempty"`
	At     clock.Instant `json:"at"`
}

func (a *api) stallByID(c *fiber.Ctx, id string) (stallOut, error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	s, err := seller.Find(ctx, q, id)
	if err != nil {
		return stallOut{}, err
	}
	card, err := seller.CardOf(ctx, q, id)
	if err != nil {
		return stallOut{}, err
	}
	pickup, err := s.Pickup(a.Keys)
	if err != nil {
		return stallOut{}, err
	}
	moves, err := seller.Moves(ctx, q, id)
	return stallOut{
		a.sellerCard(card), s.State, s.TaxResidency, s.TaxEntity, pickupOut(pickup),
		each(moves, func(m seller.Move) stallMove { return stallMove{m.FromState, m.ToState, m.ActorKind, m.Reason, m.CreatedAt} }), s.CreatedAt,
	}, err
}

func (a *api) stall(c *fiber.Ctx, by actor.Member, _ none) (stallOut, error) {
	return a.stallByID(c, by.SellerID)
}

func (a *api) editStall(c *fiber.Ctx, by actor.Member, in seller.Profile) (stallOut, error) {
	if err := a.Onboarding.EditProfile(c.UserContext(), by.SellerID, in, by); err != nil {
		return stallOut{}, err
	}
	return a.stallByID(c, by.SellerID)
}

type deliveriesOut struct {
	Carriers    []deliveryOut `json:"carriers" doc:"where none was ever chosen, the market's own table sends"`
	PackingDays int           `json:"packing_days"`
}

// deliveryIn is what the address does not say of a carrier.
type deliveryIn struct {
	Active   bool              `json:"active"`
	FreeFrom money.VND         `json:"free_from" doc:"goods of this much are brought free; 0 never"`
	Farthest division.Distance `json:"farthest" doc:"does not send farther; empty sends everywhere"`
}

type deliveryOut struct {
	Carrier       string            `json:"carrier"`
	Active        bool              `json:"active"`
	FreeFrom      money.VND         `json:"free_from"`
	Farthest      division.Distance `json:"farthest"`
	Chosen        bool              `json:"chosen" doc:"the seller has said something of it"`
	NeedsTracking bool `json:"needs_tracking" doc:"a parcel is sent with a tracking number only"`
}

func (a *api) deliveries(c *fiber.Ctx, by actor.Member, _ none) (deliveriesOut, error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	said, err := shipping.Deliveries(ctx, q, by.SellerID)
	if err != nil {
		return deliveriesOut{}, err
	}
	days, err := shipping.PackingDaysOf(ctx, q, by.SellerID)
	out := deliveriesOut{Carriers: []deliveryOut{}, PackingDays: days}
	for _, one := range a.Carriers.All() {
		d, chosen := said[one.Code()]
		out.Carriers = append(out.Carriers, deliveryOut{one.Code(), d.Active, d.FreeFrom, d.Farthest, chosen, one.NeedsTracking()})
	}
	return out, err
}

func (a *api) setDelivery(c *fiber.Ctx, by actor.Member, in deliveryIn) (deliveriesOut, error) {
	d := shipping.Delivery{Carrier: c.Params("carrier"), Active: in.Active, FreeFrom: in.FreeFrom, Farthest: in.Farthest}
	if err := a.Onboarding.SetDelivery(c.UserContext(), a.Carriers, by.SellerID, d, by); err != nil {
		return deliveriesOut{}, err
	}
	return a.deliveries(c, by, none{})
}

type daysIn struct {
	Days int `json:"days" doc:"0 to 14, counted from confirming"`
}

func (a *api) setPackingDays(c *fiber.Ctx, by actor.Member, in daysIn) (deliveriesOut, error) {
	if err := a.Onboarding.SetPackingDays(c.UserContext(), by.SellerID, in.Days, by); err != nil {
		return deliveriesOut{}, err
	}
	return a.deliveries(c, by, none{})
}

func (a *api) pickupPoints(c *fiber.Ctx, by actor.Member, _ none) (list[pointOut], error) {
	ctx := c.UserContext()
	rows, err := shipping.Points(ctx, a.DB.Read(ctx), by.SellerID)
	return full(rows, err, a.pointOf)
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
