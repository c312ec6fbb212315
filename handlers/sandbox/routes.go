// Package sandbox keeps the play bank of a demo at hand: the page to which its gateway
// sends a buyer, a banking app that transfers by QR, the app in which people confirm who
// they are, and the codes that a real market would send to phones. It exists in a demo only.
package sandbox

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/web/view"
)

type play struct{ parts.Parts }

// Routes adds what the demo has of the three.
func Routes(app *fiber.App, p parts.Parts) {
	s := &play{p}
	guard := func(h fiber.Handler) []fiber.Handler {
		return []fiber.Handler{p.Sessions.Load(actor.Page), p.Sessions.Forms(), h}
	}
	if p.Demo.Sandbox != nil {
		app.Get("/sandbox/pay/:ref", guard(s.bankPage)...)
		app.Post("/sandbox/pay/:ref", guard(s.act)...)
	}
	if p.Demo.Bank != nil {
		app.Get("/sandbox/transfer", guard(s.transferPage)...)
		app.Post("/sandbox/transfer", guard(s.transfer)...)
	}
	if p.Demo.Stage != nil {
		app.Get("/sandbox/identity/:tx", guard(s.identityPage)...)
		app.Post("/sandbox/identity/:tx", guard(s.actIdentity)...)
	}
	if p.Demo.Codes != nil {
		app.Get(view.PathDemo, guard(s.codesPage)...)
		app.Get("/sandbox/codes", guard(s.codesPage)...)
	}
}

// frame is what stands around a page of the bank.
func (s *play) frame(c *fiber.Ctx, title string) *view.Frame {
	c.Set(fiber.HeaderCacheControl, "no-store")
	f := &view.Frame{
		Lang: session.Language(c), Origin: s.Market.BaseURL, Path: strings.Clone(c.OriginalURL()), NoIndex: true, Market: s.Market.Name,
		Place: s.Market.Place, Desk: s.Market.Desk, Demo: true, Person: session.Who(c).Name, CSRF: session.CSRF(c), NewKey: session.NewKey, Now: s.Now(),
	}
	f.Title = f.T(title)
	return f
}
