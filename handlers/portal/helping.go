package portal

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// helpForm is what a person says who is to be helped, one question a screen: their number,
// their name, that they agree to the help and, if they are new, to have an account; the code
// that came meanwhile is the last word. At names the question that was answered; what was
// answered before travels in the form.
type helpForm struct {
	At        string `form:"at"`
	Phone     string `form:"phone"`
	RequestID string `form:"request_id"`
	Code      string `form:"code"`
	Name      string `form:"name"`
	Consent   string `form:"consent"`
	Helping   string `form:"helping"`
}

func (w *portal) startHelpPage(c *fiber.Ctx) error {
	if _, err := session.Helper(c); err != nil {
		return err
	}
	return w.askHelp(c, helpForm{}, nil)
}

func (w *portal) askHelp(c *fiber.Ctx, in helpForm, ps view.Problems) error {
	sh := back(w.frame(c, "portal.help.title"), pages.PathHelper, "portal.helper")
	p := pages.HelpPage{
		Action: pages.HelperPath("start"), At: in.At, Phone: in.Phone, Request: in.RequestID, Name: in.Name, Agreed: in.Helping, Consented: in.Consent,
		Consent: account.ConsentText, Helping: account.ConsentTexts[account.Helping],
		ConsentSentence: sh.T("portal.help.privacy"), HelpSentence: sh.T("portal.help.agree"), Problems: ps,
	}
	if in.RequestID == "" {
		p.At = "phone"
	} else {
		p.Action = pages.HelperPath("person")
	}
	return show(c, pages.Help(sh, p))
}

// sendHelpCode texts the person's own phone a code that says what it is read out for.
func (w *portal) sendHelpCode(c *fiber.Ctx) error {
	by, err := session.Helper(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[helpForm](c)
	var sent account.SentCode
	if err == nil {
		sent, err = w.Accounts.SendAssistCode(c.UserContext(), by, account.SendCode{
			Phone: in.Phone, DeviceToken: session.Device(c), Address: session.Address(c), Locale: "vi",
		})
	}
	if err == nil {
		session.RememberDevice(c, sent.DeviceToken)
		in.RequestID, in.At = sent.RequestID, "name"
		return w.askHelp(c, in, nil)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askHelp(c, helpForm{Phone: in.Phone}, ps)
	}
	return err
}

// helpQuestions follow the number; each is answered before the next is asked.
var helpQuestions = []string{"name", "helping", "consent", "code"}

// startHelp takes an answer, and after the last begins the help and leads to the stalls of
// the person.
func (w *portal) startHelp(c *fiber.Ctx) error {
	by, err := session.Helper(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[helpForm](c)
	if at := slices.Index(helpQuestions, in.At); err == nil && in.RequestID != "" && at >= 0 && in.At != "code" {
		if err = in.refuse(); err == nil {
			in.At = helpQuestions[at+1]
			return w.askHelp(c, in, nil)
		}
	} else if err == nil {
		_, err = w.Accounts.StartAssist(c.UserContext(), by, session.Who(c), account.StartAssist{
			RequestID: in.RequestID, Code: in.Code, DeviceToken: session.Device(c), Name: in.Name, Consent: in.Consent, Helping: in.Helping,
		})
	}
	if err == nil {
		return done(c, view.PathPortal+"?all=1", "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		if in.RequestID == "" || fault.Has(err, "account.code.over") {
			in.RequestID = "" // another code is needed
			ps = loose(ps)
		}
		in.At = "code"
		for _, q := range helpQuestions {
			if ps.On(q) != "" {
				in.At = q
				break
			}
		}
		return w.askHelp(c, in, ps)
	}
	return err
}

// refuse says what is wrong with the answer to one question.
func (in *helpForm) refuse() error {
	switch in.At {
	case "name":
		name, err := account.NameOf(in.Name)
		if err == nil {
			in.Name = name
		}
		return err
	case "helping":
		if in.Helping != account.ConsentTexts[account.Helping] {
			return fault.New(fault.Invalid, "assist.helping").On("helping")
		}
	}
	return nil // who has an account agreed before
}

// endHelp is the one tap that ends it.
func (w *portal) endHelp(c *fiber.Ctx) error {
	by, err := session.Helper(c)
	if err == nil {
		_, err = session.Bind[struct{}](c)
	}
	if err == nil {
		err = w.Accounts.EndAssist(c.UserContext(), by)
	}
	if err == nil || fault.Has(err, "assist.none") { // it has run out meanwhile
		return done(c, pages.PathHelper, "help_ended")
	}
	return err
}
