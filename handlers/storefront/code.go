package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// asked is a code that was sent, as the browser remembers it.
type asked struct {
	Phone    string        `json:"phone"`
	Request  string        `json:"request"`
	ResendAt clock.Instant `json:"resend_at"`
	Next     string        `json:"next"`
	Forgot   string        `json:"forgot,omitempty"` // for a new PIN of this person, and for nothing else
}

// sendCode sends a code to a number and remembers which.
func (s *shop) sendCode(c *fiber.Ctx, phone, next string) error {
	sent, err := s.Accounts.SendCode(c.UserContext(), account.SendCode{
		Phone: phone, DeviceToken: session.Device(c), Day: s.cookie(c, "day"), Purpose: account.SignIn, Address: session.Address(c), Locale: string(session.Language(c)),
	})
	if err != nil {
		return err
	}
	if normal, err := account.NormalPhone(phone); err == nil {
		phone = normal
	}
	session.RememberDevice(c, sent.DeviceToken)
	return keep(c, s, "code", asked{Phone: phone, Request: sent.RequestID, ResendAt: sent.ResendAt, Next: next}, 2*account.CodeLife)
}

// codePage asks for the code; in says what was typed when it was refused.
func (s *shop) codePage(c *fiber.Ctx, action, back string, refused error) error {
	a, ok := kept[asked](c, s, "code")
	if !ok {
		return goOn(c, back)
	}
	f := s.form(c, "")
	f.Title, f.Path = f.T("code.title"), action
	p := pages.CodePage{
		Action: action, Phone: maskPhone(a.Phone), Back: back, Next: a.Next, Request: a.Request, Problems: problemsOf(f.Lang, refused),
	}
	if s.Now() < a.ResendAt {
		p.ResendAt = a.ResendAt
	} else if p.Resend = action + "/resend"; a.Forgot != "" {
		p.Resend, p.PersonID = pathForgot, a.Forgot
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Code(f, p))
}

type codeForm struct {
	RequestID string `form:"request_id"`
	Code      string `form:"code"`
}

// prove uses up the code: the browser then holds a session whose phone is proved.
func (s *shop) prove(c *fiber.Ctx) (asked, error) {
	a, ok := kept[asked](c, s, "code")
	if !ok || a.Forgot != "" {
		return a, fault.New(fault.Invalid, "account.code.over").On("code")
	}
	in, err := session.Bind[codeForm](c)
	if err != nil {
		return a, err
	}
	proved, err := s.Accounts.ProveCode(c.UserContext(), account.CodeProof{
		RequestID: a.Request, Code: in.Code, DeviceToken: session.Device(c), Replaces: session.Who(c).SessionID,
	})
	if err != nil {
		return a, err
	}
	session.Start(c, proved.SignedIn)
	s.drop(c, "code")
	return a, nil
}

// resend sends another code to the same number.
func (s *shop) resend(c *fiber.Ctx, action, back string) error {
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	a, ok := kept[asked](c, s, "code")
	if !ok || a.Forgot != "" {
		return goOn(c, back)
	}
	if err := s.sendCode(c, a.Phone, a.Next); err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.codePage(c, action, back, err)
	}
	return goOn(c, action)
}

func (s *shop) checkoutCodePage(c *fiber.Ctx) error {
	return s.codePage(c, view.PathCheckoutCode, view.PathCheckout, nil)
}

func (s *shop) checkoutCode(c *fiber.Ctx) error {
	if _, err := s.prove(c); err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.codePage(c, view.PathCheckoutCode, view.PathCheckout, err)
	}
	return goOn(c, view.PathCheckoutPlace)
}

func (s *shop) resendCheckoutCode(c *fiber.Ctx) error {
	return s.resend(c, view.PathCheckoutCode, view.PathCheckout)
}
