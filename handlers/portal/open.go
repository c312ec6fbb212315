package portal

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// opening is what was typed by who wants to sell, one question a screen: what they are, how
// the stall is called, where they live. At names the question that was answered; what was
// answered before it travels in the address, and nothing is kept until the last.
type opening struct {
	At         string        `form:"at"`
	Name       string        `form:"name"`
	Kind       seller.Kind   `form:"kind"`
	AboutVI    string        `form:"about_vi"`
	WardCode   string        `form:"ward_code"`
	BusinessNo string        `form:"business_no"`
	Pickup     seller.Pickup `form:"pickup"`
}

// to is the address of the question that follows.
func (in opening) to() string {
	q := url.Values{"kind": {string(in.Kind)}}
	if in.At == "name" {
		q.Set("name", in.Name)
		if in.BusinessNo != "" {
			q.Set("business_no", in.BusinessNo)
		}
	}
	return pages.PathOpen + "?" + q.Encode()
}

// openPage asks who wants to sell.
func (w *portal) openPage(c *fiber.Ctx) error {
	if _, err := session.Buyer(c); err != nil {
		return err
	}
	in := opening{Kind: seller.Kind(c.Query("kind")), Name: c.Query("name"), BusinessNo: c.Query("business_no")}
	switch {
	case !slices.Contains(seller.Kinds, in.Kind):
		return w.askOpen(c, opening{At: "kind", Kind: seller.Household}, nil)
	case in.Name == "" || c.Query("at") == "name":
		in.At = "name"
	default:
		in.At = "place"
	}
	return w.askOpen(c, in, nil)
}

func (w *portal) askOpen(c *fiber.Ctx, in opening, ps view.Problems) error {
	sh := back(w.frame(c, "portal.open"), view.PathPortal+"?all=1", "portal.choose")
	switch in.At {
	case "name":
		sh = back(sh, pages.PathOpen, "portal.back")
	case "place":
		sh = back(sh, opening{At: "name", Kind: in.Kind, Name: in.Name, BusinessNo: in.BusinessNo}.to()+"&at=name", "portal.back")
	}
	p := pages.OpenPage{
		Action: pages.PathOpen, At: in.At, Name: in.Name, Kind: string(in.Kind), Ward: in.WardCode, Street: in.Pickup.Street,
		BusinessNo: in.BusinessNo, Registered: in.Kind != seller.Household, Wards: w.wardOptions(in.WardCode), Problems: ps,
	}
	for _, k := range seller.Kinds {
		p.Kinds = append(p.Kinds, view.Option{Value: string(k), Label: sh.T("seller.kind." + string(k))})
	}
	return show(c, pages.Open(sh, p))
}

// open takes an answer, and after the last asks for the stall; an officer checks it.
func (w *portal) open(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[opening](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil && in.At != "" && in.At != "place" {
		if err = in.refuse(); err == nil {
			return done(c, in.to(), "")
		}
	}
	id := ""
	if err == nil {
		id, err = w.applyFor(c, in, key, by)
	}
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			in.At = wrongAt(in, ps)
			return w.askOpen(c, in, ps)
		}
		return err
	}
	s, err := seller.Find(c.UserContext(), w.DB.Read(c.UserContext()), id)
	if err != nil {
		return err
	}
	return done(c, pages.StallPath(s.Slug, "papers"), "opened")
}

// refuse says what is wrong with the answer to one question.
func (in *opening) refuse() error {
	if !slices.Contains(seller.Kinds, in.Kind) {
		return fault.New(fault.Invalid, "seller.kind").On("kind")
	}
	if in.At == "kind" {
		return nil
	}
	name, err := seller.NameOf(in.Name)
	if err == nil {
		in.Name = name
	}
	return err
}

// wrongAt is the question whose answer is to be mended.
func wrongAt(in opening, ps view.Problems) string {
	for _, q := range []struct {
		at     string
		fields []string
	}{{"kind", []string{"kind"}}, {"name", []string{"name", "business_no"}}} {
		for _, field := range q.fields {
			if ps.On(field) != "" {
				return q.at
			}
		}
	}
	return "place"
}

// applyFor asks for the stall, in the name of who sits beside a helper where one helps.
func (w *portal) applyFor(c *fiber.Ctx, in opening, key string, by actor.Buyer) (string, error) {
	to := seller.NewSeller{
		Name: in.Name, Kind: in.Kind, AboutVI: in.AboutVI, Scheme: division.Current, WardCode: in.WardCode, BusinessNo: in.BusinessNo,
		Residency: seller.Resident, Pickup: in.Pickup, OwnerID: by.PersonID, PhoneID: session.Who(c).PhoneID,
	}
	var who actor.Actor = by
	if h, ok := session.Helping(c); ok { // who sits beside the helper opens it
		to.OwnerID, to.PhoneID = h.PersonID, h.PhoneID
		helper, err := session.Helper(c)
		if err != nil {
			return "", err
		}
		who = helper
	}
	return w.Onboarding.Apply(c.UserContext(), to, key, who)
}
