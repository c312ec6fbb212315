package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/web/locale"
)

func (a *api) meDataRoutes() chapter {
	return chapter{"The account: its data and its end", []*route{
		on(a, "POST", "/me/data", "exportMe", "Make a copy of all that the market keeps of the person", a.exportMe).
			says("That it was made is kept."),
		on(a, "GET", "/me/erasure", "getErasure", "What an erasure asks for, and what stands in its way", a.erasure),
		on(a, "POST", "/me/erasure/codes", "sendErasureCode", "Send a code to erase the account of a person who has no PIN", a.sendErasureCode),
		on(a, "POST", "/me/erasure", "eraseMe", "Erase the account, at once and for good", a.eraseMe).
			says("The body holds the pin of a person who has one, else request_id, code and device_token. Every session and token of the person is dead when the answer comes. " +
				"Refused while an order, a refund, a complaint or a stall of the person is not settled. Goods, prices and days of orders, papers of money and tax, " +
				"what was said in complaints and the consents stay, without name, number or address."),
	}}
}

func (a *api) exportMe(c *fiber.Ctx, by actor.Buyer, _ none) (privacy.Copy, error) {
	return a.Privacy.Export(c.UserContext(), by)
}

type erasureOut struct {
	Proof     string         `json:"proof" doc:"pin or code: what proves the person"`
	Obstacles []erasureFirst `json:"obstacles" doc:"what has to be settled before; empty when nothing stands in the way"`
}

// erasureFirst is one thing that comes before an erasure.
type erasureFirst struct {
	Key    string `json:"key"`
	Detail string `json:"detail" doc:"what to do, in the reader's language"`
}

func (a *api) erasure(c *fiber.Ctx, by actor.Buyer, _ none) (erasureOut, error) {
	left, err := a.Privacy.Obstacles(c.UserContext(), by)
	out := erasureOut{Proof: "code", Obstacles: each(left, func(f *fault.Fault) erasureFirst {
		return erasureFirst{f.Key, locale.Fault(session.Language(c), f)}
	})}
	if session.Who(c).HasPIN {
		out.Proof = "pin"
	}
	return out, err
}

func (a *api) sendErasureCode(c *fiber.Ctx, _ actor.Buyer, in pinCodeIn) (sentCode, error) {
	s, err := a.Accounts.SendErasureCode(c.UserContext(), session.Who(c), account.SendCode{
		DeviceToken: in.DeviceToken, Address: session.Address(c), Locale: string(session.Language(c)),
	})
	return sentOf(s), err
}

func (a *api) eraseMe(c *fiber.Ctx, by actor.Buyer, in account.ErasureProof) (none, error) {
	ctx := c.UserContext()
	proof, err := a.Accounts.ProveErasure(ctx, session.Who(c), in)
	if err != nil {
		return none{}, err
	}
	return none{}, a.Privacy.Erase(ctx, by, proof)
}
