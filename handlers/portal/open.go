package portal

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// opening is what was typed by who wants to sell, one question a screen: what they are, how
// the stall is called, what they agree to, where they live. At names the question that was
// answered. A yes or no is kept when it is said; the rest travels in the address, and is kept
// with the last.
type opening struct {
	At         string         `form:"at"`
	Name       string         `form:"name"`
	Kind       seller.Kind    `form:"kind"`
	AboutVI    string         `form:"about_vi"`
	WardCode   string         `form:"ward_code"`
	BusinessNo string         `form:"business_no"`
	Pickup     seller.Pickup  `form:"pickup"`
	Answer     account.Answer `form:"answer"`
	Version    string         `form:"version"`
}

// to is the address of a question.
func (in opening) to(at string) string {
	q := url.Values{"kind": {string(in.Kind)}}
	if at != "name" || in.Name != "" {
		q.Set("name", in.Name)
		if in.BusinessNo != "" {
			q.Set("business_no", in.BusinessNo)
		}
		q.Set("at", at)
	}
	return pages.PathOpen + "?" + q.Encode()
}

// openPage asks who wants to sell.
func (w *portal) openPage(c *fiber.Ctx) error {
	asked, err := w.toAsk(c)
	if err != nil {
		return err
	}
	in := opening{At: c.Query("at"), Kind: seller.Kind(c.Query("kind")), Name: c.Query("name"), BusinessNo: c.Query("business_no")}
	switch {
	case !slices.Contains(seller.Kinds, in.Kind):
		in = opening{At: "kind", Kind: seller.Household}
	case in.Name == "":
		in.At = "name"
	case in.At == "place" || slices.Contains(asked, in.At):
	case in.At != "name":
		in.At = askedAfter(in.At, asked)
	}
	return w.askOpen(c, in, nil)
}

// toAsk lists the consents that are asked of who opens the stall.
func (w *portal) toAsk(c *fiber.Ctx) ([]string, error) {
	own, err := session.Seller(c)
	if err != nil {
		return nil, err
	}
	return account.ToAsk(c.UserContext(), w.DB.Read(c.UserContext()), own)
}

// askedAfter is the question that follows the name or a consent, of those that are asked.
func askedAfter(at string, asked []string) string {
	for _, purpose := range asked {
		if slices.Index(account.Purposes, purpose) > slices.Index(account.Purposes, at) {
			return purpose
		}
	}
	return "place"
}

// askedBefore is the question that stands before a consent or the place.
func askedBefore(at string, asked []string) string {
	was := "name"
	for _, purpose := range asked {
		if at == "place" || slices.Index(account.Purposes, purpose) < slices.Index(account.Purposes, at) {
			was = purpose
		}
	}
	return was
}

func (w *portal) askOpen(c *fiber.Ctx, in opening, ps view.Problems) error {
	asked, err := w.toAsk(c)
	if err != nil {
		return err
	}
	sh := w.frame(c, "portal.open")
	switch in.At {
	case "kind":
		sh = back(sh, view.PathPortal+"?all=1", "portal.choose")
	case "name":
		sh = back(sh, pages.PathOpen, "portal.back")
	default:
		sh = back(sh, in.to(askedBefore(in.At, asked)), "portal.back")
	}
	p := pages.OpenPage{
		Action: pages.PathOpen, At: in.At, Name: in.Name, Kind: string(in.Kind), Ward: in.WardCode, Street: in.Pickup.Street,
		BusinessNo: in.BusinessNo, Registered: in.Kind != seller.Household, Wards: w.wardOptions(in.WardCode), Problems: ps,
		Unagreed: in.At == "place" && slices.Contains(asked, account.Publishing),
	}
	for _, k := range seller.Kinds {
		p.Kinds = append(p.Kinds, view.Option{Value: string(k), Label: sh.T("seller.kind." + string(k))})
	}
	if slices.Contains(account.Purposes, in.At) {
		if p.Question, err = w.question(c, sh, in.At); err != nil {
			return err
		}
	}
	return show(c, pages.Open(sh, p))
}

// open takes an answer, and after the last asks for the stall; an officer checks it.
func (w *portal) open(c *fiber.Ctx) error {
	who, to, err := opener(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[opening](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil && in.At != "" && in.At != "place" {
		var next string
		if next, err = w.step(c, &in, who); err == nil {
			return done(c, in.to(next), "")
		}
	}
	id := ""
	if err == nil {
		to.Name, to.Kind, to.AboutVI, to.Scheme, to.WardCode = in.Name, in.Kind, in.AboutVI, division.Current, in.WardCode
		to.BusinessNo, to.Residency, to.Pickup = in.BusinessNo, seller.Resident, in.Pickup
		id, err = w.Onboarding.Apply(c.UserContext(), to, key, who)
	}
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			if slices.Contains(account.Purposes, in.At) {
				return w.askOpen(c, in, loose(ps))
			}
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

// step takes the answer to one question before the last, and names the next.
func (w *portal) step(c *fiber.Ctx, in *opening, who actor.Actor) (next string, err error) {
	if slices.Contains(account.Purposes, in.At) {
		err = w.Privacy.Answer(c.UserContext(), who, account.Consent{Purpose: in.At, Version: in.Version, Answer: in.Answer})
	} else {
		err = in.refuse()
	}
	if err != nil || in.At == "kind" {
		return "name", err
	}
	asked, err := w.toAsk(c)
	return askedAfter(in.At, asked), err
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

// opener is who opens a stall, and whose it becomes: of who sits beside a helper where one
// helps.
func opener(c *fiber.Ctx) (actor.Actor, seller.NewSeller, error) {
	by, err := session.Buyer(c)
	if err != nil {
		return nil, seller.NewSeller{}, err
	}
	if h, ok := session.Helping(c); ok {
		helper, err := session.Helper(c)
		return helper, seller.NewSeller{OwnerID: h.PersonID, PhoneID: h.PhoneID}, err
	}
	return by, seller.NewSeller{OwnerID: by.PersonID, PhoneID: session.Who(c).PhoneID}, nil
}
