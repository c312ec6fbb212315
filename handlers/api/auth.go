package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

func (a *api) authRoutes() chapter {
	return chapter{"Signing in", []*route{
		on(a, "POST", "/auth/codes", "sendCode", "Send a code to a phone", a.sendCode).need("phone").
			says("The answer is the same whether the phone is known or not."),
		on(a, "POST", "/auth/phone", "proveCode", "Prove the phone by its code", a.proveCode).need("request_id", "code").
			says("The token that comes back is a guest's: with it one may order, and choose a person of the phone within 30 minutes."),
		on(a, "GET", "/auth/people", "listPeople", "The people who share the phone", a.people),
		on(a, "POST", "/auth/people", "addPerson", "Add a person to the phone, and sign them in", a.addPerson).made().need("name", "consent").
			says("consent is the version of the privacy text that the person agreed to: " + account.ConsentText + "."),
		on(a, "POST", "/auth/person", "choosePerson", "Say which person of the phone is here", a.choosePerson).need("person_id").
			says("Who has a PIN gives it. The guest's token is over; the cart of the header Cart-Token is poured into the person's."),
		on(a, "POST", "/auth/pin", "stepUp", "Prove the person by their PIN", a.stepUp).need("pin").
			says("Officers and the desk act only in such a session."),
		on(a, "DELETE", "/auth/session", "signOut", "End the session of this token", a.signOut),
	}}
}

type sentCode struct {
	RequestID   string        `json:"request_id" doc:"comes back with the code"`
	DeviceToken string        `json:"device_token" doc:"kept by the app, and sent with the code and with the next request"`
	ExpiresAt   clock.Instant `json:"expires_at"`
	ResendAt    clock.Instant `json:"resend_at" doc:"when another code may be asked for"`
}

func sentOf(s account.SentCode) sentCode {
	return sentCode{s.RequestID, s.DeviceToken, s.ExpiresAt, s.ResendAt}
}

func (a *api) sendCode(c *fiber.Ctx, _ nobody, in account.SendCode) (sentCode, error) {
	in.Purpose, in.Address, in.Locale = account.SignIn, session.Address(c), string(session.Language(c))
	s, err := a.Accounts.SendCode(c.UserContext(), in)
	return sentOf(s), err
}

type personOut struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	NeedsPIN bool   `json:"needs_pin" doc:"choosing this person asks for the PIN"`
}

func personOf(p account.PersonCard) personOut { return personOut{p.ID, p.Name, p.HasPIN} }

type provedOut struct {
	Token  string      `json:"token" doc:"shown once"`
	People []personOut `json:"people"`
}

func (a *api) proveCode(c *fiber.Ctx, _ nobody, in account.CodeProof) (provedOut, error) {
	p, err := a.Accounts.ProveCode(c.UserContext(), in)
	return provedOut{p.Token, each(p.People, personOf)}, err
}

func (a *api) people(c *fiber.Ctx, by holder, _ none) (list[personOut], error) {
	ctx := c.UserContext()
	people, err := account.People(ctx, a.DB.Read(ctx), by.PhoneID)
	return full(people, err, personOf)
}

// signedOut is a new session. The token is shown here once.
type signedOut struct {
	Token     string        `json:"token" doc:"shown once"`
	PersonID  string        `json:"person_id"`
	Name      string        `json:"name"`
	ExpiresAt clock.Instant `json:"expires_at"`
}

func signedOf(in account.SignedIn) signedOut {
	return signedOut{in.Token, in.Identity.PersonID, in.Identity.Name, in.Identity.ExpiresAt}
}

func (a *api) addPerson(c *fiber.Ctx, by holder, in account.AddPerson) (signedOut, error) {
	in.Kind, in.Channel = account.Bearer, actor.API
	if in.Locale == "" {
		in.Locale = string(session.Language(c))
	}
	s, err := a.Accounts.AddPerson(c.UserContext(), by, in)
	return a.entered(c, s, err)
}

func (a *api) choosePerson(c *fiber.Ctx, by holder, in account.ChoosePerson) (signedOut, error) {
	in.Kind = account.Bearer
	s, err := a.Accounts.ChoosePerson(c.UserContext(), by, in)
	return a.entered(c, s, err)
}

// entered pours the visitor's cart into that of the person who is now signed in.
func (a *api) entered(c *fiber.Ctx, s account.SignedIn, err error) (signedOut, error) {
	if err == nil && session.HasVisitor(c) {
		guest := actor.Guest{CartToken: session.Visitor(c), PhoneID: s.Identity.PhoneID, Channel: actor.API}
		err = a.Checkout.MergeCart(c.UserContext(), guest, actor.Buyer{PersonID: s.Identity.PersonID, Channel: actor.API})
	}
	return signedOf(s), err
}

type pinIn struct {
	PIN string `json:"pin"`
}

func (a *api) stepUp(c *fiber.Ctx, by holder, in pinIn) (signedOut, error) {
	s, err := a.Accounts.StepUp(c.UserContext(), by, in.PIN)
	return signedOf(s), err
}

func (a *api) signOut(c *fiber.Ctx, by holder, _ none) (none, error) {
	return none{}, a.Accounts.SignOut(c.UserContext(), by)
}
