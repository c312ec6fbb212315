package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// judging is what was typed about a stall.
type judging struct {
	check   seller.NewCheck
	reason  string
	closing string // why the stall is to end
}

func (w *portal) sellerPage(c *fiber.Ctx, o overseer) error {
	return w.showSeller(c, o, judging{}, nil)
}

func (w *portal) showSeller(c *fiber.Ctx, o overseer, in judging, ps view.Problems) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	moves, err := seller.Moves(c.UserContext(), w.DB.Read(c.UserContext()), s.ID)
	if err != nil {
		return err
	}
	sh := back(w.shellOf(c, o, "portal.sellers"), o.path("stalls"), "portal.sellers")
	sh.Title = s.Name
	at := func(verb string) string { return o.path("stalls", s.Slug, verb) }
	p := pages.SellerPage{
		Name: s.Name, Tone: sellerTone(s.State), State: sh.T("portal.seller." + string(s.State)), About: s.AboutVI, Reason: in.reason, Closing: in.closing, Problems: ps,
		Facts: []pages.Pair{
			{Name: sh.T("portal.seller_kind"), Value: sh.T("seller.kind." + string(s.Kind))},
			{Name: sh.T("label.address"), Value: w.Places.FullName(s.Scheme, s.WardCode)},
			{Name: sh.T("portal.open.business"), Value: s.BusinessNo},
		},
	}
	why, err := seller.Unshown(c.UserContext(), w.DB.Read(c.UserContext()), s.ID)
	if err != nil {
		return err
	}
	if why != "" && s.State != seller.Closed { // it does not open before its keeper says yes
		p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.agree"), Value: sh.T("portal.why." + why)})
	}
	p.Papers = at("taxpapers")
	if err := w.askedOf(c, o, sh, s, &p); err != nil {
		return err
	}
	if s.State == seller.Active {
		p.Shop = view.SellerPath(s.Slug)
	}
	if s.State != seller.Closed {
		p.Check = &pages.CheckForm{Action: at("check"), Method: string(in.check.Method), Reference: in.check.Reference, Until: string(in.check.ValidUntil)}
		for _, m := range seller.ByHand {
			p.Check.Methods = append(p.Check.Methods, view.Option{Value: string(m), Label: sh.T("portal.check." + string(m))})
		}
	}
	if s.State.CanBecome(seller.Active) {
		p.Activate = at("activate")
	}
	ended := false
	if s.State == seller.Suspended {
		if ended, err = seller.Ended(c.UserContext(), w.DB.Read(c.UserContext()), s.ID); err != nil {
			return err
		}
	}
	if ended || s.State.CanBecome(seller.Suspended) {
		p.Suspend = at("suspend")
	}
	if s.State.CanBecome(seller.Closed) {
		p.Close = at("close")
	}
	for i, m := range moves {
		st := view.Step{Name: sh.T("portal.seller." + string(m.ToState)), At: m.CreatedAt, State: view.Done}
		switch key := "portal.check." + m.Reason; {
		case m.ToState == seller.Checked && sh.T(key) != key:
			st.Note = sh.T(key)
		default:
			st.Note = wordedReason(sh, m.Reason)
		}
		if i == len(moves)-1 {
			st.State = view.Now
		}
		p.History = append(p.History, st)
	}
	return show(c, pages.Seller(sh, p))
}

// judge runs one verb about a stall and shows it again.
func (w *portal) judge(c *fiber.Ctx, o overseer, in judging, word string, err error) error {
	if err == nil {
		return done(c, o.path("stalls", c.Params("seller")), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showSeller(c, o, in, ps)
	}
	return err
}

// checkSeller keeps that an identity was checked.
func (w *portal) checkSeller(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[seller.NewCheck](c)
	if err == nil {
		err = w.Admission.Check(c.UserContext(), s.ID, in, o.by)
	}
	return w.judge(c, o, judging{check: in}, "checked", err)
}

// activate lets a checked stall sell.
func (w *portal) activate(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	return w.judge(c, o, judging{}, "activated", w.Admission.Activate(c.UserContext(), s.ID, "", o.by))
}

type why struct {
	Reason string `form:"reason"`
}

// suspend stops a stall from selling.
func (w *portal) suspend(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[why](c)
	if err == nil {
		err = w.Admission.Suspend(c.UserContext(), s.ID, in.Reason, o.by)
	}
	return w.judge(c, o, judging{reason: in.Reason}, "suspended", err)
}

// closeStall ends a stall for good.
func (w *portal) closeStall(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[why](c)
	if err == nil {
		err = w.Admission.Close(c.UserContext(), s.ID, in.Reason, o.by)
	}
	for _, f := range fault.All(err) {
		if f.Field == "reason" && s.State.CanBecome(seller.Closed) {
			f.Field = "reason-close"
		} else {
			f.Field = "" // its form is gone
		}
	}
	return w.judge(c, o, judging{closing: in.Reason}, "closed", err)
}
