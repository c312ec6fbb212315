// Package handlers keeps one Fiber app: middleware, the route lists of the edges, and one
// answer to every fault.
package handlers

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/api"
	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/portal"
	"github.com/chophien/chophien/handlers/sandbox"
	"github.com/chophien/chophien/handlers/storefront"
	"github.com/chophien/chophien/handlers/webhooks"
)

// bodyMost is the largest request: a photo of 10 MB and its form around it. Routes that
// take no photo have their own, smaller limit.
const bodyMost = 11 << 20

// App makes the market's app. The route lists, read in this order, are the site map.
func App(p parts.Parts) *fiber.App {
	app := fiber.New(fiber.Config{
		AppName:               p.Market.Name,
		DisableStartupMessage: true,
		Immutable:             true,
		ReadTimeout:           30 * time.Second,
		WriteTimeout:          2 * time.Minute, // a bank's file over a weak line
		IdleTimeout:           2 * time.Minute,
		ReadBufferSize:        16 << 10,
		BodyLimit:             bodyMost,
		// A form is read where it is needed: the server itself would forget for which door a
		// broken one was meant, and in which language its sender reads.
		DisablePreParseMultipartForm: true,
		EnableTrustedProxyCheck:      true,
		TrustedProxies:               p.Market.TrustedProxies,
		ProxyHeader:                  fiber.HeaderXForwardedFor,
		EnableIPValidation:           true,
		ErrorHandler:                 unheard(p, p.Log),
	})
	known(app)
	app.Use(packed(), answered(p, p.Log), armed(p), framed, smallBodies)
	health(app, p)
	assets(app, p)
	webhooks.Webhooks{Checkout: p.Checkout, Gateways: p.Gateways, Now: p.Now}.Routes(app)
	app.Use(limited(p.Market.RateLimit))
	if p.Demo != nil {
		sandbox.Routes(app, p)
	}
	api.Routes(app, p)
	portal.Routes(app, p)
	storefront.Routes(app, p)
	return app
}

// fail answers a fault in the words of the door at which it happened.
func fail(p parts.Parts, c *fiber.Ctx, err error) error {
	switch path := c.Path(); {
	case strings.HasPrefix(path, "/api/"), strings.HasPrefix(path, "/webhooks/"), path == "/openapi.json", path == "/healthz", path == "/readyz":
		return api.Fail(p, c, err)
	default:
		return storefront.Fail(p, c, err)
	}
}
