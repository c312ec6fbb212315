package portal

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
	pages "github.com/chophien/chophien/web/portal"
)

// overseer is who judges stalls and certificates: an officer in a place, or the desk
// anywhere. Their pages are the same, below addresses of their own.
type overseer struct {
	by           actor.Actor
	scheme, code string // of the place; an empty code is everywhere
	root         string // where the role's pages stand
	title        string // of the first page
}

func (o overseer) path(more ...string) string {
	if o.root == pages.PathDesk {
		return pages.DeskPath(more...)
	}
	return pages.OfficerPath(more...)
}

// asOfficer lets officers through, in the widest place that they serve.
func (w *portal) asOfficer(do func(*fiber.Ctx, overseer) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		by, err := session.Officer(c)
		if err != nil {
			return err
		}
		return do(c, overseer{by: by, scheme: by.Scheme, code: by.Code, root: pages.PathOfficer, title: "portal.officer"})
	}
}

// overDesk lets the desk do what officers do.
func (w *portal) overDesk(do func(*fiber.Ctx, overseer) error) fiber.Handler {
	return w.asDesk(func(c *fiber.Ctx, by actor.Admin) error {
		return do(c, overseer{by: by, root: pages.PathDesk, title: "portal.desk"})
	})
}

// overseeing are the pages that officers and the desk share.
func (w *portal) overseeing(r fiber.Router, as func(func(*fiber.Ctx, overseer) error) fiber.Handler) {
	r.Get("/stalls", as(w.sellersPage))
	r.Get("/stalls/:seller", as(w.sellerPage))
	r.Post("/stalls/:seller/check", as(w.checkSeller))
	r.Post("/stalls/:seller/activate", as(w.activate))
	r.Post("/stalls/:seller/suspend", as(w.suspend))
	r.Post("/stalls/:seller/close", as(w.closeStall))
	r.Get("/papers", as(w.papersPage))
	r.Get("/papers/:paper", as(w.verifyPage))
	r.Get("/papers/:paper/scan", as(w.scan))
	r.Post("/papers/:paper/verify", as(w.verify))
	r.Post("/papers/:paper/refuse", as(w.refusePaper))
	r.Post("/papers/:paper/withdraw", as(w.withdrawPaper))
	w.taxPaperRoutes(r, as)
	w.admissionRoutes(r, as)
}

// shellOf is the frame of a role's page, with the way back to its first page.
func (w *portal) shellOf(c *fiber.Ctx, o overseer, title string) *pages.Shell {
	sh := w.frame(c, title)
	sh.Name, sh.Home = sh.T(o.title), o.root
	return back(sh, o.root, o.title)
}

// officerPage is the first page of an officer.
func (w *portal) officerPage(c *fiber.Ctx, o overseer) error {
	sh := w.frame(c, "portal.officer")
	sh.Name, sh.Home = sh.T("portal.officer"), o.root
	place := sh.T("portal.officer.everywhere", "place", w.Places.Home().Name)
	if o.code != "" {
		place = w.Places.FullName(o.scheme, o.code)
	}
	n, err := w.awaiting(c.UserContext(), o.scheme, o.code)
	if err != nil {
		return err
	}
	way := func(at, icon, label string, n int) pages.Way {
		return pages.Way{URL: o.path(at), Icon: icon, Label: sh.T(label), Hint: sh.T(label + ".hint"), Count: count(n)}
	}
	return show(c, pages.Role(sh, pages.RolePage{Text: place, Ways: []pages.Way{
		way("stalls", "stall", "portal.sellers", n.stalls),
		way("requirements", "check", "portal.req.queue", n.requirements),
		way("appeals", "flag", "portal.appeals", n.appeals),
		way("papers", "star", "portal.verify", n.papers),
		way("taxpapers", "shield", "portal.taxpapers.queue", n.taxPapers),
		{URL: pages.PathDays, Icon: "calendar", Label: sh.T("portal.days"), Hint: sh.T("portal.days.hint")},
	}}))
}

// awaited is how much waits for who judges a place, each up to most.
type awaited struct{ stalls, requirements, appeals, papers, taxPapers int }

// awaiting counts what waits in a place; an empty code is everywhere.
func (w *portal) awaiting(ctx context.Context, scheme, code string) (n awaited, err error) {
	if code == "" {
		scheme = ""
	}
	q := w.DB.Read(ctx)
	papers, err := catalog.PapersIn(ctx, q, catalog.Claimed, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	taxPapers, err := tax.PapersToVerify(ctx, q, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	applied, err := seller.List(ctx, q, seller.Filter{State: seller.Applied, Scheme: scheme, Code: code}, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	handed, err := requirement.Waiting(ctx, q, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	appeals, err := seller.Appeals(ctx, q, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	return awaited{stalls: len(applied), requirements: len(handed), appeals: len(appeals), papers: len(papers), taxPapers: len(taxPapers)}, nil
}
