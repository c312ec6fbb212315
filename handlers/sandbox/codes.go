package sandbox

import (
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	pages "github.com/chophien/chophien/web/sandbox"
)

// shownCodes is how many codes the page lists.
const shownCodes = 30

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// codesPage lists the codes that would have gone to phones, and who there is to play.
func (s *play) codesPage(c *fiber.Ctx) error {
	f := s.frame(c, "codes.title")
	p := pages.CodesPage{}
	for _, e := range s.Demo.Codes.Recent("", 4*shownCodes) {
		code := sixDigits.FindString(e.Text)
		if !strings.Contains(e.Template, "code.") || code == "" || len(p.Codes) == shownCodes {
			continue
		}
		p.Codes = append(p.Codes, pages.Code{Phone: account.LocalPhone(e.To), Code: code, At: e.At, Until: e.At.Add(account.CodeLife)})
	}
	for _, one := range s.Demo.People {
		p.Accounts = append(p.Accounts, pages.Account{Role: f.T("demo.role." + one.Role), Name: one.Name, Phone: one.Phone, Note: one.Note})
	}
	return show(c, fiber.StatusOK, pages.Codes(f, p))
}
