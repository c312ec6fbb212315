package portal

import (
	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
)

// slipPage is the paper for the parcel. It exists as long as the buyer's address may be
// read.
func (w *portal) slipPage(c *fiber.Ctx, s stall) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	if !o.known() {
		return fault.New(fault.NotFound, "order.unknown")
	}
	sh := back(w.shell(c, s, "portal.slip", "orders"), s.path("orders", o.Code), "portal.back_order")
	lines, err := w.linesOf(c.UserContext(), sh, o.lines)
	if err != nil {
		return err
	}
	from, err := s.Pickup(w.Keys)
	if err != nil {
		return err
	}
	p := pages.SlipPage{
		Code: o.Code, PlacedAt: o.CreatedAt, Seller: s.Name, To: w.whereTo(o.to.Recipient, o.to.Address, true),
		Phone: account.LocalPhone(o.to.Phone), Note: o.to.Address.Note, Way: w.wayOf(c.UserContext(), sh, o), Lines: lines, Packed: o.Packed(),
	}
	for _, t := range []string{from.Street, w.Places.FullName(s.Scheme, s.WardCode)} {
		if t != "" {
			p.From = append(p.From, t)
		}
	}
	at, found, err := w.Checkout.AtDoor(c.UserContext(), o.Order)
	if err != nil {
		return err
	}
	if found {
		p.Door = &pages.DoorSlip{Amount: at.Due, Known: at.Known, Cash: at.Cash}
		if at.Next.QR != "" {
			p.Door.QR, p.Door.Text = s.path("orders", o.Code, "slip", "qr.png"), at.Payment.Code
		}
	}
	return show(c, pages.Slip(sh, p))
}

// slipQR draws what the buyer's bank reads at the door. It exists while money is due there
// and the sum is known.
func (w *portal) slipQR(c *fiber.Ctx, s stall) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	at, _, err := w.Checkout.AtDoor(c.UserContext(), o.Order)
	switch {
	case err != nil:
		return err
	case at.Next.QR == "":
		return fault.New(fault.NotFound, "order.unknown")
	}
	picture, err := qrcode.Encode(at.Next.QR, qrcode.Medium, 528)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "image/png")
	return c.Send(picture)
}

// unitOf is the word of a unit in the reader's language.
func unitOf(sh *pages.Shell, unit string) string { return catalog.UnitIn(string(sh.Lang), unit) }
