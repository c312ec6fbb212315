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

// resetFrom is from when a person's PIN may be replaced; zero when nobody has asked here.
func (s *shop) resetFrom(c *fiber.Ctx, personID string) clock.Instant {
	f, ok := kept[forgotten](c, s, "forgotten")
	if !ok || f.PersonID != personID || s.Now() >= f.From.Add(account.ResetOpen) {
		return 0
	}
	return f.From
}

// whose is the person whose PIN was forgotten: the one who is signed in, or one of the
// phone, when the PIN is what keeps them from signing in. AskPINReset refuses any other.
func whose(c *fiber.Ctx, personID string) (string, error) {
	who := session.Who(c)
	if who.PhoneID == "" {
		return "", fault.New(fault.Unauthenticated, "session.needed")
	}
	if personID == "" {
		personID = who.PersonID
	}
	return personID, nil
}

// afterwards is where the way to a new PIN began.
func afterwards(c *fiber.Ctx) string {
	if session.Who(c).PersonID == "" {
		return view.PathSignInPerson
	}
	return view.PathPIN
}

func (s *shop) forgotPIN(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		PersonID string `form:"person_id"`
	}](c)
	if err == nil {
		in.PersonID, err = whose(c, in.PersonID)
	}
	if err != nil {
		return err
	}
	sent, err := s.Accounts.SendResetCode(c.UserContext(), session.Who(c), account.SendCode{
		DeviceToken: session.Device(c), Address: session.Address(c), Locale: string(session.Language(c)),
	})
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		if session.Who(c).PersonID == "" {
			return s.showPerson(c, personForm{PersonID: in.PersonID}, err)
		}
		return s.showPIN(c, false, err)
	}
	session.RememberDevice(c, sent.DeviceToken)
	number, err := s.Accounts.PhoneNumber(c.UserContext(), s.DB.Read(c.UserContext()), session.Who(c).PhoneID)
	if err != nil {
		return err
	}
	a := asked{Phone: number, Request: sent.RequestID, ResendAt: sent.ResendAt, Next: afterwards(c), Forgot: in.PersonID}
	if err := keep(c, s, "code", a, 2*account.CodeLife); err != nil {
		return err
	}
	return goOn(c, pathForgotCode)
}

func (s *shop) forgotCodePage(c *fiber.Ctx) error { return s.showForgotCode(c, nil) }

func (s *shop) showForgotCode(c *fiber.Ctx, refused error) error {
	if session.Who(c).PhoneID == "" {
		return fault.New(fault.Unauthenticated, "session.needed")
	}
	if a, ok := kept[asked](c, s, "code"); !ok || a.Forgot == "" {
		return goOn(c, afterwards(c))
	}
	return s.codePage(c, pathForgotCode, afterwards(c), refused)
}

func (s *shop) forgotCode(c *fiber.Ctx) error {
	a, ok := kept[asked](c, s, "code")
	if !ok || a.Forgot == "" {
		return goOn(c, afterwards(c))
	}
	in, err := session.Bind[codeForm](c)
	var from clock.Instant
	if err == nil {
		from, err = s.Accounts.AskPINReset(c.UserContext(), session.Shopper(c).Stamp(), session.Who(c), account.PINReset{
			PersonID: a.Forgot, CodeProof: account.CodeProof{RequestID: a.Request, Code: in.Code, DeviceToken: session.Device(c)},
		})
	}
	if err != nil {
		if len(fault.All(err)) == 0 || fault.Is(err, fault.Forbidden) {
			return err
		}
		return s.showForgotCode(c, err)
	}
	s.drop(c, "code")
	if err := keep(c, s, "forgotten", forgotten{PersonID: a.Forgot, From: from}, account.ResetWait+account.ResetOpen); err != nil {
		return err
	}
	return goOn(c, afterwards(c))
}
