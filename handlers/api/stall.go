package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) stallRoutes() chapter {
	return chapter{"A stall", []*route{
		on(a, "GET", "/stalls", "listStalls", "The sellers that the person may act for", a.stalls),
		on(a, "POST", "/stalls", "applyToSell", "Ask to sell", a.applyToSell).once().made().need("name", "kind", "scheme", "ward_code").
			says("In a session that helps somebody the stall is theirs. It opens only once who governs it agrees to publishing: agree, or answerForHelped."),
		on(a, "GET", "/stalls/{seller}", "getStall", "A seller as its members see it", a.stall),
		on(a, "PATCH", "/stalls/{seller}", "editStall", "Change a seller's own words, photo and pickup address", a.editStall).may(actor.EditProducts),
	}}
}

func (a *api) stalls(c *fiber.Ctx, _ actor.Buyer, _ none) (list[stallRef], error) {
	own, err := session.Seller(c)
	if err != nil {
		return list[stallRef]{}, err
	}
	_, helping := session.Helping(c)
	ctx := c.UserContext()
	rows, err := seller.MembershipsOf(ctx, a.DB.Read(ctx), own)
	return full(rows, err, func(s seller.Stall) stallRef {
		if helping {
			s.Rights = s.Rights.ForHelper()
		}
		return stallRefOf(s)
	})
}

func (a *api) applyToSell(c *fiber.Ctx, by actor.Buyer, in seller.NewSeller) (stallOut, error) {
	in.OwnerID, in.PhoneID = by.PersonID, session.Who(c).PhoneID
	var who actor.Actor = by
	if h, ok := session.Helping(c); ok { // who sits beside the helper opens it
		helper, err := session.Helper(c)
		if err != nil {
			return stallOut{}, err
		}
		in.OwnerID, in.PhoneID, who = h.PersonID, h.PhoneID, helper
	}
	id, err := a.Onboarding.Apply(c.UserContext(), in, key(c), who)
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
	Unshown   string           `json:"unshown,omitempty" doc:"why it may not be shown to everybody: seller.unagreed (nobody who governs it has agreed to publishing), seller.unpublished (one of them took that back)"`
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
	unshown, err := seller.Unshown(ctx, q, id)
	if err != nil {
		return stallOut{}, err
	}
	moves, err := seller.Moves(ctx, q, id)
	return stallOut{
		a.sellerCard(card), s.State, unshown, s.TaxResidency, s.TaxEntity, pickupOut(pickup),
		each(moves, func(m seller.Move) stallMove {
			return stallMove{m.FromState, m.ToState, m.ActorKind, m.Reason, m.CreatedAt}
		}), s.CreatedAt,
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
