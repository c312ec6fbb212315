package portal

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// payeeText is where money goes in a line: the bank with the last digits, who hands it on,
// or the post counter.
func (w *portal) payeeText(p seller.Payee) string {
	switch p.Kind {
	case seller.ByCooperative:
		return p.Holder
	case seller.ByPost:
		return p.PostPoint + ", " + p.Holder
	}
	return bankName(w.Parts, p.BankBIN) + " ••" + p.Last4 + ", " + p.Holder
}

// payeeIn is what is typed of a payee, with both proofs.
type payeeIn struct {
	seller.NewPayee
	PIN     string `form:"pin"`
	Code    string `form:"code"`
	Request string `form:"request_id"`
}

// bankPage asks where the seller's money goes: first how, then by a code for whom.
func (w *portal) bankPage(c *fiber.Ctx, s stall) error {
	in := payeeIn{NewPayee: seller.NewPayee{Kind: seller.PayeeKind(c.Query("kind"))}, Request: c.Query("sent")}
	return w.askBank(c, s, in, nil)
}

func (w *portal) askBank(c *fiber.Ctx, s stall, in payeeIn, ps view.Problems) error {
	ctx := c.UserContext()
	sh := w.moneyShell(c, s, "portal.bank")
	here := s.path("money", "bank")
	p := pages.PayeePage{NoPIN: !session.Who(c).HasPIN, SetPIN: view.PathPIN + "?return_to=" + here, Problems: ps}
	now, err := seller.PayeeOf(ctx, w.DB.Read(ctx), s.ID)
	if err != nil {
		return err
	}
	if now != nil {
		p.Now, p.How, p.Asks = w.payeeText(*now), sh.T("payee.kind."+string(now.Kind)), now.Asks()
		if now.UsableFrom > w.Now() {
			p.UsableFrom = now.UsableFrom
		}
	}
	known := false
	for _, k := range seller.PayeeKinds {
		known = known || k == in.Kind
	}
	switch {
	case p.NoPIN:
	case !known:
		for _, k := range seller.PayeeKinds {
			p.Kinds = append(p.Kinds, pages.Way{URL: here + "?kind=" + string(k), Icon: "bank", Label: sh.T("payee.kind." + string(k)), Hint: sh.T("payee.kind." + string(k) + ".hint")})
		}
	default:
		back(sh, here, "portal.bank")
		p.Title, p.Text = sh.T("payee.kind."+string(in.Kind)), sh.T("payee.kind."+string(in.Kind)+".text")
		code := s.path("money", "bank", "code") + "?kind=" + string(in.Kind)
		if in.Request == "" {
			p.Code = code
			break
		}
		if p.Form, err = w.payeeForm(c, sh, s, in, code); err != nil {
			return err
		}
	}
	if p.Form == nil {
		for i := range p.Problems {
			p.Problems[i].Field = "" // there is no field to lead to yet
		}
	}
	return show(c, pages.Payee(sh, p))
}

func (w *portal) payeeForm(c *fiber.Ctx, sh *pages.Shell, s stall, in payeeIn, again string) (*pages.PayeeForm, error) {
	f := &pages.PayeeForm{
		Action: s.path("money", "bank"), Kind: string(in.Kind), Request: in.Request, Again: again, Banked: in.Kind.Banked(), Bank: in.BankBIN, Number: in.Number, Holder: in.Holder,
		Relation: in.Relation, Related: in.Kind == seller.RelativeAccount, Cooperative: in.Cooperative, PostPoint: in.PostPoint, Posted: in.Kind == seller.ByPost, AssistedBy: in.AssistedBy,
	}
	if f.Banked {
		f.HolderName, f.HolderHint = sh.T("refund.holder"), sh.T("refund.holder_hint")
		for _, b := range w.Banks {
			f.Banks = append(f.Banks, view.Option{Value: b.BIN, Label: b.Name})
		}
	}
	if f.Posted {
		f.HolderName, f.HolderHint = sh.T("portal.payee.collector"), sh.T("portal.payee.collector_hint")
	}
	if in.Kind.NeedsConsent() {
		f.Consent, f.ConsentText, f.Agreed = seller.PayeeConsent, sh.T("payee.consent."+string(in.Kind)), in.Consent == seller.PayeeConsent
	}
	if in.Kind == seller.ByCooperative {
		ctx := c.UserContext()
		all, err := seller.List(ctx, w.DB.Read(ctx), seller.Filter{State: seller.Active, Kind: seller.Cooperative}, db.Cursor{}, 200)
		if err != nil {
			return nil, err
		}
		f.Through = []view.Option{}
		for _, one := range all {
			if one.ID != s.ID {
				f.Through = append(f.Through, view.Option{Value: one.Slug, Label: one.Name})
			}
		}
	}
	return f, nil
}

// sendPayeeCode sends a code to the member's own phone, and asks for the rest.
func (w *portal) sendPayeeCode(c *fiber.Ctx, s stall) error {
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	kind := seller.PayeeKind(c.Query("kind"))
	sent, err := w.Accounts.SendPayeeCode(c.UserContext(), session.Who(c), account.SendCode{
		DeviceToken: session.Device(c), Address: session.Address(c), Locale: string(session.Language(c)),
	})
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.askBank(c, s, payeeIn{NewPayee: seller.NewPayee{Kind: kind}}, ps)
		}
		return err
	}
	session.RememberDevice(c, sent.DeviceToken)
	return done(c, s.path("money", "bank")+"?kind="+url.QueryEscape(string(kind))+"&sent="+sent.RequestID, "")
}

// setBank replaces where the seller's money goes. PIN and code prove the person anew: a
// phone that a family shares is not enough to say where money goes.
func (w *portal) setBank(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[payeeIn](c)
	if err == nil && in.Kind.Banked() && !w.KnowsBank(in.BankBIN) {
		err = fault.New(fault.Invalid, "refund.bank").On("bank_bin")
	}
	var proof actor.Proof
	if err == nil {
		proof, err = w.Accounts.ProveTwice(c.UserContext(), s.by.PersonID, account.TwiceProof{
			PIN: in.PIN, Code: in.Code, RequestID: in.Request, DeviceToken: session.Device(c),
		})
	}
	if err == nil {
		_, err = w.Onboarding.SetPayee(c.UserContext(), in.NewPayee, s.by, proof)
	}
	if err == nil {
		return done(c, s.path("money", "bank"), "bank")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askBank(c, s, in, ps)
	}
	return err
}

// growersPage lists the stalls whose money comes to this one to be handed on.
func (w *portal) growersPage(c *fiber.Ctx, s stall) error {
	today := w.Now().Date()
	return w.showGrowers(c, s, invoice.Period{From: clock.Date(today.Period() + "-01"), To: today}, nil)
}

// showGrowers lists the growers beside the form of the purchase list; period is what was
// typed there.
func (w *portal) showGrowers(c *fiber.Ctx, s stall, period invoice.Period, ps view.Problems) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := seller.Growers(c.UserContext(), w.DB.Read(c.UserContext()), s.by, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, seller.Grower.Cursor)
	sh := w.moneyShell(c, s, "portal.growers")
	p := pages.GrowersPage{Pager: pager(c, s.path("money", "growers"), next), Problems: ps, From: string(period.From), To: string(period.To)}
	if s.Kind == seller.Cooperative {
		p.Purchases = s.path("money", "purchases")
	}
	for _, g := range rows {
		row := pages.GrowerRow{Name: g.Name, At: g.CreatedAt, Refuse: s.path("money", "growers", g.PayeeID, "refuse")}
		if g.AcceptedAt == 0 {
			row.Accept = s.path("money", "growers", g.PayeeID, "accept")
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Growers(sh, p))
}

func (w *portal) acceptGrower(c *fiber.Ctx, s stall) error {
	if err := w.Onboarding.AcceptGrower(c.UserContext(), c.Params("payee"), s.by); err != nil {
		return err
	}
	return done(c, s.path("money", "growers"), "grower_accepted")
}

func (w *portal) refuseGrower(c *fiber.Ctx, s stall) error {
	if err := w.Onboarding.RefuseGrower(c.UserContext(), c.Params("payee"), s.by); err != nil {
		return err
	}
	return done(c, s.path("money", "growers"), "grower_refused")
}
