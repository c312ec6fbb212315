package storefront

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) myDataPage(c *fiber.Ctx) error { return s.showMyData(c, session.Who(c).Name, nil) }

// showMyData shows what is kept of the person who is signed in; typed is a name that was
// refused, or the one that stands.
func (s *shop) showMyData(c *fiber.Ctx, typed string, refused error) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	ctx, who := c.UserContext(), session.Who(c)
	q := s.DB.Read(ctx)
	f := s.form(c, "account")
	f.Title, f.Path = f.T("mydata.title"), view.PathMyData
	addresses, err := s.savedOf(c, by)
	if err != nil {
		return err
	}
	sessions, err := s.Accounts.Sessions(ctx, q, by)
	if err != nil {
		return err
	}
	stalls, err := seller.MembershipsOf(ctx, q, by.PersonID)
	if err != nil {
		return err
	}
	count := func(n int) string {
		if n == 0 {
			return f.T("mydata.none")
		}
		return locale.Number(f.Lang, int64(n))
	}
	p := pages.MyDataPage{Name: who.Name, Typed: typed, Problems: problemsOf(f.Lang, refused), Facts: []pages.Fact{
		{Name: f.T("mydata.name"), Value: who.Name}, {Name: f.T("mydata.phone"), Value: s.phoneHint(c)},
		{Name: f.T("mydata.addresses"), Value: count(len(addresses))}, {Name: f.T("mydata.sessions"), Value: count(len(sessions))},
		{Name: f.T("mydata.stalls"), Value: count(len(stalls))}, {Name: f.T("mydata.roles"), Value: count(len(who.Roles))},
	}}
	given, err := account.Consents(ctx, q, by)
	if err != nil {
		return err
	}
	if err := s.listConsents(c, f, &p, given); err != nil {
		return err
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
		if fault.Has(refused, "consent.purpose") {
			p.Problems = loose(p.Problems)
		}
	}
	return show(c, status, pages.MyData(f, p))
}

// minded ends a form of the data page: back to it with a word, or with what was refused.
func (s *shop) minded(c *fiber.Ctx, typed, word string, err error) error {
	switch {
	case err == nil:
		s.flash(c, word)
		return goOn(c, view.PathMyData)
	case len(fault.All(err)) == 0, fault.Is(err, fault.NotFound), fault.Is(err, fault.Unauthenticated):
		return err
	}
	return s.showMyData(c, typed, err)
}

// rename corrects the person's own name.
func (s *shop) rename(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[struct {
		Name string `form:"name"`
	}](c)
	if err == nil {
		err = s.Accounts.EditPerson(c.UserContext(), by, account.EditPerson{Name: in.Name})
	}
	return s.minded(c, in.Name, "renamed", err)
}

// copyMyData hands out all that is kept, as a file.
func (s *shop) copyMyData(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	all, err := s.Privacy.Export(c.UserContext(), by)
	if err != nil {
		return err
	}
	file, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	c.Attachment("du-lieu-cua-toi.json")
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file)
}
