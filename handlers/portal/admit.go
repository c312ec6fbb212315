package portal

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// admissionRoutes are the pages about what is asked of stalls, and about appeals, that
// officers and the desk share.
func (w *portal) admissionRoutes(r fiber.Router, as func(func(*fiber.Ctx, overseer) error) fiber.Handler) {
	r.Get("/requirements", as(w.requirementQueue))
	r.Get("/requirements/:requirement", as(w.judgePage))
	r.Get("/requirements/:requirement/files/:file", as(func(c *fiber.Ctx, o overseer) error { return w.lookAt(c, c.Params("requirement"), o.by) }))
	r.Post("/requirements/:requirement/accept", as(w.judgeRequirement("", func(ctx context.Context, id, _ string, by actor.Actor) error {
		return w.Admission.Accept(ctx, id, by)
	})))
	r.Post("/requirements/:requirement/reject", as(w.judgeRequirement("reject", w.reject)))
	r.Post("/requirements/:requirement/waive", as(w.judgeRequirement("waive", w.waive)))
	r.Post("/requirements/:requirement/again", as(w.judgeRequirement("again", w.askAgain)))
	r.Get("/appeals", as(w.appealsPage))
	r.Get("/appeals/:appeal", as(w.decideAppealPage))
	r.Post("/appeals/:appeal", as(w.answerAppeal))
	r.Get("/appeals/:appeal/paper", as(w.appealPaper))
}

func (w *portal) reject(ctx context.Context, id, reason string, by actor.Actor) error {
	return w.Admission.Reject(ctx, id, reason, by)
}

func (w *portal) waive(ctx context.Context, id, reason string, by actor.Actor) error {
	return w.Admission.Waive(ctx, id, reason, by)
}

func (w *portal) askAgain(ctx context.Context, id, reason string, by actor.Actor) error {
	return w.Admission.AskAgain(ctx, id, reason, by)
}

// requirementQueue lists what was handed in, the oldest first.
func (w *portal) requirementQueue(c *fiber.Ctx, o overseer) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := requirement.Waiting(ctx, w.DB.Read(ctx), o.scheme, o.code, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, requirement.Requirement.Cursor)
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	sh := w.shellOf(c, o, "portal.req.queue")
	p := pages.TaxPapersPage{Title: sh.T("portal.req.queue"), None: sh.T("portal.req.queue.none"), Pager: pager(c, o.path("requirements"), next)}
	for _, r := range rows {
		row := theirRow(sh, r)
		p.Rows = append(p.Rows, pages.TaxPaperRow{URL: o.path("requirements", r.ID), Kind: row.Name, Stall: names[r.SellerID], Tone: row.Tone, State: row.State, Reason: row.Reason, Days: row.Blocks, At: r.HandedAt})
	}
	return show(c, pages.TaxPapers(sh, p))
}

// theirRow is a requirement as who judges it reads of it: what the seller is to do, they wait
// for.
func theirRow(sh *pages.Shell, r requirement.Requirement) pages.RequirementRow {
	row := requirementRow(sh, r)
	row.State = sh.T(theirState(r.State))
	return row
}

func theirState(s requirement.State) string {
	if s == requirement.Asked || s == requirement.Rejected {
		return "portal.req.theirs." + string(s)
	}
	return "portal.req.state." + string(s)
}

// judgePage shows one requirement to who decides it.
func (w *portal) judgePage(c *fiber.Ctx, o overseer) error {
	return w.showJudge(c, o, "", "", nil)
}

func (w *portal) showJudge(c *fiber.Ctx, o overseer, form, reason string, ps view.Problems) error {
	ctx := c.UserContext()
	r, s, err := w.Admission.Judged(ctx, c.Params("requirement"), o.by)
	if err != nil {
		return err
	}
	kept, err := w.Admission.Files(ctx, r.ID, o.by)
	if err != nil {
		return err
	}
	moves, err := requirement.History(ctx, w.DB.Read(ctx), r.ID)
	if err != nil {
		return err
	}
	sh := back(w.shellOf(c, o, "portal.req.queue"), o.path("requirements"), "portal.req.queue")
	row := theirRow(sh, *r)
	at := func(verb ...string) string { return o.path(append([]string{"requirements", r.ID}, verb...)...) }
	p := pages.JudgePage{
		Name: row.Name, State: row.State, Tone: row.Tone, Reason: row.Reason, Stall: view.Link{URL: o.path("stalls", s.Slug), Label: s.Name}, Problems: ps,
		Facts: []pages.Pair{{Name: sh.T("portal.seller_kind"), Value: sh.T("seller.kind." + string(s.Kind))}},
	}
	if err := w.numberOf(c, o, sh, r, s, at(), &p); err != nil {
		return err
	}
	p.Facts = append(p.Facts, requirementFacts(sh, *r)...)
	for _, f := range kept {
		p.Files = append(p.Files, pages.FileRow{URL: at("files", f.ID), At: f.CreatedAt})
	}
	name, last4, err := w.Admission.Found(ctx, r.ID, o.by)
	if err != nil {
		return err
	}
	if name != "" { // an officer compares it with the seller's
		p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.req.name_there"), Value: name + " ••" + last4})
	}
	if r.Kind == requirement.Identity {
		if p.Others, err = w.sameCard(ctx, o, s.ID); err != nil {
			return err
		}
	}
	w.canSay(o, r, s, at, &p)
	switch form {
	case "reject":
		p.RejectWhy = reason
	case "waive":
		p.WaiveWhy = reason
	case "again":
		p.AgainWhy = reason
	}
	for i, m := range moves {
		st := view.Step{Name: sh.T(theirState(m.ToState)), At: m.CreatedAt, State: view.Done, Note: wordedReason(sh, m.Reason)}
		if i == len(moves)-1 {
			st.State = view.Now
		}
		p.History = append(p.History, st)
	}
	return show(c, pages.Judge(sh, p))
}

// numberOf shows the whole number to who opens it, which is kept; else its end, and the way to
// open it. The number of a household is that of a citizen's card: nobody reads it whole.
func (w *portal) numberOf(c *fiber.Ctx, o overseer, sh *pages.Shell, r *requirement.Requirement, s *seller.Seller, at string, p *pages.JudgePage) error {
	switch {
	case r.NumberSealed == "" || r.Kind == requirement.TaxCode && s.Kind == seller.Household:
		return nil
	case c.Method() != fiber.MethodGet || c.Query("number") != "open":
		p.Open = at + "?number=open"
		return nil
	}
	number, err := w.Admission.Number(c.UserContext(), r.ID, o.by)
	p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.req.number"), Value: number})
	return err
}

// canSay are the words that fit where a requirement stands. Who a person is, is said on
// the page of the stall, unless a provider has found another name.
func (w *portal) canSay(o overseer, r *requirement.Requirement, s *seller.Seller, at func(...string) string, p *pages.JudgePage) {
	can := func(next requirement.State, verb string) string {
		if r.State.CanBecome(next) {
			return at(verb)
		}
		return ""
	}
	p.Reject, p.Again = can(requirement.Rejected, "reject"), can(requirement.Asked, "again")
	if r.Kind == requirement.Identity {
		if r.State == requirement.Handed && r.Reason == requirement.NameDiffer {
			p.Accept = at("accept")
		} else if !r.State.Holds() {
			p.Check = o.path("stalls", s.Slug) + "#check"
		}
		return
	}
	if r.State != requirement.Rejected { // it is the seller's turn
		p.Accept, p.Waive = can(requirement.Accepted, "accept"), can(requirement.Waived, "waive")
	}
}

// judgeRequirement runs one word about a requirement and shows it again. form is that of
// the reason.
func (w *portal) judgeRequirement(form string, verb func(ctx context.Context, id, reason string, by actor.Actor) error) func(*fiber.Ctx, overseer) error {
	return func(c *fiber.Ctx, o overseer) error {
		in, err := session.Bind[why](c)
		if err == nil {
			err = verb(c.UserContext(), c.Params("requirement"), in.Reason, o.by)
		}
		if err == nil {
			return done(c, o.path("requirements", c.Params("requirement")), "req_judged")
		}
		for _, f := range fault.All(err) {
			if f.Field == "reason" && form != "" {
				f.Field = "reason-" + form
			}
		}
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showJudge(c, o, form, in.Reason, ps)
		}
		return err
	}
}

// askedOf adds to the page of a stall what is asked of it, and where else its card stands.
func (w *portal) askedOf(c *fiber.Ctx, o overseer, sh *pages.Shell, s *seller.Seller, p *pages.SellerPage) error {
	ctx := c.UserContext()
	all, err := w.Admission.Requirements(ctx, s.ID, o.by)
	if err != nil {
		return err
	}
	for _, r := range all {
		row := theirRow(sh, r)
		row.URL = o.path("requirements", r.ID)
		p.Asked = append(p.Asked, row)
	}
	p.Others, err = w.sameCard(ctx, o, s.ID)
	return err
}

// sameCard names the stalls behind which the card of a stall stands too. One of another place,
// which is not the officer's to open, is named with the place, to ask there.
func (w *portal) sameCard(ctx context.Context, o overseer, sellerID string) (out []view.Link, err error) {
	q := w.DB.Read(ctx)
	others, err := seller.Behind(ctx, q, sellerID)
	for _, one := range others {
		link := view.Link{URL: o.path("stalls", one.Slug), Label: one.Name}
		if _, err := seller.Governed(ctx, q, one.ID, o.by); fault.Is(err, fault.NotFound) {
			link = view.Link{Label: one.Name + ", " + one.Ward}
		} else if err != nil {
			return nil, err
		}
		out = append(out, link)
	}
	return out, err
}
