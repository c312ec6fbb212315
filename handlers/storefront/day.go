package storefront

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/view"
)

// joinDay is what the QR of a supervised sign-up day opens: the browser keeps the code of
// the day while it lasts, whoever signs up on it, and the sign-in says where one is.
func (s *shop) joinDay(c *fiber.Ctx) error {
	d, err := s.Accounts.RunningDay(c.UserContext(), s.DB.Read(c.UserContext()), code.Clean(c.Params("code")))
	if err != nil {
		return err
	}
	s.set(c, "day", d.Code, d.EndsAt.Sub(s.Now()).Round(time.Second))
	return goOn(c, view.PathSignIn)
}

// dayOf is the sign-up day that this browser carries; the zero Day when there is none.
func (s *shop) dayOf(c *fiber.Ctx) (account.Day, error) {
	carried := s.cookie(c, "day")
	if carried == "" || session.Who(c).PersonID != "" {
		return account.Day{}, nil
	}
	d, err := s.Accounts.RunningDay(c.UserContext(), s.DB.Read(c.UserContext()), carried)
	if fault.Has(err, "day.unknown") {
		s.drop(c, "day")
		return account.Day{}, nil
	}
	return d, err
}
