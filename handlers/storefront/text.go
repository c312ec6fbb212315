package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/storefront"
)

// text shows a text that comes with the market.
func (s *shop) text(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		f := s.frame(c, "")
		p := pages.BundledText(name, f.Lang)
		f.Title = p.Title
		return show(c, fiber.StatusOK, pages.Text(f, p))
	}
}

// terms shows one version of the terms: orders were placed under it.
func (s *shop) terms(c *fiber.Ctx) error {
	f := s.frame(c, "")
	p, ok := pages.Terms(c.Params("version"), f.Lang)
	if !ok {
		return fault.New(fault.NotFound, "kind.not_found")
	}
	f.Title = p.Title
	return show(c, fiber.StatusOK, pages.Text(f, p))
}
