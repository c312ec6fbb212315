// Package portal keeps what a seller does on a phone one tap away. A page shows only what
// its reader may do; whoever asks for more all the same is told which right is missing,
// and somebody else's stall does not exist.
package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/web/view"
)

// Routes adds the pages of sellers, helpers, officers and the desk. This list is their
// site map.
func Routes(app *fiber.App, p parts.Parts) {
	w := &portal{Parts: p}
	r := app.Group(view.PathPortal, p.Sessions.Load(actor.Page), p.Sessions.Forms())
	w.selling(r.Group("/s/:stall"))
}

// selling is the work of one stall.
func (w *portal) selling(r fiber.Router) {
	r.Get("/", w.with(anyMember, w.homePage))

	r.Get("/orders", w.with(ordersTo, w.ordersPage))
	r.Get("/orders/:order", w.with(ordersTo, w.orderPage))
	r.Get("/orders/:order/slip", w.with(ordersTo, w.slipPage))
	r.Post("/orders/:order/confirm", w.with(handling, w.press("confirmed", w.confirm)))
	r.Get("/orders/:order/refuse", w.with(handling, w.refusePage))
	r.Post("/orders/:order/refuse", w.with(handling, w.refuse))
	r.Get("/orders/:order/pack", w.with(handling, w.packPage))
	r.Post("/orders/:order/pack", w.with(handling, w.pack))
	r.Get("/orders/:order/ship", w.with(handling, w.shipPage))
	r.Post("/orders/:order/ship", w.with(handling, w.ship))
	r.Get("/orders/:order/retrack", w.with(handling, w.retrackPage))
	r.Post("/orders/:order/retrack", w.with(handling, w.retrack))
	r.Post("/orders/:order/deliver", w.with(handling, w.press("delivered", w.deliver)))
	r.Get("/orders/:order/return", w.with(handling, w.returnPage))
	r.Post("/orders/:order/return", w.with(handling, w.returned))
}

// homePage leads to what the member may do first.
func (w *portal) homePage(c *fiber.Ctx, s stall) error {
	if s.may(actor.SeeOrders) || s.may(actor.HandleOrders) {
		return w.todayPage(c, s)
	}
	switch {
	case s.may(actor.EditProducts):
		return c.Redirect(s.path("products"), fiber.StatusSeeOther)
	case s.may(actor.SeeMoney):
		return c.Redirect(s.path("money"), fiber.StatusSeeOther)
	}
	return c.Redirect(s.path("stall"), fiber.StatusSeeOther)
}
