package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/remittance"
)

func (a *api) deskGatewayRoutes() chapter {
	return chapter{"Desk: what gateways hand over", []*route{
		on(a, "GET", "/desk/gateways", "listOwedByGateways", "What each gateway has collected and not handed over", a.owedByGateways),
		on(a, "GET", "/desk/handovers", "listHandovers", "What gateways handed over, the newest first", a.handovers),
		on(a, "POST", "/desk/handovers", "bookHandover", "Book what a gateway handed over, as its statement says", a.gatewayHandsOver).once().made().need("gateway", "reference").
			says("to_bank came to the bank, fee the gateway kept, lost went back to a buyer's bank after a dispute (and needs a note). " +
				"credit_id is the bank notice of to_bank, of the same sum, where one waits among the unmatched."),
	}}
}

type keptOut struct {
	Gateway string    `json:"gateway"`
	Amount  money.VND `json:"amount" doc:"below 0: it gave back more than it had"`
}

func (a *api) owedByGateways(c *fiber.Ctx, _ actor.Admin, _ none) (list[keptOut], error) {
	rows, err := remittance.Owed(c.UserContext(), a.DB.Read(c.UserContext()))
	return full(rows, err, func(o remittance.Owing) keptOut { return keptOut{o.Gateway, o.Amount} })
}

type handoverOut struct {
	ID        string        `json:"id"`
	Gateway   string        `json:"gateway"`
	Reference string        `json:"reference"`
	ToBank    money.VND     `json:"to_bank"`
	Fee       money.VND     `json:"fee"`
	Lost      money.VND     `json:"lost"`
	CreditID  *string       `json:"credit_id"`
	Note      string        `json:"note"`
	CreatedAt clock.Instant `json:"created_at"`
}

func handoverOf(h remittance.Handover) handoverOut {
	return handoverOut{h.ID, h.Gateway, h.Reference, h.ToBank, h.Fee, h.Lost, h.CreditID, h.Note, h.CreatedAt}
}

func (a *api) handovers(c *fiber.Ctx, _ actor.Admin, in paging) (list[handoverOut], error) {
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]remittance.Handover, error) {
		return remittance.Handovers(ctx, a.DB.Read(ctx), after, limit)
	}, remittance.Handover.Cursor, handoverOf)
}

func (a *api) gatewayHandsOver(c *fiber.Ctx, by actor.Admin, in remittance.NewHandover) (handoverOut, error) {
	h, err := a.Remittance.HandOver(c.UserContext(), by, in)
	if err != nil {
		return handoverOut{}, err
	}
	return handoverOf(h), nil
}
