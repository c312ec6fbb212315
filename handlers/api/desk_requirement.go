package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) deskRequirementRoutes() chapter {
	return chapter{"Desk: who may sell", []*route{
		on(a, "GET", "/helper/sellers", "listSellersToSee", "Stalls of the helper's places whose person nobody has checked", a.sellersToSee),
		on(a, "POST", "/helper/sellers/{seller}/seen", "seeDocument", "Say that the document of who stands behind a stall was seen, with them present", a.seeDocument).need("last4", "present").
			says("For helpers of the place. An officer sees the same document afterwards."),
		on(a, "GET", "/desk/requirements", "listRequirementsToJudge", "Papers that were handed in, oldest first", a.requirementsToJudge),
		on(a, "GET", "/desk/requirements/{requirement}", "getRequirementToJudge", "One of them, with its number", a.judgedRequirement).
			says("That the number was looked at is kept; of a citizen's card its last digits alone are given."),
		on(a, "GET", "/desk/requirements/{requirement}/files", "listRequirementFilesToJudge", "What is kept of it", a.judgedFiles),
		on(a, "GET", "/desk/requirements/{requirement}/files/{file}", "getRequirementFileToJudge", "One picture or scan of it", a.judgedFile).gives("image/jpeg").
			says("Every look is kept. A PDF is handed out as a download."),
		on(a, "POST", "/desk/requirements/{requirement}/accept", "acceptRequirement", "Say that the paper is right", a.acceptRequirement),
		on(a, "POST", "/desk/requirements/{requirement}/reject", "rejectRequirement", "Say why it does not do", a.rejectRequirement).need("reason"),
		on(a, "POST", "/desk/requirements/{requirement}/waive", "waiveRequirement", "Say why it need not be proved", a.waiveRequirement).need("reason"),
		on(a, "POST", "/desk/requirements/{requirement}/ask-again", "askRequirementAgain", "Take back that it holds", a.askRequirementAgain).need("reason").
			says("A stall that must not trade without it stops with the same word."),
		on(a, "GET", "/desk/sellers/{seller}/requirements", "listSellerRequirements", "What is asked of a seller", a.sellerRequirements),
		on(a, "GET", "/desk/sellers/{seller}/same-card", "listSellersOfTheSameCard", "Other stalls behind which the same card stands", a.sameCard),
		on(a, "GET", "/desk/appeals", "listAppeals", "Appeals that wait for an answer, oldest first", a.appeals),
		on(a, "GET", "/desk/appeals/{appeal}", "getAppealToJudge", "One appeal with its words", a.judgedAppeal),
		on(a, "GET", "/desk/appeals/{appeal}/paper", "getAppealPaper", "The paper that came with it", a.appealPaper).gives("image/jpeg").says("Every look is kept."),
		on(a, "POST", "/desk/appeals/{appeal}/decide", "decideAppeal", "Answer an appeal: lifted, or upheld with a reason", a.decideAppeal).
			says("Who suspended the stall does not decide."),
	}}
}

// mostToSee is how many stalls a helper is shown at once.
const mostToSee = 50

func (a *api) sellersToSee(c *fiber.Ctx, by actor.Helper, _ none) (list[sellerCard], error) {
	rows, err := a.Admission.ToSee(c.UserContext(), by, mostToSee)
	return full(rows, err, a.sellerCard)
}

func (a *api) seeDocument(c *fiber.Ctx, by actor.Helper, in admission.Sight) (none, error) {
	return none{}, a.Admission.See(c.UserContext(), c.Params("seller"), in, by)
}

func (a *api) requirementsToJudge(c *fiber.Ctx, by staff, in paperQuery) (list[requirementOut], error) {
	scheme, code, err := a.where(by, in.Scheme, in.Code)
	if err != nil {
		return list[requirementOut]{}, err
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]requirement.Requirement, error) {
		return requirement.Waiting(ctx, a.DB.Read(ctx), scheme, code, after, limit)
	}, requirement.Requirement.Cursor, requirementOf)
}

type judgedRequirementOut struct {
	requirementOut
	Number    string            `json:"number,omitempty"`
	FoundName string            `json:"found_name,omitempty" doc:"the name at the bank or the provider, while it waits because it differs"`
	History   []requirementMove `json:"history"`
}

type requirementMove struct {
	From   requirement.State `json:"from"`
	To     requirement.State `json:"to"`
	By     actor.Kind        `json:"by"`
	Reason string            `json:"reason,omitempty"`
	At     clock.Instant     `json:"at"`
}

func requirementMoveOf(m requirement.Move) requirementMove {
	return requirementMove{m.FromState, m.ToState, m.ActorKind, m.Reason, m.CreatedAt}
}

func (a *api) judgedRequirement(c *fiber.Ctx, by staff, _ none) (out judgedRequirementOut, err error) {
	ctx := c.UserContext()
	err = by.as(func(one actor.Actor) error {
		r, _, err := a.Admission.Judged(ctx, c.Params("requirement"), one)
		if err != nil {
			return err
		}
		moves, err := requirement.History(ctx, a.DB.Read(ctx), r.ID)
		if err != nil {
			return err
		}
		out.requirementOut, out.History = requirementOf(*r), each(moves, requirementMoveOf)
		if out.FoundName, _, err = a.Admission.Found(ctx, r.ID, one); err != nil {
			return err
		}
		out.Number, err = a.Admission.Number(ctx, r.ID, one)
		return err
	})
	return out, err
}

func (a *api) judgedFiles(c *fiber.Ctx, by staff, _ none) (out list[requirementFileOut], err error) {
	err = by.as(func(one actor.Actor) (err error) {
		all, err := a.Admission.Files(c.UserContext(), c.Params("requirement"), one)
		out, err = full(all, err, requirementFileOf)
		return err
	})
	return out, err
}

func (a *api) judgedFile(c *fiber.Ctx, by staff, in sizeQuery) (none, error) {
	var p media.Photo
	err := by.as(func(one actor.Actor) (err error) {
		p, err = a.Admission.Look(c.UserContext(), c.Params("requirement"), c.Params("file"), one)
		return err
	})
	return none{}, a.sealed(c, p, in.Size, err)
}

// judgeRequirement says one word about the requirement of the address, and shows what
// became of it.
func (a *api) judgeRequirement(c *fiber.Ctx, by staff, verb func(ctx context.Context, id string, one actor.Actor) error) (out requirementOut, err error) {
	ctx, id := c.UserContext(), c.Params("requirement")
	err = by.as(func(one actor.Actor) error {
		if err := verb(ctx, id, one); err != nil {
			return err
		}
		r, err := requirement.Find(ctx, a.DB.Read(ctx), id)
		if err == nil {
			out = requirementOf(*r)
		}
		return err
	})
	return out, err
}

func (a *api) acceptRequirement(c *fiber.Ctx, by staff, _ none) (requirementOut, error) {
	return a.judgeRequirement(c, by, a.Admission.Accept)
}

func (a *api) rejectRequirement(c *fiber.Ctx, by staff, in whyIn) (requirementOut, error) {
	return a.judgeRequirement(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Admission.Reject(ctx, id, in.Reason, one)
	})
}

func (a *api) waiveRequirement(c *fiber.Ctx, by staff, in whyIn) (requirementOut, error) {
	return a.judgeRequirement(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Admission.Waive(ctx, id, in.Reason, one)
	})
}

func (a *api) askRequirementAgain(c *fiber.Ctx, by staff, in whyIn) (requirementOut, error) {
	return a.judgeRequirement(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Admission.AskAgain(ctx, id, in.Reason, one)
	})
}

func (a *api) sellerRequirements(c *fiber.Ctx, by staff, _ none) (out list[requirementOut], err error) {
	err = by.as(func(one actor.Actor) error {
		all, err := a.Admission.Requirements(c.UserContext(), c.Params("seller"), one)
		out, err = full(all, err, requirementOf)
		return err
	})
	return out, err
}

func (a *api) sameCard(c *fiber.Ctx, by staff, _ none) (out list[judgedCard], err error) {
	ctx := c.UserContext()
	err = by.as(func(one actor.Actor) error {
		s, err := seller.Governed(ctx, a.DB.Read(ctx), c.Params("seller"), one)
		if err != nil {
			return err
		}
		all, err := seller.Behind(ctx, a.DB.Read(ctx), s.ID)
		out, err = full(all, err, a.judgedCard)
		return err
	})
	return out, err
}

// waitingAppealOut is an appeal in the queue: its words are read one by one.
type waitingAppealOut struct {
	ID        string             `json:"id"`
	SellerID  string             `json:"seller_id"`
	State     seller.AppealState `json:"state"`
	DueAt     clock.Instant      `json:"due_at" doc:"when the answer was promised"`
	CreatedAt clock.Instant      `json:"created_at"`
}

func (a *api) appeals(c *fiber.Ctx, by staff, in paperQuery) (list[waitingAppealOut], error) {
	scheme, code, err := a.where(by, in.Scheme, in.Code)
	if err != nil {
		return list[waitingAppealOut]{}, err
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]seller.Appeal, error) {
		return seller.Appeals(ctx, a.DB.Read(ctx), scheme, code, after, limit)
	}, seller.Appeal.Cursor, func(one seller.Appeal) waitingAppealOut {
		return waitingAppealOut{one.ID, one.SellerID, one.State, one.DueAt, one.CreatedAt}
	})
}

func (a *api) judgedAppeal(c *fiber.Ctx, by staff, _ none) (out appealOut, err error) {
	err = by.as(func(one actor.Actor) (err error) {
		out, err = appealOf(a.Admission.AppealFor(c.UserContext(), c.Params("appeal"), one))
		return err
	})
	return out, err
}

func (a *api) appealPaper(c *fiber.Ctx, by staff, in sizeQuery) (none, error) {
	var p media.Photo
	err := by.as(func(one actor.Actor) (err error) {
		p, err = a.Admission.AppealPaper(c.UserContext(), c.Params("appeal"), one)
		return err
	})
	return none{}, a.sealed(c, p, in.Size, err)
}

func (a *api) decideAppeal(c *fiber.Ctx, by staff, in seller.AppealAnswer) (appealOut, error) {
	err := by.as(func(one actor.Actor) error { return a.Admission.Decide(c.UserContext(), c.Params("appeal"), in, one) })
	if err != nil {
		return appealOut{}, err
	}
	return a.judgedAppeal(c, by, none{})
}
