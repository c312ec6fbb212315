package storefront

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/payments"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// takes are the gateways by which a payment can be paid: one to a seller only by those that
// lead the money to any account.
func (s *shop) takes(p payment.Payment) []payments.Gateway {
	all := s.Gateways.Offer(p.Missing())
	if !p.Direct() {
		return all
	}
	return slices.DeleteFunc(all, func(g payments.Gateway) bool { return !g.Capabilities().PayTo })
}

// fillDirect says, of a payment to a seller, who is paid and what the market does not do.
func (s *shop) fillDirect(ctx context.Context, f *view.Frame, p payment.Payment, page *pages.PayPage) error {
	if !p.Direct() {
		return nil
	}
	names, err := seller.Names(ctx, s.DB.Read(ctx), []string{*p.CollectorID})
	page.Direct, page.Payee, page.Claimed = f.T("direct.buyer"), names[*p.CollectorID], p.ClaimedAt > 0
	if err != nil {
		return err
	}
	return s.others(ctx, f, p, page)
}

// others are the payments to the other sellers of the same purchase that are still to be made.
func (s *shop) others(ctx context.Context, f *view.Frame, p payment.Payment, page *pages.PayPage) error {
	all, err := payment.OfGroup(ctx, s.DB.Read(ctx), p.GroupID)
	for _, other := range all {
		if other.ID != p.ID && other.Status.Open() {
			page.Rest = append(page.Rest, view.Link{Label: f.T("pay.pay_amount", "amount", other.Missing()), URL: view.PayPath(other.Code)})
		}
	}
	return err
}

// sayPaid is the buyer's word that the transfer to a seller was sent.
func (s *shop) sayPaid(c *fiber.Ctx) error {
	p, group, err := s.owed(c)
	if err == nil {
		_, err = s.Checkout.SayPaid(c.UserContext(), buyer(c), group.ID, p.ID)
	}
	if err != nil {
		return err
	}
	return goOn(c, view.PayPath(p.Code))
}
