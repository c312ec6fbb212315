package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/view"
)

// The way to a new PIN when the old one is forgotten: a code to the phone, then a day in
// which the person can call it off, then a PIN without the old one.
const (
	pathForgot     = view.PathPIN + "/forgot"
	pathForgotCode = pathForgot + "/code"
)

// forgotten is from when the browser's person may set a PIN without the old one.
type forgotten struct {
	PersonID string        `json:"person_id"`
	From     clock.Instant `json:"from"`
}

// resetFrom is from when the PIN may be replaced; zero when nobody has asked.
func (s *shop) resetFrom(c *fiber.Ctx) clock.Instant {
	f, ok := kept[forgotten](c, s, "forgotten")
	if !ok || f.PersonID != session.Who(c).PersonID || s.Now() >= f.From.Add(account.ResetOpen) {
		return 0
	}
	return f.From
}

func (s *shop) forgotPIN(c *fiber.Ctx) error {
	if _, err := session.Buyer(c); err != nil {
		return err
	}
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	sent, err := s.Accounts.SendResetCode(c.UserContext(), session.Who(c), account.SendCode{
		DeviceToken: session.Device(c), Address: session.Address(c), Locale: string(session.Language(c)),
	})
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.showPIN(c, false, err)
	}
	session.RememberDevice(c, sent.DeviceToken)
	number, err := s.Accounts.PhoneNumber(c.UserContext(), s.DB.Read(c.UserContext()), session.Who(c).PhoneID)
	if err != nil {
		return err
	}
	a := asked{Phone: number, Request: sent.RequestID, ResendAt: sent.ResendAt, Next: view.PathPIN, Forgot: true}
	if err := keep(c, s, "code", a, 2*account.CodeLife); err != nil {
		return err
	}
	return goOn(c, pathForgotCode)
}

func (s *shop) forgotCodePage(c *fiber.Ctx) error { return s.showForgotCode(c, nil) }

func (s *shop) showForgotCode(c *fiber.Ctx, refused error) error {
	if _, err := session.Buyer(c); err != nil {
		return err
	}
	if a, ok := kept[asked](c, s, "code"); !ok || !a.Forgot {
		return goOn(c, view.PathPIN)
	}
	return s.codePage(c, pathForgotCode, view.PathPIN, refused)
}

func (s *shop) forgotCode(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	a, ok := kept[asked](c, s, "code")
	if !ok || !a.Forgot {
		return goOn(c, view.PathPIN)
	}
	in, err := session.Bind[codeForm](c)
	var from clock.Instant
	if err == nil {
		from, err = s.Accounts.AskPINReset(c.UserContext(), by.Stamp(), session.Who(c), account.CodeProof{
			RequestID: a.Request, Code: in.Code, DeviceToken: session.Device(c),
		})
	}
	if err != nil {
		if len(fault.All(err)) == 0 || fault.Is(err, fault.Forbidden) {
			return err
		}
		return s.showForgotCode(c, err)
	}
	s.drop(c, "code")
	if err := keep(c, s, "forgotten", forgotten{PersonID: by.PersonID, From: from}, account.ResetWait+account.ResetOpen); err != nil {
		return err
	}
	return goOn(c, view.PathPIN)
}
