package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// question is one consent as it is asked of who is signed in, or of who sits beside them:
// its whole text, and what a no means for the stall.
func (w *portal) question(c *fiber.Ctx, sh *pages.Shell, purpose string) (*pages.ConsentQuestion, error) {
	own, err := session.Seller(c)
	if err != nil {
		return nil, err
	}
	given, err := account.Consents(c.UserContext(), w.DB.Read(c.UserContext()), actor.Buyer{PersonID: own})
	if err != nil {
		return nil, err
	}
	version := account.ConsentTexts[purpose]
	text, _ := storefront.ConsentText(purpose, version, sh.Lang)
	q := pages.ConsentQuestion{Version: version, Title: text.Title, Lead: text.Lead, Note: sh.T("portal.agree.free")}
	if purpose == account.Publishing {
		q.Note = sh.T("portal.agree.needed")
	}
	for _, part := range text.Sections {
		q.Parts = append(q.Parts, pages.ConsentPart{Title: part.Title, Lines: part.Paragraphs})
	}
	for _, g := range given {
		q.Before = q.Before || g.Purpose == purpose && g.Answer == account.Yes
	}
	return &q, nil
}

// mayAgree reports what keeps the stall from being shown, and whether the word of who works
// for it would change that: of one who keeps it and does not agree.
func (w *portal) mayAgree(c *fiber.Ctx, s stall) (why string, may bool, err error) {
	q := w.DB.Read(c.UserContext())
	if why, err = seller.Unshown(c.UserContext(), q, s.ID); err != nil || why == "" {
		return "", false, err
	}
	m, err := seller.Member(c.UserContext(), q, s.ID, s.by.PersonID) // a helper's rights are fewer than theirs who sit beside
	if err != nil || !m.Rights.Has(actor.EditMembers) {
		return why, false, err
	}
	agreed, err := account.Agreed(c.UserContext(), q, s.by.PersonID, account.Publishing)
	return why, !agreed, err
}

// agreePage asks who keeps the stall whether it is shown to everybody.
func (w *portal) agreePage(c *fiber.Ctx, s stall) error { return w.askAgree(c, s, nil) }

func (w *portal) askAgree(c *fiber.Ctx, s stall, ps view.Problems) error {
	_, may, err := w.mayAgree(c, s)
	if err != nil {
		return err
	}
	if !may {
		return done(c, s.path("papers"), "")
	}
	sh := back(w.shell(c, s, "portal.agree", "stall"), s.path("papers"), "portal.req")
	q, err := w.question(c, sh, account.Publishing)
	if err != nil {
		return err
	}
	return show(c, pages.Agree(sh, pages.AgreePage{Action: s.path("agree"), Question: *q, Problems: ps}))
}

// agree keeps the yes or no; with a yes a stall opens of which nothing else is asked.
func (w *portal) agree(c *fiber.Ctx, s stall) error {
	who, _, err := opener(c)
	if err != nil {
		return err
	}
	if _, may, err := w.mayAgree(c, s); err != nil || !may {
		if err == nil {
			err = done(c, s.path("papers"), "") // it was said meanwhile, or is not theirs to say
		}
		return err
	}
	in, err := session.Bind[struct {
		Answer  account.Answer `form:"answer"`
		Version string         `form:"version"`
	}](c)
	if err == nil {
		err = w.Privacy.Answer(c.UserContext(), who, account.Consent{Purpose: account.Publishing, Version: in.Version, Answer: in.Answer})
	}
	if err == nil {
		return done(c, s.path("papers"), "answered")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askAgree(c, s, loose(ps))
	}
	return err
}
