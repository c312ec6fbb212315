package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// stallPage is everything about the stall itself.
func (w *portal) stallPage(c *fiber.Ctx, s stall) error {
	sh := w.shell(c, s, "portal.tab.stall", "stall")
	state, err := w.stateOf(c.UserContext(), sh, s)
	if err != nil {
		return err
	}
	p := pages.StallPage{
		State: state,
		Facts: []pages.Pair{
			{Name: sh.T("portal.open.kind"), Value: sh.T("seller.kind." + string(s.Kind))},
			{Name: sh.T("label.address"), Value: w.Places.FullName(s.Scheme, s.WardCode)},
			{Name: sh.T("portal.open.business"), Value: s.BusinessNo},
			{Name: sh.T("portal.stall.since"), Value: s.Since.Format()},
		},
	}
	if s.State == seller.Active {
		p.Shop = view.SellerPath(s.Slug)
	}
	if s.may(actor.EditProducts) {
		p.Ways = append(p.Ways,
			pages.Way{URL: s.path("profile"), Icon: "edit", Label: sh.T("portal.profile"), Hint: sh.T("portal.profile.hint")},
			pages.Way{URL: s.path("rest"), Icon: "calendar", Label: sh.T("portal.rest"), Hint: sh.T("portal.rest.hint")},
			pages.Way{URL: s.path("harvests"), Icon: "leaf", Label: sh.T("portal.harvests"), Hint: sh.T("portal.harvests.hint")},
			pages.Way{URL: s.path("delivery"), Icon: "truck", Label: sh.T("portal.delivery"), Hint: sh.T("portal.delivery.hint")},
			pages.Way{URL: s.path("packing"), Icon: "box", Label: sh.T("portal.packing"), Hint: sh.T("portal.packing.hint")},
			pages.Way{URL: s.path("post"), Icon: "truck", Label: sh.T("portal.post"), Hint: sh.T("portal.post.hint")},
			pages.Way{URL: s.path("markets"), Icon: "pin", Label: sh.T("portal.markets"), Hint: sh.T("portal.markets.hint")},
		)
	}
	p.Ways = append(p.Ways, pages.Way{URL: s.path("papers"), Icon: "shield", Label: sh.T("portal.req"), Hint: sh.T("portal.req.hint")})
	if s.may(actor.EditProducts) && s.State == seller.Active {
		p.Ways = append(p.Ways, pages.Way{URL: s.path("spread"), Icon: "share", Label: sh.T("portal.spread"), Hint: sh.T("portal.spread.hint")})
	}
	p.Ways = append(p.Ways, pages.Way{URL: s.path("members"), Icon: "person", Label: sh.T("portal.members"), Hint: sh.T("portal.members.hint")},
		pages.Way{URL: view.PathPortal + "?all=1", Icon: "stall", Label: sh.T("portal.choose")})
	return show(c, pages.Stall(sh, p))
}

// profile is what was typed of the stall's own words.
type profile struct {
	AboutVI string        `form:"about_vi"`
	AboutEN string        `form:"about_en"`
	Pickup  seller.Pickup `form:"pickup"`
}

func (w *portal) profilePage(c *fiber.Ctx, s stall) error {
	from, err := s.Pickup(w.Keys)
	if err != nil {
		return err
	}
	return w.askProfile(c, s, profile{AboutVI: s.AboutVI, AboutEN: s.AboutEN, Pickup: from}, nil)
}

func (w *portal) askProfile(c *fiber.Ctx, s stall, in profile, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.profile", "stall"), s.path("stall"), "portal.tab.stall")
	p := pages.ProfilePage{
		Action: s.path("profile"), About: in.AboutVI, AboutEN: in.AboutEN, Contact: in.Pickup.Contact, Street: in.Pickup.Street,
		Note: in.Pickup.Note, Problems: ps,
	}
	if s.PhotoID != "" {
		p.Photo = media.URL(s.PhotoID, 320)
	}
	return show(c, pages.Profile(sh, p))
}

func (w *portal) saveProfile(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[profile](c)
	photo := s.PhotoID
	var ids []string
	if err == nil {
		ids, err = w.take(c, "photos", media.Seller, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, 1)
	}
	if err == nil {
		if len(ids) == 1 {
			photo = ids[0]
		}
		err = w.Onboarding.EditProfile(c.UserContext(), s.ID, seller.Profile{AboutVI: in.AboutVI, AboutEN: in.AboutEN, PhotoID: photo, Pickup: &in.Pickup}, s.by)
	}
	if err == nil {
		return done(c, s.path("profile"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askProfile(c, s, in, ps)
	}
	return err
}

// choosePage leads to the one stall of a person, or asks whose work it is.
func (w *portal) choosePage(c *fiber.Ctx) error {
	ctx := c.UserContext()
	own, err := session.Seller(c)
	if err != nil {
		return err
	}
	stalls, err := seller.MembershipsOf(ctx, w.DB.Read(ctx), own)
	if err != nil {
		return err
	}
	sh := w.frame(c, "portal.choose")
	p := pages.ChoosePage{Person: session.Who(c).Name, Open: pages.PathOpen, Roles: roles(c, sh)}
	if len(stalls) == 1 && len(p.Roles) == 0 && c.Query("all") == "" {
		return done(c, pages.StallPath(stalls[0].Slug), "")
	}
	for _, st := range stalls {
		way := pages.Way{URL: pages.StallPath(st.Slug), Icon: "stall", Label: st.Name, Hint: sh.T("seller.kind." + string(st.Kind))}
		if st.State != seller.Active {
			way.Hint = sh.T("portal.stall." + string(st.State))
		}
		p.Stalls = append(p.Stalls, way)
	}
	return show(c, pages.Choose(sh, p))
}
