package storefront

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) accountPage(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	ctx, who := c.UserContext(), session.Who(c)
	q := s.DB.Read(ctx)
	f := s.form(c, "account")
	if c.Query("lang") == string(f.Lang) && who.Locale != string(f.Lang) {
		// Messages follow the language that the person chose here.
		if err := s.Accounts.EditPerson(ctx, by, account.EditPerson{Name: who.Name, Locale: string(f.Lang)}); err != nil {
			return err
		}
	}
	f.Title = f.T("nav.account")
	p := pages.AccountPage{Name: who.Name, Phone: s.phoneHint(c), HasPIN: who.HasPIN}
	people, err := account.People(ctx, q, who.PhoneID)
	if err != nil {
		return err
	}
	for _, one := range people {
		p.People = append(p.People, pages.Person{ID: one.ID, Name: one.Name})
	}
	if p.Addresses, err = s.savedOf(c, by); err != nil {
		return err
	}
	sessions, err := s.Accounts.Sessions(ctx, q, by)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		label := one.Label
		if label == "" {
			label = f.T("account.some_device")
		}
		p.Sessions = append(p.Sessions, pages.Session{ID: one.ID, Device: label, Last: one.LastSeenAt, Current: one.ID == who.SessionID})
	}
	return show(c, fiber.StatusOK, pages.Account(f, p))
}

// addressForm is an address of the person's own. First is where things go unless told
// otherwise: the newest one, so keeping an address anew puts it first.
type addressForm struct {
	placeStep
	Recipient string           `form:"recipient"`
	Phone     string           `form:"phone"`
	Place     division.Address `form:"place"`
	First     bool             `form:"first"`
}

func (s *shop) addressPage(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	in := addressForm{Recipient: session.Who(c).Name, Phone: s.ownPhone(c)}
	in.Place.ProvinceCode = s.Places.Home().Code
	id := c.Params("id")
	if id != "" {
		rows, err := s.Accounts.Addresses(c.UserContext(), s.DB.Read(c.UserContext()), by)
		if err != nil {
			return err
		}
		found := false
		for i, a := range rows {
			if a.ID == id {
				found = true
				in = addressForm{Recipient: a.Recipient, Phone: localPhone(a.Phone), First: i == 0}
				if in.Place, err = addressOf(a); err != nil {
					return err
				}
			}
		}
		if !found {
			return fault.New(fault.NotFound, "address.gone")
		}
	}
	return s.showAddress(c, id, in, nil)
}

func (s *shop) showAddress(c *fiber.Ctx, id string, in addressForm, refused error) error {
	f := s.form(c, "account")
	f.Title = f.T("account.add_address")
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Address(f, pages.AddressPage{
		ID: id, Recipient: in.Recipient, Phone: in.Phone, First: in.First, Place: s.placeForm("place.", in.Place, in.placeStep),
		Problems: problemsOf(f.Lang, refused),
	}))
}

// saveAddress keeps a new address; an edited one takes the place of the old.
func (s *shop) saveAddress(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	id := c.Params("id")
	in, err := session.Bind[addressForm](c)
	if err != nil {
		return s.showAddress(c, id, in, err)
	}
	if in.asks(s, &in.Place) {
		return s.showAddress(c, id, in, nil)
	}
	ctx := c.UserContext()
	at, err := s.check(in.Place, "place")
	if err == nil {
		var place []byte
		if place, err = json.Marshal(at); err != nil {
			return err
		}
		_, err = s.Accounts.SaveAddress(ctx, by, account.NewAddress{
			Recipient: in.Recipient, Phone: in.Phone, Scheme: at.Scheme, WardCode: at.WardCode, Place: place,
		})
	}
	if err == nil && id != "" {
		err = s.Accounts.RemoveAddress(ctx, by, id)
	}
	if err != nil {
		if len(fault.All(err)) == 0 || fault.Is(err, fault.NotFound) {
			return err
		}
		return s.showAddress(c, id, in, err)
	}
	s.flash(c, "address_saved")
	return goOn(c, view.PathAccount)
}

func (s *shop) removeAddress(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	if err := s.Accounts.RemoveAddress(c.UserContext(), by, c.Params("id")); err != nil {
		return err
	}
	s.flash(c, "address_removed")
	return goOn(c, view.PathAccount)
}

func (s *shop) endSession(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	if err := s.Accounts.RevokeSession(c.UserContext(), by, c.Params("id")); err != nil {
		return err
	}
	s.flash(c, "session_ended")
	return goOn(c, view.PathAccount)
}

func (s *shop) endOthers(c *fiber.Ctx) error {
	if _, err := session.Buyer(c); err != nil {
		return err
	}
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	if err := s.Accounts.RevokeOthers(c.UserContext(), session.Who(c)); err != nil {
		return err
	}
	s.flash(c, "session_ended")
	return goOn(c, view.PathAccount)
}
