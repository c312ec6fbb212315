package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

func (a *api) refundFloorRoutes() chapter {
	return chapter{"The least that gateways give back", []*route{
		on(a, "GET", "/refund-floors", "listRefundFloors", "What each gateway gives back at least: in force, and announced", a.refundFloors).
			says("What is less the market transfers, whole and at its own cost, to the account that the buyer names."),
		on(a, "POST", "/desk/refund-floors", "announceRefundFloor", "Announce what a gateway gives back at least from a coming day on", a.announceFloor).once().made().
			need("gateway", "least", "valid_from", "source"),
	}}
}

type floorOut struct {
	Gateway   string     `json:"gateway"`
	Least     money.VND  `json:"least" doc:"what is less is transferred"`
	ValidFrom clock.Date `json:"valid_from" doc:"empty: the gateway's own, on every day"`
	Source    string     `json:"source"`
}

func floorOf(f payment.Floor) floorOut { return floorOut{f.Gateway, f.Least, f.ValidFrom, f.Source} }

type allFloors struct {
	Items []floorOut `json:"items"`
}

func (a *api) refundFloors(c *fiber.Ctx, _ nobody, _ none) (allFloors, error) {
	all, err := a.Checkout.RefundFloors(c.UserContext())
	return allFloors{each(all, floorOf)}, err
}

func (a *api) announceFloor(c *fiber.Ctx, by actor.Admin, in payment.NewFloor) (floorOut, error) {
	f, err := a.Checkout.AnnounceFloor(c.UserContext(), by, in)
	if err != nil {
		return floorOut{}, err
	}
	return floorOf(*f), nil
}
