package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// helpForm is what a person says who is to be helped: their number, and then the code that
// came to it.
type helpForm struct {
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
		Action: pages.HelperPath("start"), Phone: in.Phone, Request: in.RequestID, Name: in.Name,
		Consent: account.ConsentText, Helping: account.ConsentTexts[account.Helping],
		ConsentSentence: sh.T("portal.help.privacy"), HelpSentence: sh.T("portal.help.agree"), Problems: ps,
	}
	if in.RequestID != "" {
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
		in.RequestID = sent.RequestID
		return w.askHelp(c, in, nil)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askHelp(c, helpForm{Phone: in.Phone}, ps)
	}
	return err
}

// startHelp begins the help, and leads to the stalls of the person.
func (w *portal) startHelp(c *fiber.Ctx) error {
	by, err := session.Helper(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[helpForm](c)
	if err == nil {
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
		return w.askHelp(c, in, ps)
	}
	return err
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
