package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// askWho leads a person to the check of who they are: on their phone where a provider is
// set up, or in person; pictures of the card can go ahead.
func (w *portal) askWho(c *fiber.Ctx, s stall, sh *pages.Shell, at func(...string) string, p *pages.RequirementPage) error {
	p.Form = &pages.RequirementForm{
		Action: at(), Send: sh.T("portal.req.send"), Folded: sh.T("portal.req.identity.pictures"),
		FilesLabel: sh.T("portal.req.identity.card"), FilesHint: sh.T("portal.req.identity.card_hint"), FilesAccept: pages.Accepts(true),
	}
	provider, electronic := w.Admission.Providers.Electronic()
	if !electronic {
		p.Text = sh.T("portal.req.identity.meet")
		return nil
	}
	try, err := identity.Latest(c.UserContext(), w.DB.Read(c.UserContext()), s.ID, provider.Code())
	if err != nil {
		return err
	}
	if try != nil && try.State == identity.Open && try.ExpiresAt > w.Now() && try.PersonID == s.by.PersonID {
		p.Text, p.Form = sh.T("portal.req.identity.confirm"), nil
		p.Wait = &pages.IdentityWait{URL: try.NextURL, Code: try.NextCode, Ask: at("ask"), Until: try.ExpiresAt}
		return nil
	}
	p.Text, p.Start = sh.T("portal.req.identity.text"), at("start")
	if try != nil && (try.State == identity.Failed || try.State == identity.Expired) {
		p.Text = sh.T("portal.req." + try.Reason)
	}
	return nil
}

// startIdentity begins an electronic check.
func (w *portal) startIdentity(c *fiber.Ctx, s stall) error {
	_, err := w.Admission.Identify(c.UserContext(), s.by)
	return w.identityDone(c, s, "", err)
}

// askIdentity asks the provider, because the person says that they have confirmed.
func (w *portal) askIdentity(c *fiber.Ctx, s stall) error {
	try, err := w.Admission.Identified(c.UserContext(), s.by)
	switch {
	case err == nil && try.State == identity.Passed:
		return w.identityDone(c, s, "identified", nil)
	case err == nil && try.State == identity.Open:
		err = fault.New(fault.Conflict, "identity.not_yet")
	}
	return w.identityDone(c, s, "", err)
}

func (w *portal) identityDone(c *fiber.Ctx, s stall, word string, err error) error {
	if err == nil && word != "" {
		return done(c, s.path("papers"), word)
	}
	if err == nil {
		return done(c, s.path("papers", "identity"), "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showRequirement(c, s, string(requirement.Identity), handing{}, loose(ps))
	}
	return err
}

// sightPage asks a helper whether they have seen the document of who stands behind a stall.
func (w *portal) sightPage(c *fiber.Ctx) error {
	return w.askSight(c, admission.Sight{}, nil)
}

func (w *portal) askSight(c *fiber.Ctx, in admission.Sight, ps view.Problems) error {
	by, err := session.Helper(c)
	if err != nil {
		return err
	}
	s, err := seller.BySlug(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("seller"))
	if err != nil {
		return err
	}
	if s, err = w.Admission.Helped(c.UserContext(), s.ID, by); err != nil {
		return err
	}
	sh := back(w.frame(c, "portal.sight"), pages.PathHelper, "portal.helper")
	return show(c, pages.Sight(sh, pages.SightPage{
		Action: pages.PathHelper + "/stalls/" + s.Slug, Stall: s.Name, Where: w.Places.FullName(s.Scheme, s.WardCode), Last4: in.Last4, Present: in.Present, Problems: ps,
	}))
}

// saw keeps a helper's word.
func (w *portal) saw(c *fiber.Ctx) error {
	by, err := session.Helper(c)
	if err != nil {
		return err
	}
	s, err := seller.BySlug(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("seller"))
	if err != nil {
		return err
	}
	in, err := session.Bind[admission.Sight](c)
	if err == nil {
		err = w.Admission.See(c.UserContext(), s.ID, in, by)
	}
	if err == nil {
		return done(c, pages.PathHelper, "sight")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askSight(c, in, ps)
	}
	return err
}
