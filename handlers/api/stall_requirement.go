package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) stallRequirementRoutes() chapter {
	return chapter{"Papers of a stall", []*route{
		on(a, "GET", "/stalls/{seller}/requirements", "listRequirements", "What is asked of the seller before they sell, publish packed food or are paid", a.requirements),
		on(a, "POST", "/stalls/{seller}/requirements/{requirement}/hand-in", "handInRequirement", "Give a paper to an officer", a.handInRequirement).once().may(actor.EditMembers).
			says("Files are sent before, as photos of the purpose identity (of a card) or certificate (of all else). An account is compared when it is named and is not handed in."),
		on(a, "GET", "/stalls/{seller}/requirements/{requirement}/files", "listRequirementFiles", "What is kept of a paper", a.requirementFiles).may(actor.EditMembers),
		on(a, "GET", "/stalls/{seller}/requirements/{requirement}/files/{file}", "getRequirementFile", "One picture or scan of it", a.requirementFile).may(actor.EditMembers).gives("image/jpeg").
			says("Every look is kept. A PDF is handed out as a download."),
		on(a, "POST", "/stalls/{seller}/identity", "beginIdentity", "Begin an electronic check of the caller", a.beginIdentity).may(actor.EditMembers).
			says("The person confirms at url, comparing the code; then ask for the result. One that is open is given back as it is."),
		on(a, "POST", "/stalls/{seller}/identity/result", "askIdentity", "Ask the provider what the person confirmed", a.askIdentity).may(actor.EditMembers).
			says("Nothing that the browser brought back is read. It is asked by itself as well."),
		on(a, "GET", "/stalls/{seller}/appeal", "getAppeal", "The appeal against the last suspension", a.stallAppeal).may(actor.EditMembers),
		on(a, "POST", "/stalls/{seller}/appeal", "appeal", "Appeal against the suspension, once for each", a.fileAppeal).once().made().may(actor.EditMembers).need("words"),
	}}
}

type requirementOut struct {
	ID         string                `json:"id"`
	SellerID   string                `json:"seller_id"`
	Kind       requirement.Kind      `json:"kind"`
	Blocks     requirement.Blocks    `json:"blocks" doc:"what waits for it"`
	DueOn      clock.Date            `json:"due_on" doc:"from this day it blocks"`
	State      requirement.State     `json:"state"`
	Last4      string                `json:"number_last4,omitempty"`
	Exemption  requirement.Exemption `json:"exemption,omitempty"`
	Method     string                `json:"method,omitempty" doc:"by which it was proved"`
	ValidUntil clock.Date            `json:"valid_until" doc:"the last day; empty for no end"`
	Reason     string                `json:"reason,omitempty" doc:"words of an officer, or a key of the program"`
	HandedAt   clock.Instant         `json:"handed_at"`
	DecidedAt  clock.Instant         `json:"decided_at"`
}

func requirementOf(r requirement.Requirement) requirementOut {
	return requirementOut{r.ID, r.SellerID, r.Kind, r.Blocks, r.DueOn, r.State, r.NumberLast4, r.Exemption, r.Method, r.ValidUntil, r.Reason, r.HandedAt, r.DecidedAt}
}

func (a *api) requirements(c *fiber.Ctx, by actor.Member, _ none) (list[requirementOut], error) {
	all, err := a.Admission.Requirements(c.UserContext(), by.SellerID, by)
	return full(all, err, requirementOf)
}

func (a *api) handInRequirement(c *fiber.Ctx, by actor.Member, in requirement.Paper) (requirementOut, error) {
	id := c.Params("requirement")
	if err := a.Admission.HandIn(c.UserContext(), id, in, key(c), by); err != nil {
		return requirementOut{}, err
	}
	r, err := requirement.Find(c.UserContext(), a.DB.Read(c.UserContext()), id)
	if err != nil {
		return requirementOut{}, err
	}
	return requirementOf(*r), nil
}

type requirementFileOut struct {
	ID        string        `json:"id"`
	Identity  bool          `json:"identity" doc:"of a card: removed when the check is decided"`
	CreatedAt clock.Instant `json:"created_at"`
}

func requirementFileOf(f requirement.File) requirementFileOut {
	return requirementFileOut{f.ID, f.Identity, f.CreatedAt}
}

func (a *api) requirementFiles(c *fiber.Ctx, by actor.Member, _ none) (list[requirementFileOut], error) {
	all, err := a.Admission.Files(c.UserContext(), c.Params("requirement"), by)
	return full(all, err, requirementFileOf)
}

func (a *api) requirementFile(c *fiber.Ctx, by actor.Member, in sizeQuery) (none, error) {
	p, err := a.Admission.Look(c.UserContext(), c.Params("requirement"), c.Params("file"), by)
	return none{}, a.sealed(c, p, in.Size, err)
}

// sealed sends a picture or scan whose look is kept; nobody on the way keeps it.
func (a *api) sealed(c *fiber.Ctx, p media.Photo, size int, err error) error {
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.unseal(c, p.ID, p.Purpose, size)
}

type identityOut struct {
	State     identity.State `json:"state"`
	URL       string         `json:"url,omitempty" doc:"where the person confirms"`
	Code      string         `json:"code,omitempty" doc:"the same must be shown there"`
	Last4     string         `json:"number_last4,omitempty"`
	Reason    string         `json:"reason,omitempty"`
	ExpiresAt clock.Instant  `json:"expires_at"`
}

func identityOf(try *identity.Attempt, err error) (identityOut, error) {
	if err != nil {
		return identityOut{}, err
	}
	return identityOut{try.State, try.NextURL, try.NextCode, try.Last4, try.Reason, try.ExpiresAt}, nil
}

func (a *api) beginIdentity(c *fiber.Ctx, by actor.Member, _ none) (identityOut, error) {
	return identityOf(a.Admission.Identify(c.UserContext(), by))
}

func (a *api) askIdentity(c *fiber.Ctx, by actor.Member, _ none) (identityOut, error) {
	return identityOf(a.Admission.Identified(c.UserContext(), by))
}

type appealOut struct {
	ID        string             `json:"id"`
	SellerID  string             `json:"seller_id"`
	State     seller.AppealState `json:"state"`
	Words     string             `json:"words"`
	Paper     bool               `json:"paper" doc:"a paper came with it"`
	DueAt     clock.Instant      `json:"due_at" doc:"when the answer was promised"`
	Reason    string             `json:"reason,omitempty"`
	DecidedAt clock.Instant      `json:"decided_at"`
	CreatedAt clock.Instant      `json:"created_at"`
}

func appealOf(one *seller.Appeal, words string, err error) (appealOut, error) {
	if err != nil {
		return appealOut{}, err
	}
	return appealOut{one.ID, one.SellerID, one.State, words, one.PhotoID != "", one.DueAt, one.Reason, one.DecidedAt, one.CreatedAt}, nil
}

func (a *api) stallAppeal(c *fiber.Ctx, by actor.Member, _ none) (appealOut, error) {
	ctx := c.UserContext()
	if err := seller.Leads(ctx, a.DB.Read(ctx), by); err != nil {
		return appealOut{}, err
	}
	one, err := seller.AppealAgainst(ctx, a.DB.Read(ctx), by.SellerID)
	if err == nil && one == nil {
		err = fault.New(fault.NotFound, "appeal.unknown")
	}
	if err != nil {
		return appealOut{}, err
	}
	return appealOf(a.Admission.AppealFor(ctx, one.ID, by))
}

func (a *api) fileAppeal(c *fiber.Ctx, by actor.Member, in seller.NewAppeal) (appealOut, error) {
	id, err := a.Admission.Appeal(c.UserContext(), in, key(c), by)
	if err != nil {
		return appealOut{}, err
	}
	return appealOf(a.Admission.AppealFor(c.UserContext(), id, by))
}
