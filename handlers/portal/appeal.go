package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// halted is what every page of a suspended stall says: why, and the way on. What only lacks
// papers is led to them, everything else to the appeal.
func halted(sh *pages.Shell, s stall) *pages.Halt {
	h := &pages.Halt{Why: wordedReason(sh, s.why), URL: s.path("appeal"), Label: sh.T("portal.stall.suspended_appeal")}
	if s.why == seller.Lacking || s.why == seller.CheckEnded || !s.may(actor.EditMembers) {
		h.URL, h.Label = s.path("papers"), sh.T("portal.stall.suspended_papers")
	}
	return h
}

// appealPage is the seller's word against a suspension.
func (w *portal) appealPage(c *fiber.Ctx, s stall) error {
	return w.askAppeal(c, s, "", nil)
}

func (w *portal) askAppeal(c *fiber.Ctx, s stall, typed string, ps view.Problems) error {
	ctx := c.UserContext()
	filed, err := seller.AppealAgainst(ctx, w.DB.Read(ctx), s.ID)
	if err != nil {
		return err
	}
	last, err := seller.Suspension(ctx, w.DB.Read(ctx), s.ID)
	if err != nil {
		return err
	}
	if filed == nil && s.State != seller.Suspended && len(ps) == 0 {
		return done(c, s.path("stall"), "") // nothing is to be said
	}
	sh := back(w.shell(c, s, "portal.appeal", "stall"), s.path("stall"), "portal.tab.stall")
	sh.Halt = nil // the page says it itself
	p := pages.AppealPage{Why: wordedReason(sh, last.Reason), Words: typed, Problems: ps}
	if filed == nil {
		p.Action = s.path("appeal")
		return show(c, pages.AskAppeal(sh, p))
	}
	if _, p.Words, err = w.Admission.AppealFor(ctx, filed.ID, s.by); err != nil {
		return err
	}
	p.State, p.Tone, p.Answer = sh.T("portal.appeal.state."+string(filed.State)), appealTone(filed.State), wordedReason(sh, filed.Reason)
	if filed.State == seller.AppealOpen {
		p.Due = filed.DueAt
	}
	return show(c, pages.AskAppeal(sh, p))
}

func appealTone(st seller.AppealState) view.Tone {
	switch st {
	case seller.AppealLifted:
		return view.Good
	case seller.AppealUpheld:
		return view.Bad
	}
	return view.Care
}

type appealing struct {
	Words string `form:"words"`
}

// appeal files it.
func (w *portal) appeal(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[appealing](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	var ids []string
	if err == nil {
		ids, err = w.take(c, "files", media.Certificate, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, 1)
	}
	if err == nil {
		to := seller.NewAppeal{Words: in.Words}
		if len(ids) == 1 {
			to.PaperID = ids[0]
		}
		_, err = w.Admission.Appeal(c.UserContext(), to, key, s.by)
	}
	if err == nil || fault.Has(err, "once.other_request") {
		return done(c, s.path("appeal"), "appealed")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askAppeal(c, s, in.Words, ps)
	}
	return err
}

// appealsPage lists the appeals of a place that wait, the oldest first.
func (w *portal) appealsPage(c *fiber.Ctx, o overseer) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := seller.Appeals(ctx, w.DB.Read(ctx), o.scheme, o.code, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, seller.Appeal.Cursor)
	var ids []string
	for _, one := range rows {
		ids = append(ids, one.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	sh := w.shellOf(c, o, "portal.appeals")
	p := pages.AppealsPage{Pager: pager(c, o.path("appeals"), next)}
	for _, one := range rows {
		p.Rows = append(p.Rows, pages.AppealRow{URL: o.path("appeals", one.ID), Stall: names[one.SellerID], Late: one.DueAt <= w.Now(), Due: one.DueAt})
	}
	return show(c, pages.Appeals(sh, p))
}

func (w *portal) decideAppealPage(c *fiber.Ctx, o overseer) error {
	return w.askDecision(c, o, "", nil)
}

func (w *portal) askDecision(c *fiber.Ctx, o overseer, reason string, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	one, words, err := w.Admission.AppealFor(ctx, c.Params("appeal"), o.by)
	if err != nil {
		return err
	}
	s, err := seller.Find(ctx, q, one.SellerID)
	if err != nil {
		return err
	}
	moves, err := seller.Moves(ctx, q, s.ID)
	if err != nil {
		return err
	}
	sh := back(w.shellOf(c, o, "portal.appeal"), o.path("appeals"), "portal.appeals")
	p := pages.DecideAppealPage{
		Stall: view.Link{URL: o.path("stalls", s.Slug), Label: s.Name}, Words: words, Due: one.DueAt, State: sh.T("portal.appeal.state." + string(one.State)),
		Tone: appealTone(one.State), Reason: reason, Answer: wordedReason(sh, one.Reason), Problems: ps,
	}
	for _, m := range moves {
		if m.ID == one.MoveID {
			p.Why = wordedReason(sh, m.Reason)
		}
	}
	if one.PhotoID != "" {
		p.Paper = o.path("appeals", one.ID, "paper")
	}
	if one.State == seller.AppealOpen && o.by.Stamp().ID != one.SuspendedBy {
		p.Action = o.path("appeals", one.ID)
	}
	return show(c, pages.DecideAppeal(sh, p))
}

// answerAppeal decides it.
func (w *portal) answerAppeal(c *fiber.Ctx, o overseer) error {
	in, err := session.Bind[seller.AppealAnswer](c)
	if err == nil {
		err = w.Admission.Decide(c.UserContext(), c.Params("appeal"), in, o.by)
	}
	if err == nil {
		return done(c, o.path("appeals", c.Params("appeal")), "appeal_decided")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askDecision(c, o, in.Reason, ps)
	}
	return err
}

// appealPaper hands out the paper of an appeal, as a download.
func (w *portal) appealPaper(c *fiber.Ctx, o overseer) error {
	photo, err := w.Admission.AppealPaper(c.UserContext(), c.Params("appeal"), o.by)
	if err != nil {
		return err
	}
	c.Request().URI().QueryArgs().Set("download", "1")
	return w.unseal(c, photo.ID)
}
