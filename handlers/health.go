package handlers

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
)

// health says whether the process lives (/healthz) and whether it can serve (/readyz): the
// database answers and the search engine is there. A market without its search engine
// still sells, and so does one whose bank notices are late: that is told and not refused.
func health(app *fiber.App, p parts.Parts) {
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok") })
	app.Get("/readyz", func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
		defer cancel()
		if err := p.DB.Ping(ctx); err != nil {
			return fault.New(fault.Unavailable, "kind.unavailable").From(err)
		}
		said := "ok"
		if _, err := p.Search.Health(ctx); err != nil {
			said += ", without search"
		}
		silent, err := payment.SilentFeeds(ctx, p.DB.Read(ctx))
		if err != nil {
			return fault.New(fault.Unavailable, "kind.unavailable").From(err)
		}
		if len(silent) > 0 {
			said += ", no word from " + strings.Join(silent, " and ")
		}
		return c.SendString(said)
	})
}
