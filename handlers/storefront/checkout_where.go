package storefront

import (
	"encoding/json"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/shipping"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// whereForm is the first step of the checkout.
type whereForm struct {
	placeStep
	AddressID string           `form:"address_id"`
	Recipient string           `form:"recipient"`
	Phone     string           `form:"phone"`
	Address   division.Address `form:"address"`
}

func (s *shop) wherePage(c *fiber.Ctx) error {
	in := whereForm{}
	if d, ok := kept[destination](c, s, "destination"); ok {
		in = whereForm{AddressID: d.AddressID, Recipient: d.Recipient, Phone: localPhone(d.Phone), Address: d.Address}
	}
	if in.Recipient == "" {
		in.Recipient = session.Who(c).Name
	}
	if in.Address.ProvinceCode == "" {
		in.Address.ProvinceCode = s.Places.Home().Code
	}
	return s.showWhere(c, in, nil)
}

func (s *shop) showWhere(c *fiber.Ctx, in whereForm, refused error) error {
	ctx := c.UserContext()
	offer, err := s.Checkout.Show(ctx, session.Shopper(c), shipping.Place{}, nil)
	if err != nil {
		return err
	}
	if len(offer.Plan.Parts) == 0 || offer.Plan.Problems() != nil {
		return goOn(c, view.PathCart) // the basket says what is wrong with it
	}
	f := s.form(c, "cart")
	f.Title, f.Path = f.T("checkout.where"), view.PathCheckout
	p := pages.CheckoutWherePage{
		Name: in.Recipient, Phone: in.Phone, Address: in.AddressID, Place: s.placeForm("address.", in.Address, in.placeStep),
		Problems: problemsOf(f.Lang, refused),
	}
	if f.Person == "" {
		p.PhoneHint = s.phoneHint(c)
	}
	if p.Saved, err = s.saved(c); err != nil {
		return err
	}
	if p.Address == "" && len(p.Saved) > 0 {
		p.Address = p.Saved[0].ID
	}
	if p.Phone == "" && f.Person != "" {
		p.Phone = s.ownPhone(c)
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.CheckoutWhere(f, p))
}

func (s *shop) where(c *fiber.Ctx) error {
	in, err := session.Bind[whereForm](c)
	if err != nil {
		return s.showWhere(c, in, err)
	}
	if in.asks(s, &in.Address) {
		return s.showWhere(c, in, nil)
	}
	d, err := s.destinationOf(c, in)
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.showWhere(c, in, err)
	}
	if err := keep(c, s, "destination", d, destinationLife); err != nil {
		return err
	}
	if session.Who(c).PhoneID != "" {
		return goOn(c, view.PathCheckoutPlace)
	}
	err = s.sendCode(c, d.Phone, view.PathCheckoutPlace)
	if fault.Has(err, "account.code.wait") {
		return goOn(c, view.PathCheckoutCode) // one is on its way
	}
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.showWhere(c, in, err)
	}
	return goOn(c, view.PathCheckoutCode)
}

// destinationOf is what the form says, in its plain form: a saved address of the person,
// or a new one with everything that is wrong with it at once.
func (s *shop) destinationOf(c *fiber.Ctx, in whereForm) (destination, error) {
	if in.AddressID != "" && in.AddressID != "new" {
		return s.savedDestination(c, in.AddressID)
	}
	d := destination{AddressID: "new"}
	var all fault.List
	var wrong *fault.Fault
	d.Recipient, wrong = checkout.Recipient(in.Recipient)
	all.Add(wrong)
	var err error
	if in.Phone == "" && session.Who(c).PhoneID != "" {
		d.Phone, err = s.Accounts.PhoneNumber(c.UserContext(), s.DB.Read(c.UserContext()), session.Who(c).PhoneID)
		if err != nil {
			return d, err
		}
	} else if d.Phone, err = account.NormalPhone(in.Phone); err != nil {
		all = append(all, fault.All(err)...)
	}
	if d.Address, err = s.check(in.Address, "address"); err != nil {
		all = append(all, fault.All(err)...)
	}
	return d, all.Err()
}

func (s *shop) savedDestination(c *fiber.Ctx, id string) (destination, error) {
	gone := fault.New(fault.NotFound, "address.gone")
	by, err := session.Buyer(c)
	if err != nil {
		return destination{}, gone
	}
	all, err := s.Accounts.Addresses(c.UserContext(), s.DB.Read(c.UserContext()), by)
	if err != nil {
		return destination{}, err
	}
	for _, a := range all {
		if a.ID == id {
			at, err := addressOf(a)
			return destination{AddressID: id, Recipient: a.Recipient, Phone: a.Phone, Address: at}, err
		}
	}
	return destination{}, gone
}

// addressOf opens the place that a person has saved.
func addressOf(a account.Address) (at division.Address, err error) {
	if len(a.Place) > 0 {
		err = json.Unmarshal(a.Place, &at)
	}
	at.Scheme, at.WardCode = a.Scheme, a.WardCode
	return at, err
}

// saved are the addresses of the person who is signed in.
func (s *shop) saved(c *fiber.Ctx) ([]pages.SavedAddress, error) {
	by, err := session.Buyer(c)
	if err != nil {
		return nil, nil
	}
	return s.savedOf(c, by)
}

func (s *shop) savedOf(c *fiber.Ctx, by actor.Buyer) ([]pages.SavedAddress, error) {
	rows, err := s.Accounts.Addresses(c.UserContext(), s.DB.Read(c.UserContext()), by)
	if err != nil {
		return nil, err
	}
	out := make([]pages.SavedAddress, len(rows))
	for i, a := range rows {
		at, failed := addressOf(a)
		err = errors.Join(err, failed)
		out[i] = pages.SavedAddress{ID: a.ID, Name: a.Recipient, Lines: s.Places.Line(at), Phone: maskPhone(a.Phone), First: i == 0}
	}
	return out, err
}

// ownPhone is the number of the person who is signed in, as its owner writes it.
func (s *shop) ownPhone(c *fiber.Ctx) string {
	number, err := s.Accounts.PhoneNumber(c.UserContext(), s.DB.Read(c.UserContext()), session.Who(c).PhoneID)
	if err != nil {
		return ""
	}
	return localPhone(number)
}
