package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

func (a *api) helperRoutes() chapter {
	return chapter{"Helping a person who is present", []*route{
		on(a, "POST", "/helper/codes", "sendAssistCode", "Send a code to the phone of a person who is to be helped", a.sendAssistCode).need("phone").
			says("The message says that reading it out lets a helper work for them."),
		on(a, "POST", "/helper/assist", "startAssist", "Begin to help a person who sits beside the helper", a.startAssist).made().need("request_id", "code", "name", "helping").
			says("For half an hour this session works in the person's stalls, in their name, without money and members. helping is " + account.ConsentTexts[account.Helping] +
				"; consent, of somebody new, " + account.ConsentText + ". Who has a PIN is refused: they sign in themself."),
		on(a, "GET", "/helper/assist", "getAssist", "Whom this session helps just now", a.assist),
		on(a, "POST", "/helper/consents", "answerForHelped", "Write down the yes or no of the person who sits beside the helper", a.answerForHelped).need("purpose", "version", "answer").
			says("It is their word, kept with who helped. It opens their stalls as agree does."),
		on(a, "DELETE", "/helper/assist", "endAssist", "End the help", a.endAssist).says("The person is texted who helped, and from when to when."),
	}}
}

type assistCodeIn struct {
	Phone       string `json:"phone"`
	DeviceToken string `json:"device_token"`
}

func (a *api) sendAssistCode(c *fiber.Ctx, by actor.Helper, in assistCodeIn) (sentCode, error) {
	s, err := a.Accounts.SendAssistCode(c.UserContext(), by, account.SendCode{Phone: in.Phone, DeviceToken: in.DeviceToken, Address: session.Address(c), Locale: "vi"})
	return sentOf(s), err
}

type assistOut struct {
	PersonID string        `json:"person_id" doc:"empty when nobody is helped"`
	Until    clock.Instant `json:"until"`
}

func (a *api) startAssist(c *fiber.Ctx, by actor.Helper, in account.StartAssist) (assistOut, error) {
	one, err := a.Accounts.StartAssist(c.UserContext(), by, session.Who(c), in)
	return assistOut{one.PersonID, one.EndsAt}, err
}

func (a *api) assist(c *fiber.Ctx, _ actor.Helper, _ none) (assistOut, error) {
	h, _ := session.Helping(c)
	return assistOut{h.PersonID, h.Until}, nil
}

func (a *api) answerForHelped(c *fiber.Ctx, by actor.Helper, in account.Consent) (none, error) {
	return none{}, a.Privacy.Answer(c.UserContext(), by, in)
}

func (a *api) endAssist(c *fiber.Ctx, by actor.Helper, _ none) (none, error) {
	return none{}, a.Accounts.EndAssist(c.UserContext(), by)
}
