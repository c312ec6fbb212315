package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// pinForm sets a PIN (pin, again), changes it (old_pin too), or, with the mode of the page that
// asks for it, proves the person by it. A box that is left empty makes none of them another.
type pinForm struct {
	Mode  string `form:"mode"`
	Old   string `form:"old_pin"`
	PIN   string `form:"pin"`
	Again string `form:"again"`
}

func (s *shop) pinPage(c *fiber.Ctx) error {
	return s.showPIN(c, c.Query("mode") == string(pages.EnterPIN), nil)
}

func (s *shop) showPIN(c *fiber.Ctx, enter bool, refused error) error {
	if _, err := session.Buyer(c); err != nil {
		return err
	}
	who := session.Who(c)
	f := s.form(c, "account")
	f.Path = view.PathPIN
	p := pages.PINPage{Mode: pages.SetPIN, Name: who.Name, Next: session.ReturnTo(c, view.PathAccount), Problems: problemsOf(f.Lang, refused)}
	switch {
	case who.HasPIN && enter:
		p.Mode = pages.EnterPIN
	case who.HasPIN:
		p.Mode = pages.ChangePIN
	}
	switch from := s.resetFrom(c, who.PersonID); {
	case !who.HasPIN:
	case from.IsZero():
		p.Forgot = pathForgot
	case s.Now() < from:
		p.Why = f.T("pin.reset_from", "time", from)
	case !enter:
		p.Mode, p.Why = pages.SetPIN, f.T("pin.reset_now")
	}
	f.Title = f.T("pin." + string(p.Mode))
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.PIN(f, p))
}

func (s *shop) setPIN(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[pinForm](c)
	enter := in.Mode == string(pages.EnterPIN)
	if err != nil {
		return s.showPIN(c, enter, err)
	}
	ctx, who := c.UserContext(), session.Who(c)
	var signed account.SignedIn
	switch {
	case enter:
		signed, err = s.Accounts.StepUp(ctx, who, in.PIN)
	case in.Again != in.PIN:
		err = fault.New(fault.Invalid, "pin.again").On("again")
	default:
		signed, err = s.Accounts.SetPIN(ctx, actor.Buyer{PersonID: by.PersonID, Channel: actor.Page}.Stamp(), who, account.SetPIN{Old: in.Old, New: in.PIN})
	}
	if err != nil {
		if len(fault.All(err)) == 0 || fault.Is(err, fault.Unauthenticated) {
			return err
		}
		return s.showPIN(c, enter, err)
	}
	session.Start(c, signed)
	if !enter {
		s.drop(c, "forgotten")
		s.flash(c, "pin_set")
	}
	return goOn(c, session.ReturnTo(c, view.PathAccount))
}
