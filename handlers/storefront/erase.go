package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// ending is a code that was sent to end an account, as the browser remembers it.
type ending struct {
	PersonID string        `json:"person_id"`
	Request  string        `json:"request"`
	ResendAt clock.Instant `json:"resend_at"`
}

func (s *shop) ending(c *fiber.Ctx) (ending, bool) {
	e, ok := kept[ending](c, s, "ending")
	return e, ok && e.PersonID == session.Who(c).PersonID
}

func (s *shop) erasePage(c *fiber.Ctx) error { return s.showErase(c, nil) }

func (s *shop) showErase(c *fiber.Ctx, refused error) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	ctx, who := c.UserContext(), session.Who(c)
	q := s.DB.Read(ctx)
	f := s.form(c, "account")
	f.Title, f.Path = f.T("erase.title"), view.PathErase
	p := pages.ErasePage{Name: who.Name, Phone: s.phoneHint(c), HasPIN: who.HasPIN}
	ways := map[string]string{
		privacy.OrderOpen: view.PathOrders, privacy.MoneyDue: view.PathOrders, privacy.ComplaintOpen: view.PathOrders,
		privacy.StallOpen: view.PathPortal, privacy.StallMoney: view.PathPortal,
	}
	left, err := s.Privacy.Obstacles(ctx, by)
	if err != nil {
		return err
	}
	for _, one := range left {
		p.First = append(p.First, view.Link{URL: ways[one.Key], Label: locale.Fault(f.Lang, one)})
	}
	if refused != nil && !fault.Is(refused, fault.Conflict) { // an obstacle stands above already
		p.Problems = problemsOf(f.Lang, refused)
	}
	household, err := account.People(ctx, q, who.PhoneID)
	if err != nil {
		return err
	}
	stalls, err := seller.MembershipsOf(ctx, q, who.PersonID)
	if err != nil {
		return err
	}
	goes, stays := []string{"name"}, []string{"order", "money", "talk", "consent"}
	if len(household) == 1 {
		goes = append(goes, "phone")
	} else {
		stays = append([]string{"phone"}, stays...)
	}
	if len(stalls) > 0 {
		stays = append(stays, "stall")
	}
	for _, one := range append(goes, "address", "bank", "photo", "session") {
		p.Goes = append(p.Goes, f.T("erase.goes."+one))
	}
	for _, one := range stays {
		p.Stays = append(p.Stays, pages.Fact{Name: f.T("erase.stays." + one), Value: f.T("erase.stays." + one + "_why")})
	}
	e, sent := s.ending(c)
	if p.Sent = sent; sent && s.Now() < e.ResendAt {
		p.ResendAt = e.ResendAt
	}
	if len(p.First) > 0 || !p.HasPIN && !p.Sent {
		p.Problems = loose(p.Problems) // there is no field to lead to
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Erase(f, p))
}

func (s *shop) sendEraseCode(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	if _, err := session.Bind[struct{}](c); err != nil {
		return err
	}
	sent, err := s.Accounts.SendErasureCode(c.UserContext(), session.Who(c), account.SendCode{
		DeviceToken: session.Device(c), Address: session.Address(c), Locale: string(session.Language(c)),
	})
	if err != nil {
		return s.unerased(c, err)
	}
	session.RememberDevice(c, sent.DeviceToken)
	if err := keep(c, s, "ending", ending{PersonID: by.PersonID, Request: sent.RequestID, ResendAt: sent.ResendAt}, account.CodeLife); err != nil {
		return err
	}
	return goOn(c, view.PathErase)
}

// erase ends the account of the person who is signed in.
func (s *shop) erase(c *fiber.Ctx) error {
	by, err := session.Buyer(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[struct {
		PIN  string `form:"pin"`
		Code string `form:"code"`
	}](c)
	if err == nil {
		e, _ := s.ending(c)
		var proof actor.Proof
		proof, err = s.Accounts.ProveErasure(c.UserContext(), session.Who(c), account.ErasureProof{
			PIN: in.PIN, Code: in.Code, RequestID: e.Request, DeviceToken: session.Device(c),
		})
		if err == nil {
			err = s.Privacy.Erase(c.UserContext(), by, proof)
		}
	}
	if err != nil {
		return s.unerased(c, err)
	}
	session.End(c)
	session.ForgetVisitor(c)
	for _, name := range []string{"ending", "code", "forgotten", "destination"} {
		s.drop(c, name)
	}
	s.flash(c, "erased")
	return goOn(c, view.PathHome)
}

// unerased shows the page again with what was refused.
func (s *shop) unerased(c *fiber.Ctx, err error) error {
	if len(fault.All(err)) == 0 || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Unauthenticated) {
		return err
	}
	return s.showErase(c, err)
}
