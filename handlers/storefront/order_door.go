package storefront

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// fillDoor says what is paid at the door, and shows the QR once the sum is known.
func (s *shop) fillDoor(ctx context.Context, f *view.Frame, o purchase, p *pages.OrderPage) error {
	at, found, err := s.Checkout.AtDoor(ctx, o.Order)
	if err != nil || !found {
		return err
	}
	d := &pages.DoorPay{Amount: at.Due, Known: at.Known, Cash: at.Cash}
	if t := at.Next.Transfer; t != nil {
		d.QR = &pages.QR{Image: view.OrderPath(o.Code) + "/door.png", Bank: t.Bank, Account: t.Account, Holder: t.Holder, Text: t.Memo}
		if s.Demo != nil && s.Demo.Bank != nil {
			d.Play = "/sandbox/transfer?" + url.Values{"code": {at.Payment.Code}}.Encode()
		}
	}
	p.Door = d
	return nil
}

// doorQR draws what the buyer's bank reads at the door.
func (s *shop) doorQR(c *fiber.Ctx) error {
	o, err := s.bought(c, c.Params("code"))
	if err != nil {
		return err
	}
	at, _, err := s.Checkout.AtDoor(c.UserContext(), o.Order)
	switch {
	case err != nil:
		return err
	case at.Next.QR == "":
		return fault.New(fault.NotFound, "payment.unknown")
	}
	picture, err := qrcode.Encode(at.Next.QR, qrcode.Medium, 528)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "image/png")
	return c.Send(picture)
}
