package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// acted ends a form of the order page: on to the page with a word, or back to it with what
// was refused.
func (s *shop) acted(c *fiber.Ctx, err error, word string, typed func(*pages.OrderPage)) error {
	switch {
	case err == nil:
		s.flash(c, word)
		return goOn(c, view.OrderPath(c.Params("code")))
	case len(fault.All(err)) == 0, fault.Is(err, fault.NotFound), fault.Is(err, fault.Unauthenticated):
		return err
	}
	return s.showOrder(c, err, typed)
}

func untouched(*pages.OrderPage) {}

func (s *shop) cancel(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Reason string `form:"reason"`
	}](c)
	if err == nil {
		_, err = s.Aftersale.Cancel(c.UserContext(), aftersale.Buyer(buyer(c)), c.Params("code"), in.Reason)
	}
	return s.acted(c, err, "cancelled", func(p *pages.OrderPage) { p.CancelReason = in.Reason })
}

func (s *shop) receive(c *fiber.Ctx) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		_, err = s.Fulfillment.ConfirmReceived(c.UserContext(), fulfillment.Buyer(buyer(c)), c.Params("code"))
	}
	return s.acted(c, err, "received", untouched)
}

// answerWeight is the buyer's word on a parcel that weighs less than ordered.
func (s *shop) answerWeight(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Answer string `form:"answer"`
	}](c)
	if err == nil {
		by := fulfillment.Buyer(buyer(c))
		switch in.Answer {
		case "accept":
			_, err = s.Fulfillment.TakeLess(c.UserContext(), by, c.Params("code"))
		case "refuse":
			_, err = s.Fulfillment.DeclineLess(c.UserContext(), by, c.Params("code"))
		default:
			err = fault.New(fault.Invalid, "input.value")
		}
	}
	return s.acted(c, err, "answered", untouched)
}

func (s *shop) nameRefundAccount(c *fiber.Ctx) error {
	in, err := session.Bind[checkout.RefundAccount](c)
	if err == nil {
		var o purchase
		if o, err = s.bought(c, c.Params("code")); err != nil {
			return err
		}
		err = s.Checkout.NameRefundAccount(c.UserContext(), buyer(c), o.GroupID, in, s.KnowsBank)
	}
	return s.acted(c, err, "account_named", func(p *pages.OrderPage) {
		if p.Refund != nil && p.Refund.Form != nil {
			p.Refund.Form.Bank, p.Refund.Form.Account, p.Refund.Form.Holder = in.BankBIN, in.Number, in.Holder
		}
	})
}
