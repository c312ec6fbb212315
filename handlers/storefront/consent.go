package storefront

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/privacy"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// listConsents puts what the person agreed to and took back on their page, and a way to
// what was never asked.
func (s *shop) listConsents(c *fiber.Ctx, f *view.Frame, p *pages.MyDataPage, given []account.GivenConsent) error {
	var helpers []string
	for _, g := range given {
		if g.AssistedBy != "" {
			helpers = append(helpers, g.AssistedBy)
		}
	}
	names, err := account.Names(c.UserContext(), s.DB.Read(c.UserContext()), helpers)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, g := range given {
		one := pages.Consent{Name: f.T("mydata.consent." + g.Purpose), Version: g.Version, At: g.CreatedAt, Over: g.WithdrawnAt, By: names[g.AssistedBy], Text: view.ConsentTextPath(g.Purpose, g.Version)}
		switch {
		case g.Purpose == account.Privacy:
			one.Needed = g.WithdrawnAt.IsZero()
		case !seen[g.Purpose]: // the newest word on it
			one.Change = view.ConsentPath(g.Purpose)
		}
		one.No = g.Answer == account.No
		seen[g.Purpose] = true
		p.Consents = append(p.Consents, one)
	}
	for _, purpose := range account.Purposes {
		if !seen[purpose] {
			p.Unasked = append(p.Unasked, pages.Unasked{Name: f.T("mydata.consent." + purpose), URL: view.ConsentPath(purpose)})
		}
	}
	return nil
}

func (s *shop) consentPage(c *fiber.Ctx) error { return s.showConsent(c, nil) }

// showConsent asks for one agreement, or whether it is taken back and what follows then.
func (s *shop) showConsent(c *fiber.Ctx, refused error) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	ctx, purpose := c.UserContext(), c.Params("purpose")
	q := s.DB.Read(ctx)
	version, ours := account.ConsentTexts[purpose]
	if !ours || !slices.Contains(account.Purposes, purpose) {
		return fault.New(fault.NotFound, "kind.not_found")
	}
	f := s.form(c, "account")
	text, _ := pages.ConsentText(purpose, version, f.Lang)
	f.Title, f.Path = text.Title, view.ConsentPath(purpose)
	p := pages.ConsentPage{
		Text: text, Version: version, Action: view.ConsentPath(purpose), Next: session.ReturnTo(c, view.PathMyData), Problems: loose(problemsOf(f.Lang, refused)),
	}
	if p.Stands, err = account.Agreed(ctx, q, by.PersonID, purpose); err != nil {
		return err
	}
	if p.Stands && purpose == account.Publishing {
		shown, err := privacy.Shown(ctx, q, by)
		if err != nil {
			return err
		}
		for _, stall := range shown {
			p.Stalls = append(p.Stalls, stall.Name)
		}
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.AskConsent(f, p))
}

// answerConsent keeps a yes or a no, or takes a yes back.
func (s *shop) answerConsent(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[struct {
		Answer  string `form:"answer"`
		Version string `form:"version"`
	}](c)
	word := ""
	if err == nil {
		word, err = s.answer(c, by, c.Params("purpose"), in.Answer, in.Version)
	}
	switch {
	case err == nil:
		if word != "" {
			s.flash(c, word)
		}
		return goOn(c, session.ReturnTo(c, view.PathMyData))
	case len(fault.All(err)) == 0, fault.Is(err, fault.NotFound), fault.Is(err, fault.Unauthenticated):
		return err
	}
	return s.showConsent(c, err)
}

func (s *shop) answer(c *fiber.Ctx, by actor.Buyer, purpose, answer, version string) (word string, err error) {
	switch answer {
	case "withdraw":
		return "withdrawn", s.Privacy.Withdraw(c.UserContext(), by, purpose)
	case "keep":
		return "", nil
	case string(account.Yes):
		word = "agreed"
	case string(account.No):
		word = "refused"
	}
	return word, s.Privacy.Answer(c.UserContext(), by, account.Consent{Purpose: purpose, Version: version, Answer: account.Answer(answer)})
}

// consentText shows one version of what is agreed to.
func (s *shop) consentText(c *fiber.Ctx) error {
	f := s.frame(c, "")
	purpose, err := url.PathUnescape(c.Params("purpose"))
	if err != nil || !slices.Contains(append([]string{account.Privacy}, account.Purposes...), purpose) {
		return fault.New(fault.NotFound, "kind.not_found")
	}
	p, ok := pages.ConsentText(purpose, c.Params("version"), f.Lang)
	if !ok {
		return fault.New(fault.NotFound, "kind.not_found")
	}
	f.Title = p.Title
	return show(c, fiber.StatusOK, pages.Text(f, p))
}
