package storefront

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) signInPage(c *fiber.Ctx) error { return s.showSignIn(c, "", nil) }

func (s *shop) showSignIn(c *fiber.Ctx, phone string, refused error) error {
	f := s.form(c, "account")
	f.Title, f.Path = f.T("signin.title"), view.PathSignIn
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	day, err := s.dayOf(c)
	if err != nil {
		return err
	}
	return show(c, status, pages.SignIn(f, pages.SignInPage{
		Phone: phone, Day: day.Place, Next: session.ReturnTo(c, view.PathAccount), Problems: problemsOf(f.Lang, refused),
	}))
}

func (s *shop) signIn(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Phone string `form:"phone"`
	}](c)
	if err == nil {
		err = s.sendCode(c, in.Phone, session.ReturnTo(c, view.PathAccount))
	}
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.showSignIn(c, in.Phone, err)
	}
	return goOn(c, view.PathSignInCode)
}

func (s *shop) signInCodePage(c *fiber.Ctx) error {
	return s.codePage(c, view.PathSignInCode, view.PathSignIn, nil)
}

func (s *shop) signInCode(c *fiber.Ctx) error {
	a, err := s.prove(c)
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.codePage(c, view.PathSignInCode, view.PathSignIn, err)
	}
	return goOn(c, view.PathSignInPerson+"?"+url.Values{session.ReturnField: {a.Next}}.Encode())
}

func (s *shop) resendSignInCode(c *fiber.Ctx) error {
	return s.resend(c, view.PathSignInCode, view.PathSignIn)
}

// personForm says who of a phone's people is here; PIN and Name are nil until their own
// screen has asked. Consent is the version of the privacy text that somebody new has ticked.
type personForm struct {
	PersonID string  `form:"person_id"`
	Name     *string `form:"name"`
	PIN      *string `form:"pin"`
	Consent  string  `form:"consent"`
}

func (s *shop) personPage(c *fiber.Ctx) error { return s.showPerson(c, personForm{}, nil) }

func (s *shop) showPerson(c *fiber.Ctx, in personForm, refused error) error {
	who := session.Who(c)
	if !who.PhoneProved(s.Now()) {
		return s.proveAgain(c)
	}
	ctx := c.UserContext()
	people, err := account.People(ctx, s.DB.Read(ctx), who.PhoneID)
	if err != nil {
		return err
	}
	f := s.form(c, "account")
	f.Path = view.PathSignInPerson
	p := pages.SignInPersonPage{
		Phone: s.phoneHint(c), Chosen: in.PersonID, Name: typed(in.Name), Next: session.ReturnTo(c, view.PathAccount), Consent: account.ConsentText,
		Problems: problemsOf(f.Lang, refused),
	}
	for _, one := range people {
		p.People = append(p.People, pages.Person{ID: one.ID, Name: one.Name})
		if one.HasPIN && one.ID == in.PersonID {
			p.AskPIN, p.Forgot = one.Name, pathForgot
			if from := s.resetFrom(c, one.ID); !from.IsZero() {
				p.Forgot, p.Why = "", f.T("pin.reset_from", "time", from)
			}
		}
	}
	p.AskName = in.PersonID == "new" || len(people) == 0
	if p.Chosen == "" && len(people) == 1 {
		p.Chosen = people[0].ID
	}
	switch {
	case p.AskPIN != "":
		f.Title = f.T("signin.pin_title", "name", p.AskPIN)
	case p.AskName:
		f.Title = f.T("signin.new_title")
	default:
		f.Title = f.T("signin.who")
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.SignInPerson(f, p))
}

func (s *shop) choosePerson(c *fiber.Ctx) error {
	in, err := session.Bind[personForm](c)
	if err != nil {
		return s.showPerson(c, in, err)
	}
	who := session.Who(c)
	if !who.PhoneProved(s.Now()) {
		return s.proveAgain(c)
	}
	guest, hadCart := visitor(c)
	var signed account.SignedIn
	ctx, label := c.UserContext(), device(c)
	switch {
	case in.PersonID == "":
		err = fault.New(fault.Invalid, "session.person").On("person_id")
	case in.PersonID == "new" && in.Name == nil:
		return s.showPerson(c, in, nil) // the next question
	case in.PersonID == "new":
		signed, err = s.Accounts.AddPerson(ctx, who, account.AddPerson{
			Name: typed(in.Name), Consent: in.Consent, Locale: string(session.Language(c)), Kind: account.Cookie, Label: label, Channel: actor.Page,
		})
	default:
		signed, err = s.Accounts.ChoosePerson(ctx, who, account.ChoosePerson{PersonID: in.PersonID, PIN: typed(in.PIN), Kind: account.Cookie, Label: label})
	}
	if fault.Has(err, "account.phone.again") {
		return s.proveAgain(c)
	}
	if in.PIN == nil && fault.Has(err, "pin.needed") {
		return s.showPerson(c, in, nil) // the next question
	}
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.showPerson(c, in, err)
	}
	session.Start(c, signed)
	if who.PersonID != "" {
		s.drop(c, "destination") // of whoever was here before
	}
	if hadCart {
		if err := s.Checkout.MergeCart(ctx, guest, actor.Buyer{PersonID: signed.Identity.PersonID, Channel: actor.Page}); err != nil {
			return err
		}
		session.ForgetVisitor(c)
	}
	if from := s.resetFrom(c, signed.Identity.PersonID); in.PIN == nil && signed.Identity.HasPIN && !from.IsZero() {
		return goOn(c, view.PathPIN) // the old one is forgotten: here comes the new one
	}
	return goOn(c, session.ReturnTo(c, view.PathAccount))
}

// proveAgain asks for a code of the phone, and comes back to the people of it.
func (s *shop) proveAgain(c *fiber.Ctx) error {
	return goOn(c, view.PathSignIn+"?"+url.Values{session.ReturnField: {session.ReturnTo(c, view.PathAccount)}}.Encode())
}

func (s *shop) signOut(c *fiber.Ctx) error {
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	if who := session.Who(c); who.SessionID != "" {
		if err := s.Accounts.SignOut(c.UserContext(), who); err != nil {
			return err
		}
	}
	session.End(c)
	s.drop(c, "destination")
	s.flash(c, "signed_out")
	return goOn(c, view.PathHome)
}

func typed(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// device is what a person's list of sessions calls this browser.
func device(c *fiber.Ctx) string {
	agent := c.Get(fiber.HeaderUserAgent)
	first := func(names ...string) string {
		for _, name := range names {
			if mark, word, _ := strings.Cut(name, "="); strings.Contains(agent, mark) {
				return word
			}
		}
		return ""
	}
	program := first("Edg/=Edge", "OPR/=Opera", "CocCoc=Cốc Cốc", "coc_coc=Cốc Cốc", "Firefox/=Firefox", "Chrome/=Chrome", "Safari/=Safari")
	machine := first("Android=Android", "iPhone=iPhone", "iPad=iPad", "Windows=Windows", "Mac OS X=Mac", "Linux=Linux")
	return strings.Trim(program+" · "+machine, " ·")
}

// sells reports whether the portal has something for the person.
func (s *shop) sells(c *fiber.Ctx, personID string) bool {
	if session.Has(c, account.Helper) || session.Has(c, account.Officer) || session.Has(c, account.Admin) {
		return true
	}
	all, err := seller.MembershipsOf(c.UserContext(), s.DB.Read(c.UserContext()), personID)
	return err == nil && len(all) > 0
}
