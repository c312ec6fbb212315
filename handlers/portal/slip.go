package portal

import (
	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
)

// slipPage is the paper for the parcel, as a page to be looked at or printed by the browser.
// It exists as long as the buyer's address may be read.
func (w *portal) slipPage(c *fiber.Ctx, s stall) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.slip", "orders"), s.path("orders", o.Code), "portal.back_order")
	parcel, err := w.Parcel(c.UserContext(), sh.Lang, s.by, o.Code)
	if err != nil {
		return err
	}
	p := pages.SlipPage{
		Code: o.Code, PlacedAt: o.CreatedAt, Seller: s.Name, From: parcel.From, To: parcel.To, Phone: parcel.Phone, Note: parcel.Note,
		Way: w.wayOf(c.UserContext(), sh, o), Files: papersOf(sh, s, o.Order),
	}
	for _, l := range parcel.Lines {
		p.Lines = append(p.Lines, pages.SlipLine(l))
	}
	if d := parcel.Door; d != nil {
		p.Door = &pages.DoorSlip{Amount: d.Amount, Known: d.Known, Cash: d.Cash}
		if d.QR != "" {
			p.Door.QR, p.Door.Text = s.path("orders", o.Code, "slip", "qr.png"), d.Text
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
