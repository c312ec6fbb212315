package sandbox

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity/eauth/stage"
	pages "github.com/chophien/chophien/web/sandbox"
	"github.com/chophien/chophien/web/view"
)

// card is what is typed into the played app.
type card struct {
	Name    string `form:"name"`
	Number  string `form:"number"`
	Outcome string `form:"outcome"`
}

// identityPage is the app of the played provider of identity.
func (s *play) identityPage(c *fiber.Ctx) error {
	return s.showIdentity(c, card{Name: session.Who(c).Name, Number: "015000000001"}, nil)
}

func (s *play) showIdentity(c *fiber.Ctx, in card, refused error) error {
	v, err := s.Demo.Stage.View(c.Params("tx"))
	if err != nil {
		return err
	}
	f := s.frame(c, "play.identity")
	status := fiber.StatusOK
	if refused != nil {
		status = parts.Status(refused)
	}
	p := pages.IdentityPage{Purpose: v.Purpose, Code: v.Code, Until: v.Until, Back: s.home(v.BackURL), Name: in.Name, Number: in.Number, Problems: view.ProblemsOf(f.Lang, refused)}
	if v.Open {
		p.Action = "/sandbox/identity/" + v.Tx
	}
	return show(c, status, pages.Identity(f, p))
}

// home is an address of the market itself, and nothing else.
func (s *play) home(to string) string {
	if strings.HasPrefix(to, s.Market.BaseURL+"/") {
		return to
	}
	return s.Market.BaseURL
}

// actIdentity is the person's word in the app.
func (s *play) actIdentity(c *fiber.Ctx) error {
	in, err := session.Bind[card](c)
	if err != nil {
		return err
	}
	var who *stage.Card
	switch in.Outcome {
	case "yes":
		if strings.TrimSpace(in.Name) == "" || len(in.Number) != 12 || strings.Trim(in.Number, "0123456789") != "" {
			return s.showIdentity(c, in, fault.New(fault.Invalid, "input.value").On("number"))
		}
		who = &stage.Card{Name: in.Name, Number: in.Number}
	case "no":
	default:
		return fault.New(fault.Invalid, "input.value").On("outcome")
	}
	v, err := s.Demo.Stage.View(c.Params("tx"))
	if err == nil {
		err = s.Demo.Stage.Act(c.Params("tx"), who)
	}
	if err != nil {
		return err
	}
	return c.Redirect(s.home(v.BackURL), fiber.StatusSeeOther)
}
