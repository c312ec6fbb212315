package api

import (
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) meRoutes() chapter {
	return chapter{"The account", []*route{
		on(a, "GET", "/me", "getMe", "Who holds this token, and what they may do", a.me),
		on(a, "PATCH", "/me", "editMe", "Change name and language", a.editMe).need("name"),
		on(a, "PUT", "/me/pin", "setPIN", "Set or change the PIN", a.setPIN).need("pin").says("Every session of the person but this one has to prove it anew."),
		on(a, "POST", "/me/pin/codes", "sendPINCode", "Send a code to replace a forgotten PIN", a.sendPINCode),
		on(a, "POST", "/me/pin/reset", "askPINReset", "Ask to replace a forgotten PIN", a.askPINReset).need("request_id", "code").
			says("A guest whose phone is proved names the person_id. The others of a family hold the phone too: a new PIN is taken from the instant given back, and one right PIN calls it off."),
		on(a, "GET", "/me/addresses", "listAddresses", "Where the person has things sent, the newest first", a.addresses),
		on(a, "POST", "/me/addresses", "saveAddress", "Keep an address", a.saveAddress).made().need("recipient", "phone", "address"),
		on(a, "DELETE", "/me/addresses/{address}", "removeAddress", "Wipe an address", a.removeAddress),
		on(a, "GET", "/me/sessions", "listSessions", "Where the person is signed in, programs too", a.sessions),
		on(a, "POST", "/me/tokens", "createToken", "Make a token for a program that acts as the person", a.createToken).made().need("label").
			says("With the PIN it has the powers of the person's roles."),
		on(a, "DELETE", "/me/sessions/{session}", "revokeSession", "End a session or a token", a.revokeSession),
		on(a, "DELETE", "/me/sessions", "revokeOthers", "End every session and token but this one", a.revokeOthers),
		on(a, "GET", "/me/consents", "listConsents", "What the person said yes and no to, and took back", a.consents),
		on(a, "POST", "/me/consents", "agree", "Say yes or no to a purpose", a.agree).need("purpose", "version").
			says(consentRules() + " With a yes to publishing the stalls that the person governs open of which nothing else is asked."),
		on(a, "DELETE", "/me/consents/{purpose}", "withdrawConsent", "Take an agreement back", a.withdrawConsent).
			says("Without publishing the active stalls that the person governs are suspended in the same moment; without helping whoever helps them stops."),
	}}
}

type meOut struct {
	PersonID  string        `json:"person_id" doc:"empty for a guest whose phone is proved"`
	Name      string        `json:"name"`
	Locale    string        `json:"locale"`
	HasPIN    bool          `json:"has_pin"`
	Strong    bool          `json:"strong" doc:"the PIN proved the person recently enough for the powers of a role"`
	Session   account.Kind  `json:"session"`
	Roles     []roleOut     `json:"roles"`
	Stalls    []stallRef    `json:"stalls" doc:"sellers that the person may act for"`
	ExpiresAt clock.Instant `json:"expires_at"`
}

type roleOut struct {
	ID    string           `json:"id"`
	Role  account.RoleName `json:"role"`
	Place *place           `json:"place,omitempty" doc:"absent for the whole home province"`
	Since clock.Instant    `json:"since"`
}

func (a *api) roleOf(r account.Role) roleOut {
	return roleOut{r.ID, r.Role, a.placeOf(r.Scheme, r.Code), r.GrantedAt}
}

// stallRef is a seller that a person may act for.
type stallRef struct {
	sellerRef
	Kind   seller.Kind   `json:"kind"`
	State  seller.State  `json:"state"`
	Sample bool          `json:"sample"`
	Rights []actor.Right `json:"rights"`
}

func stallRefOf(s seller.Stall) stallRef {
	return stallRef{sellerRef{s.SellerID, s.Slug, s.Name}, s.Kind, s.State, s.Sample, rightsOf(s.Rights)}
}

func rightsOf(r actor.Rights) []actor.Right { return append([]actor.Right{}, r.List()...) }

func (a *api) me(c *fiber.Ctx, by holder, _ none) (meOut, error) {
	out := meOut{
		PersonID: by.PersonID, Name: by.Name, Locale: by.Locale, HasPIN: by.HasPIN, Strong: by.Strong(a.Now()), Session: by.Kind,
		Roles: each(by.Roles, a.roleOf), Stalls: []stallRef{}, ExpiresAt: by.ExpiresAt,
	}
	if by.PersonID == "" {
		return out, nil
	}
	ctx := c.UserContext()
	stalls, err := seller.MembershipsOf(ctx, a.DB.Read(ctx), by.PersonID)
	out.Stalls = each(stalls, stallRefOf)
	return out, err
}

func (a *api) editMe(c *fiber.Ctx, by actor.Buyer, in account.EditPerson) (none, error) {
	return none{}, a.Accounts.EditPerson(c.UserContext(), by, in)
}

func (a *api) setPIN(c *fiber.Ctx, by actor.Buyer, in account.SetPIN) (signedOut, error) {
	s, err := a.Accounts.SetPIN(c.UserContext(), by.Stamp(), session.Who(c), in)
	return signedOf(s), err
}

type pinCodeIn struct {
	DeviceToken string `json:"device_token"`
}

func (a *api) sendPINCode(c *fiber.Ctx, _ holder, in pinCodeIn) (sentCode, error) {
	s, err := a.Accounts.SendResetCode(c.UserContext(), session.Who(c), account.SendCode{
		DeviceToken: in.DeviceToken, Address: session.Address(c), Locale: string(session.Language(c)),
	})
	return sentOf(s), err
}

type resetOut struct {
	From clock.Instant `json:"from" doc:"when a new PIN is taken without the old one"`
}

func (a *api) askPINReset(c *fiber.Ctx, by holder, in account.PINReset) (resetOut, error) {
	from, err := a.Accounts.AskPINReset(c.UserContext(), session.Shopper(c).Stamp(), by, in)
	return resetOut{from}, err
}

type addressIn struct {
	Recipient string           `json:"recipient"`
	Phone     string           `json:"phone"`
	Address   division.Address `json:"address"`
}

type addressOut struct {
	ID        string           `json:"id"`
	Recipient string           `json:"recipient"`
	Phone     string           `json:"phone"`
	Address   division.Address `json:"address"`
	Line      string           `json:"line"`
	CreatedAt clock.Instant    `json:"created_at"`
}

func (a *api) addressOf(s account.Address) (addressOut, error) {
	out := addressOut{ID: s.ID, Recipient: s.Recipient, Phone: s.Phone, CreatedAt: s.CreatedAt}
	err := json.Unmarshal(s.Place, &out.Address)
	out.Line = a.Places.Line(out.Address)
	return out, err
}

func (a *api) addresses(c *fiber.Ctx, by actor.Buyer, _ none) (list[addressOut], error) {
	ctx := c.UserContext()
	rows, err := a.Accounts.Addresses(ctx, a.DB.Read(ctx), by)
	if err != nil {
		return list[addressOut]{}, err
	}
	out := list[addressOut]{Items: []addressOut{}}
	for _, r := range rows {
		one, err := a.addressOf(r)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, one)
	}
	return out, nil
}

func (a *api) saveAddress(c *fiber.Ctx, by actor.Buyer, in addressIn) (addressOut, error) {
	at, err := a.Places.Check(in.Address, "address")
	if err != nil {
		return addressOut{}, err
	}
	text, err := json.Marshal(at)
	if err != nil {
		return addressOut{}, err
	}
	saved, err := a.Accounts.SaveAddress(c.UserContext(), by, account.NewAddress{
		Recipient: in.Recipient, Phone: in.Phone, Scheme: at.Scheme, WardCode: at.WardCode, Place: text,
	})
	if err != nil {
		return addressOut{}, err
	}
	return a.addressOf(saved)
}

func (a *api) removeAddress(c *fiber.Ctx, by actor.Buyer, _ none) (none, error) {
	return none{}, a.Accounts.RemoveAddress(c.UserContext(), by, c.Params("address"))
}

type sessionOut struct {
	ID         string        `json:"id"`
	Kind       account.Kind  `json:"kind"`
	Label      string        `json:"label"`
	Current    bool          `json:"current" doc:"this very session"`
	LastSeenAt clock.Instant `json:"last_seen_at"`
	ExpiresAt  clock.Instant `json:"expires_at"`
	CreatedAt  clock.Instant `json:"created_at"`
}

func (a *api) sessions(c *fiber.Ctx, by actor.Buyer, _ none) (list[sessionOut], error) {
	ctx := c.UserContext()
	rows, err := a.Accounts.Sessions(ctx, a.DB.Read(ctx), by)
	here := session.Who(c).SessionID
	return full(rows, err, func(s account.SessionCard) sessionOut {
		return sessionOut{s.ID, s.Kind, s.Label, s.ID == here, s.LastSeenAt, s.ExpiresAt, s.CreatedAt}
	})
}

func (a *api) createToken(c *fiber.Ctx, _ actor.Buyer, in account.NewToken) (signedOut, error) {
	s, err := a.Accounts.NewToken(c.UserContext(), session.Who(c), in)
	return signedOf(s), err
}

func (a *api) revokeSession(c *fiber.Ctx, by actor.Buyer, _ none) (none, error) {
	return none{}, a.Accounts.RevokeSession(c.UserContext(), by, c.Params("session"))
}

func (a *api) revokeOthers(c *fiber.Ctx, _ actor.Buyer, _ none) (none, error) {
	return none{}, a.Accounts.RevokeOthers(c.UserContext(), session.Who(c))
}

type consentOut struct {
	Purpose     string         `json:"purpose"`
	Version     string         `json:"version"`
	Answer      account.Answer `json:"answer" doc:"yes or no"`
	Channel     actor.Channel  `json:"channel" doc:"the door through which it was given"`
	AssistedBy  string         `json:"assisted_by" doc:"the helper who was present; empty for nobody"`
	WithdrawnAt clock.Instant  `json:"withdrawn_at" doc:"absent while a yes stands; of a no, which never stands, when it was said"`
	CreatedAt   clock.Instant  `json:"created_at"`
}

// consentRules is what the doors for an answer share.
func consentRules() string {
	var all []string
	for _, purpose := range account.Purposes {
		all = append(all, purpose+" "+account.ConsentTexts[purpose])
	}
	return "answer is yes or no, yes where it is missing; version is that of today's text: " + strings.Join(all, ", ") +
		". The texts stand under /consents/{purpose}/{version}. A no while a yes stands is refused (consent.stands): that is taken back with withdrawConsent."
}

func (a *api) consents(c *fiber.Ctx, by actor.Buyer, _ none) (list[consentOut], error) {
	ctx := c.UserContext()
	rows, err := account.Consents(ctx, a.DB.Read(ctx), by)
	return full(rows, err, func(g account.GivenConsent) consentOut {
		return consentOut{g.Purpose, g.Version, g.Answer, g.Channel, g.AssistedBy, g.WithdrawnAt, g.CreatedAt}
	})
}

func (a *api) agree(c *fiber.Ctx, by actor.Buyer, in account.Consent) (none, error) {
	return none{}, a.answerConsent(c, by, in)
}

// answerConsent keeps an answer; who sends none says yes, as before there was a no.
func (a *api) answerConsent(c *fiber.Ctx, by actor.Actor, in account.Consent) error {
	if in.Answer == "" {
		in.Answer = account.Yes
	}
	return a.Privacy.Answer(c.UserContext(), by, in)
}

func (a *api) withdrawConsent(c *fiber.Ctx, by actor.Buyer, _ none) (none, error) {
	return none{}, a.Privacy.Withdraw(c.UserContext(), by, c.Params("purpose"))
}
